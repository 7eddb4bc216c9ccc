import { step, type Step } from '../../catalog/text.ts'
import { headerOf } from '../../contract/headers.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext } from '../answerContext.ts'
import { isNamed } from '../topics/facts.ts'

/** A part of the API that a success says will end. */
interface Ending {
  what: string
  /** The date as the response writes it; null without one. */
  on: string | null
  /** What says so, where no words do; empty otherwise. */
  header: string
}

const SAYS_END =
  /\bdeprecat|\bobsolete\b|\bsunset\b|\bend[ -]of[ -]life\b|\b(?:will|is to|are to|is going to) be (?:\w+ly )?(?:removed|retired|discontinued|withdrawn|dropped|shut down|switched off|turned off|decommissioned|replaced)\b|\bwill (?:stop working|cease|go away|no longer (?:be|work|exist))\b|\b(?:scheduled for|planned for) (?:removed|retired|removal|retirement|decommission\w+|discontinued)\b/i
const MONTH = String.raw`(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*`
const DATE = new RegExp(
  String.raw`\b(\d{4}-\d\d-\d\d|\d{1,2}(?:st|nd|rd|th)? ${MONTH}\.?,? \d{4}|${MONTH}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|${MONTH} \d{4}|Q[1-4] \d{4}|\d{1,2}[./]\d{1,2}[./]\d{4})\b`,
  'i',
)
const NAMED =
  /\b((?:parameter|field|endpoint|route|version|header|property|operation|call) ["'“‘`]?[\w./{}-]{1,60}\w)|(\/api\/[\w./{}-]{1,80}\w)|\b(API v\d{1,3}|v\d{1,3})\b/i
/** What follows a noun and is no name. */
const NO_NAME = / (?:is|are|was|will|has|have|of|for|and|in|to|on)$/i

/** Null where neither the words nor the headers of a success say that something ends. */
export function endingIn({ response, sent, route }: AnswerContext, said: string | undefined): Ending | null {
  const words = said !== undefined && SAYS_END.test(said) ? said.slice(0, 1000) : null
  const sunset = headerOf(response.headers, 'sunset')
  if (words === null) {
    const deprecated = headerOf(response.headers, 'deprecation')
    const [name, value] = sunset === null ? ['Deprecation', deprecated] : ['Sunset', sunset]
    if (value === null) return null
    const header = `The response has the header ${name}: ${clip(value, 60)}.`
    return { what: clip(route, 80), on: DATE.exec(sunset ?? '')?.[1] ?? null, header }
  }
  const on = DATE.exec(words)?.[1] ?? DATE.exec(sunset ?? '')?.[1] ?? null
  const part = sent().find(({ name }) => isNamed(words, name))
  if (part) return { what: part.name, on, header: '' }
  const match = NAMED.exec(words)
  const named = (match?.[1] ?? match?.[2] ?? match?.[3])?.replace(/["'“‘`]/, '')
  const isName = named !== undefined && !NO_NAME.test(named)
  return { what: isName ? named : 'the part that the message names', on, header: '' }
}

/** What to do before it ends. */
export function stepBeforeEnd({ what, on }: Ending): Step {
  return step(`Stop using ${what}${on === null ? ' soon' : ` before ${on}`}.`, 'edit-request')
}
