import { step, type Step } from '../../catalog/text.ts'
import { clip } from '../../contract/values.ts'
import { capital, listed } from '../../contract/words.ts'
import type { AnswerContext, Found } from '../answerContext.ts'
import { isDenied } from '../denial.ts'
import { isForeignLanguage } from '../language.ts'
import { isGeneral } from '../said.ts'
import { sentIn, thingIn } from '../topics/facts.ts'
import { filtersIn } from '../values/emptyReason.ts'
import { quoted, quotedAtEnd } from '../words.ts'
import { NOT_IN_REGION, recordOf, regionStep } from './recordNamed.ts'

const LONGEST_QUOTE = 90

/** What became of a record, or what else is missing, where the words of a 404 or 410 tell; null where they do not. */
export function explainFate(subject: AnswerContext): Found | null {
  const [said] = subject.messages
  if (said === undefined || isGeneral(said) || isForeignLanguage(said) || isOfFile(subject)) return null
  const text = said.slice(0, 500)
  return toldFate(subject, text) ?? otherMissing(subject, text)
}

function toldFate(subject: AnswerContext, said: string): Found | null {
  return moved(subject, said) ?? elsewhere(subject, said) ?? deleted(subject, said)
}

/** What became of a record, where another refusal than a 404 tells. */
export function explainToldFate(subject: AnswerContext): Found | null {
  const [said] = subject.messages
  return said === undefined || isForeignLanguage(said) || isOfFile(subject)
    ? null
    : toldFate(subject, said.slice(0, 500))
}

/** Whether the words are about a stored file, whose fate is not that of its record. */
const isOfFile = ({ topics }: AnswerContext) =>
  topics().some(({ name }) => name === 'stored-file' || name === 'signed-link')

const MOVED =
  /\b(?:merged|moved|migrated|renumbered|replaced|superseded|renamed|transferred|consolidated|converted)\b[^.;]{0,20}?\b(?:into|to|by|with|as|under)\s+(?:the |a )?((?:[a-z]+ ){0,3}?)(?:id |no\.? |number )?#?(\d{1,12})\b|\bduplicate of ((?:[a-z]+ ){0,2}?)(?:id |#)?(\d{1,12})\b|\b(?:please )?use ((?:[a-z]+ ){0,2}?)(?:id |#)?(\d{1,12}) instead\b/i

/** The record has another id now. */
function moved(subject: AnswerContext, said: string): Found | null {
  const match = MOVED.exec(said)
  if (!match || isDenied(said, match)) return null
  const [, ...found] = match
  const newId = found.find((each, at) => at % 2 === 1 && each !== undefined) ?? ''
  const noun = found.find((each, at) => at % 2 === 0 && each !== undefined) ?? ''
  const record = recordOf(subject) ?? thingIn(said)
  const kind = noun.trim().split(' ').at(-1) ?? ''
  if (record === null || record.endsWith(` ${newId}`)) return null
  if (kind !== '' && !isSame(kind, record) && !GENERIC.test(kind)) return null
  const oldId = record.slice(record.lastIndexOf(' ') + 1)
  const sent = sentIn(oldId, subject.target.query)?.split('=')[0]
  return {
    headline: `${capital(record)} is now ${newId}`,
    meaning: 'The API no longer has the record under the id of the request.',
    cause: `The API says: ${quotedAtEnd(said)}`,
    remedy: [
      step(
        sent === undefined
          ? `Ask for ${newId} in place of ${oldId}.`
          : `Send ${sent}=${newId} in place of ${oldId}.`,
        'edit-request',
      ),
      step(`Replace ${oldId} with ${newId} in your own data.`),
    ],
    retry: SAME,
  }
}

const OTHER_REGION =
  /\b(?:other|another|different|wrong|this|that) region\b|\bregion(?: is|:)? ["'“]?(?:AU|UK|[A-Z]{2}-)|\b(?:AU|UK|Australian?|United Kingdom)[ -](?:\w+ )?(?:region|gateway|environment|instance|tenant|cluster|host)\b|\bregion\b.{0,20}\b(?:AU|UK)\b|\b(?:hosted|stored|lives?|resides?|homed) (?:in|on|at)\b.{0,30}\b(?:region|AU|UK|data cent(?:re|er))\b/i

function elsewhere(subject: AnswerContext, said: string): Found | null {
  if (!OTHER_REGION.test(said) || NOT_IN_REGION.test(said)) return null
  return {
    headline: `Not in this region: ${quoted(clip(said, LONGEST_QUOTE))}`,
    meaning: 'The words of the API name a region. AU and UK keep separate records.',
    cause: 'The words suggest that base URL and key belong to another region than the records.',
    remedy: [
      regionStep(subject),
      step('If you use that region already, send Guardhouse support this response.', 'copy-for-support'),
    ],
    retry: SAME,
  }
}

const DELETED = /\b(?:deleted|removed|purged|erased|destroyed|withdrawn)\b|\bis gone\b/i
const LEAVES_OPEN = /\bor\b|\bmay\b|\bmight\b|\bperhaps\b|\bunless\b|\bif\b/i
const OF_CALLS = /\b(?:endpoints?|routes?|operations?|versions?|apis?|calls?|methods?|v\d+)\b/i

function deleted(subject: AnswerContext, said: string): Found | null {
  const match = DELETED.exec(said)
  if (!match || isDenied(said, match) || LEAVES_OPEN.test(said) || OF_CALLS.test(said)) return null
  const asked = recordOf(subject)
  const named = thingIn(said)
  const record = named !== null && (asked === null || !named.endsWith(idOf(asked))) ? named : (asked ?? named)
  return {
    headline:
      record === null ? `Not there: ${quoted(clip(said, LONGEST_QUOTE))}` : `${capital(record)} was deleted`,
    meaning: 'The API had the record, and no longer has it.',
    cause: `The API says: ${quotedAtEnd(said)}`,
    remedy: [
      step(
        record === null
          ? 'Use the id of another record.'
          : `Use another ${nounIn(record)}, and remove ${idOf(record).trim()} from your own data.`,
        'edit-request',
      ),
      step('If this is wrong, ask Guardhouse support what became of it.', 'copy-for-support'),
    ],
    retry: { helps: 'no', advice: 'The record stays missing.', notBefore: null },
  }
}

const NOUN = String.raw`([a-z]+(?: [a-z]+){0,2}?)`
const HAS_NONE = new RegExp(
  String.raw`\b(?:has|have|had|contains?|holds?|with) (?:no|not any|zero) ${NOUN}\b`,
  'i',
)
const IS_NONE = new RegExp(
  String.raw`\b(?:no|not any|cannot find(?: any)?|could not find(?: any)?) ${NOUN} (?:with|for|on|at|in|matching|matche[sd]|were|was|are|is|found|exists?|configured|recorded|available|yet|under|of|assigned|defined|at)\b|\bno ([a-z]+(?: [a-z]+)?)\W*$`,
  'i',
)
const NOT_THERE = new RegExp(
  String.raw`^(?:the |this )?${NOUN}(?: (?:id|no\.?|number))?(?: (?:["'“‘][^"'“”‘’]{1,40}["'”’]|#?[\w.-]*\d[\w.-]*))?(?: (?:of|for|on|in) [^.;]{1,40}?)? (?:was |were |is |are |has |have |does |do |could |can)?(?:(?:not|n't|never) (?:yet )?(?:be |been )?(?:found|exist|available|calculated|generated|on file|published|configured|set up|uploaded|recorded)|missing)\b`,
  'i',
)

/** Something else is missing than the record that the request asks for: a part of it, another record, or all of a list. */
function otherMissing(subject: AnswerContext, said: string): Found | null {
  const { endpoint, target } = subject
  const thing = thingIn(said)
  const record = recordOf(subject) ?? (endpoint === undefined ? thing : null)
  const noun = missingNoun(subject, record, said)
  if (noun === null || (endpoint === undefined && record === null)) return null
  const isOtherThing = thing !== null && record !== null && !thing.endsWith(idOf(record))
  // Without a record in the request, words that name one are about a record.
  if (record === null && endpoint?.noun === null && thing !== null) return null
  return {
    headline: `Not found: ${quoted(clip(said, LONGEST_QUOTE))}`,
    meaning: 'The words of the API show what is missing.',
    cause:
      record !== null
        ? `The words do not say that ${record} is missing.`
        : endpoint?.noun === null
          ? 'Postern cannot tell more than these words.'
          : 'The words say that nothing matches. They do not say that a record is missing.',
    remedy: [
      ...valueSteps(subject, sentIn(said, target.query)),
      ...(isOtherThing ? [step(`Check ${thing}, which the message names.`, 'edit-request')] : []),
      ...(LATER.test(said) ? [step('Read it again later. The response does not say when.')] : []),
      ...(/s$/i.test(noun) && !isOtherThing
        ? [step(`If your program only reads ${noun.toLowerCase()}, let it take this 404 as an empty list.`)]
        : []),
      step('If there should be some, send Guardhouse support this response.', 'copy-for-support'),
    ],
    retry: {
      helps: 'no',
      advice: 'The same request gets the same response until the data change.',
      notBefore: null,
    },
  }
}

function noneIn(said: string): string | undefined {
  const match = IS_NONE.exec(said)
  return match?.[1] ?? match?.[2]
}

/** What is missing by the words, unless it is the record itself. */
function missingNoun({ endpoint }: AnswerContext, record: string | null, said: string): string | null {
  const owned = HAS_NONE.exec(said)?.[1]
  const noun = owned ?? noneIn(said) ?? NOT_THERE.exec(said)?.[1]
  const many = endpoint?.noun?.[1] ?? null
  if (record === null && many !== null) {
    if (NO_DATA.test(said)) return many
    return noun !== undefined && /s$/i.test(noun) && isSame(noun, many) ? noun : null
  }
  if (noun === undefined || GENERIC.test(noun) || record === null)
    return owned ?? (noun !== undefined && !GENERIC.test(noun) ? noun : null)
  const isRecord = isSame(noun, record) && (owned === undefined || said.includes(`${noun}${idOf(record)}`))
  return isRecord ? null : noun
}

const NO_DATA = /^\W*(?:there (?:is|are) )?no (?:data|records?|results?|match(?:es)?|entries|rows|items)\b/i
const LATER = /\byet\b|\bpending\b|\bnot (?:been )?(?:calculated|generated|published|uploaded)\b/i

/** Where the words repeat a value of the query, it; else all that a list is filtered by. */
function valueSteps({ target, endpoint }: AnswerContext, sent: string | null): Step[] {
  if (sent !== null) return [step(`Check ${clip(sent, 80)}, or leave it out to see all.`, 'edit-request')]
  const filters = filtersIn(target)
  return filters.length === 0 || endpoint?.envelope === 'standard'
    ? []
    : [step(`Check ${listed(filters, 4)}, or leave out a filter.`, 'edit-request')]
}

const SAME = { helps: 'no', advice: 'The same request gets the same response.', notBefore: null } as const

const GENERIC =
  /^(?:such |specified |requested |given )?(?:record|page|resource|entity|item|object|data|result|match|row|one|content|id|it)s?\b/i
const idOf = (record: string) => record.slice(record.lastIndexOf(' '))
const nounIn = (record: string) => record.slice(0, record.lastIndexOf(' '))

/** Names of one thing, of which the API and its documentation use several. */
const ALIKE: readonly RegExp[] = [
  /\b(?:staff|employee|person|guard|officer|worker|user)/i,
  /\b(?:incident|report)/i,
  /\b(?:timesheet|entry|entries|shift)/i,
  /\b(?:customer|client)/i,
  /\b(?:site|location)/i,
]

/** Whether a noun names the kind of a record, such as `Employee` for `staff member 9`. */
function isSame(noun: string, record: string): boolean {
  const plain = noun.toLowerCase().replace(/s$/, '')
  if (record.toLowerCase().startsWith(plain) || plain.endsWith(nounIn(record).toLowerCase())) return true
  return ALIKE.some((each) => each.test(noun) && each.test(record))
}
