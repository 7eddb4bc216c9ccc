import { rememberedForm } from '../remembered.ts'
import { step, type Step } from '../../catalog/text.ts'
import { asksForSecret, KNOWN_NAMES, mayName, mayPassOn, stepsHeld } from './passedOn.ts'
import { phraseTable } from './phraseTable.ts'
import { clip } from '../../contract/values.ts'
import { withoutMarkup } from '../words.ts'

const LONGEST = 500
const edit = (text: string) => step(text, 'edit-request')

const NUMBER = String.raw`(\d[\d,. ]{0,10}\d|\d)`
const RANGE = String.raw`(days?|d|hours?|hrs?|h|weeks?|months?|minutes?|mins?)`
const ROWS = String.raw`(rows?|records?|results?|lines)`
const VALUES = String.raw`(ids?|sites?|customers?|values?|employees?|filters?|clauses?|terms?|words?|items?|entries)`
const CHARACTERS = String.raw`(characters?|chars?|letters|digits|bytes)`
const SIZE = String.raw`([kmg]b|[kmg]i?bytes?|kilobytes?|megabytes?)`
const MOST = String.raw`(?:at most|no more than|not more than|up to|max(?:imum)?\.?(?: of| is|:| allowed)?|limit(?:ed)?(?: of| is| to|:)?|only|(?:may|must|can|should|does|do) ?not exceed|cannot exceed|exceeds?(?: the)?(?: (?:limit|maximum|max)(?: of)?)?|longer than|more than|over|larger than|greater than|>|≤|<=|within)\s*(?:the |a )?`
const CEILING = String.raw`[ -]?(?:ceiling|cap|limit|maximum|max|allowed|permitted)`

interface Limit {
  unit: string
  /** Goes ahead of the number that the message allows. */
  ask: string
}

const LIMITS: readonly Limit[] = [
  { unit: RANGE, ask: 'Ask for a shorter range' },
  { unit: ROWS, ask: 'Ask for fewer rows, with a shorter range or a smaller limit' },
  { unit: VALUES, ask: 'Send fewer of them in one request' },
  { unit: CHARACTERS, ask: 'Send a shorter value' },
  { unit: SIZE, ask: 'Ask for less, or send less' },
]

/** The largest amount that a message allows. */
const LIMIT_RULES: readonly Rule[] = LIMITS.flatMap(({ unit, ask }) =>
  [
    String.raw`${MOST}${NUMBER}[ -]?${unit}\b`,
    String.raw`${NUMBER}[ -]?${unit}(?: \w+)?${CEILING}\b`,
    String.raw`${NUMBER}[ -]?${unit} or (?:less|fewer|shorter)\b`,
    String.raw`${NUMBER}[ -]?${unit}? (?:at most|(?:is|are) the (?:maximum|limit|most))\b`,
    String.raw`\b(?:ceiling|cap|limit|maximum|max)\b[^.;\d]{0,20}${NUMBER}[ -]?${unit}\b`,
  ].map((source) => ({
    says: new RegExp(source, 'i'),
    step: ([, number, given]: RegExpExecArray) =>
      number === undefined || given === undefined
        ? null
        : edit(`${ask}: the message allows ${number.trim()} ${inFull(given)}.`),
  })),
)

const LEAST = new RegExp(
  String.raw`\b(?:at least|min(?:imum)?\.?(?: of| is|:)?|no fewer than|shorter than|less than|fewer than) ${NUMBER}[ -]?(?:${CHARACTERS}|${VALUES}|${ROWS})\b`,
  'i',
)
const BARE_LEAST = /\b(?:at least|min(?:imum)?\.?(?: of| is|:)?) (\d[\d,]{0,8})\b/i
const BETWEEN = /\bbetween (-?\d[\d.,]{0,10}) and (-?\d[\d.,]{0,10}\d|\d)/i
const BARE_MOST =
  /\b(?:max(?:imum)?\.?(?: of| is|:| allowed:?)?|limit(?: of| is|:)|at most|up to|no more than|not more than|>|≤|<=) ?(\d[\d,]{0,8})\b(?! ?(?:per|\/|subscri|webhook|active|user|seat|key))/i
const MOST_BEHIND = /\b(\d[\d,]{0,8}) (?:at most|max(?:imum)?)\b/i

/** Units in full, of more than one. */
function inFull(unit: string): string {
  const short: Readonly<Record<string, string>> = { d: 'days', h: 'hours', hr: 'hours', hrs: 'hours' }
  return short[unit.toLowerCase()] ?? (/^(?:entry|[kmg]b)$|s$/i.test(unit) ? unit : `${unit}s`)
}

const NAME = String.raw`["'“‘\`]?([A-Za-z][\w.$[\]-]{0,40})["'”’\`]?`
const QUOTED = String.raw`["'“‘\`]([^"'“”‘’\`]{1,60})["'”’\`]`
const WHAT = String.raw`(?:parameter|field|column|property|filter|operator|query|option|header|value|member|key|attribute|argument|sort|function|flag|claim|role|permission)`
/** Words that stand where a name could and are none. */
const NO_NAME =
  /^(?:the|a|an|it|this|that|is|are|was|not|be|value|parameter|field|request|api|and|or|of|in|for|to|you|your|must|required|missing|please|one|at|least|both|either|which|there|column|property|filter|all)$/i

/** The message asks for what no step may repeat. */
const HELD = 'held'

/** What a message says where it names a step, and the step; null where what it names is none. */
interface Rule {
  says: RegExp
  step: (match: RegExpExecArray) => Step | typeof HELD | null
}

/** A step about the first thing that a message names; what stands there may be no name. */
const naming =
  (text: (found: string) => string) =>
  (match: RegExpExecArray): ReturnType<Rule['step']> => {
    const found = match.slice(1).find((each) => each !== undefined)
    if (found === undefined || NO_NAME.test(found)) return null
    return mayName(found.trim()) ? edit(text(found.trim())) : HELD
  }

const IS_IDENTIFIER = /[a-z][A-Z]|[_$[]|\w\.\w|^[xX]-/
const IS_QUOTED = /["'“‘`]/

/** A step about a name that a message asks for: a role, a plan or a version of TLS is no name of a part of the request. */
const namingPart = (match: RegExpExecArray): ReturnType<Rule['step']> => {
  const { input, index } = match
  const found = match.slice(1).find((each) => each !== undefined)
  if (found === undefined || NO_NAME.test(found) || /\bclaims?\b|\btoken\b/i.test(input)) return null
  const at = input.indexOf(found, index)
  const next = /^\W{0,2}([A-Za-z]+)/.exec(input.slice(at + found.length))?.[1] ?? ''
  const before = /([A-Za-z]+) ?$/.exec(input.slice(0, at))?.[1] ?? ''
  const known = [found + next, before + found, found]
    .map((each) => KNOWN_NAMES.get(each.toLowerCase()))
    .find(Boolean)
  const isPart =
    known !== undefined ||
    IS_IDENTIFIER.test(found) ||
    (/\b(?:parameter|field|header|property|column|query|argument)s?\b/i.test(match[0]) &&
      !OF_RIGHTS.test(input)) ||
    (IS_QUOTED.test(input.charAt(at - 1)) && !OF_RIGHTS.test(input))
  const name = known ?? found.trim()
  if (!isPart) return null
  return mayName(name) ? edit(`Send ${name}: the message asks for it.`) : HELD
}
const OF_RIGHTS = /\b(?:roles?|permissions?|privileges?|policy|plan|licen[cs]e|scope|TLS|MFA)\b/i

/** In the order in which they are tried. */
const NAME_RULES: readonly Rule[] = [
  {
    says: /\b(?:older than|more than|further than|beyond) (\d{1,4} (?:days|weeks|months|years))(?= (?:ago|back|in the past)|.{0,40}\b(?:not|no longer|cannot|archived|purged|removed|unavailable))/i,
    step: ([, age = '']) => edit(`Ask for later dates: the message names ${age.toLowerCase()}.`),
  },
  {
    says: /\bmax(?:imum)? ?length(?: of| is|:|=)? ?["'“]?(\d{1,6})\b/i,
    step: ([, most = '']) => edit(`Send at most ${most} characters, as the message asks.`),
  },
  {
    says: /(?<!\b(?:range|period|span|interval|window)\b.{0,20})\btoo long\b\W{0,3}(?:max(?:imum)?|limit|at most|up to|allowed)\b\D{0,12}(\d{1,6})\b(?! ?(?:days?|hours?|weeks?|months?)\b)/i,
    step: ([, most = '']) => edit(`Send at most ${most} characters, as the message asks.`),
  },
  {
    says: /\b(?:host|domain|url|uri)\b.{0,60}\b(?:blacklisted|blocklisted|blocked|banned|not (?:allow-?listed|whitelisted|on the allow))/i,
    step: () => edit('Use another host, or ask your key administrator to have this one allowed.'),
  },
  {
    says: /\bdata would be truncated\b|\bdata too long\b|\bvalue (?:is )?too long\b/i,
    step: () => edit('Send a shorter value: the message says that it is too long.'),
  },
  {
    says: /\b([A-Za-z]\w{1,40})\s?>=?\s?(\d{1,9}) (?:is |are )?not (?:allowed|permitted|accepted|supported|valid|possible)\b/i,
    step: ([, name = '', most = '']) => edit(`Send ${name} with ${most} at most, as the message asks.`),
  },
  {
    says: /\bdid you mean:? ["'“‘`]?([\w.$-]{2,40})/i,
    step: naming((found) => `Write ${found}: the message proposes it.`),
  },
  {
    says: /\b(?:cannot|can't|can not|may not|must not|not) be ((?:combined|used together|sent together|set together|mixed))|\b(mutually exclusive)\b|\b(not both|cannot both be)\b/i,
    step: naming(() => 'Change or leave out one of them: the message does not allow both.'),
  },
  {
    says: new RegExp(
      String.raw`\b(?:unknown|unrecogni[sz]ed|unsupported|unexpected|no such|invalid) (?:(?:query|url|body|request) )?${WHAT} (?:name )?${NAME}`,
      'i',
    ),
    step: naming((found) => `Check the spelling of ${found}, or remove it: the message does not know it.`),
  },
  {
    says: new RegExp(
      String.raw`(?:\b${WHAT} ${NAME}|${QUOTED}) (?:is |are |was )?(?:not (?:a )?(?:supported|allowed|permitted|recogni[sz]ed|known|filterable|sortable)|unknown|unsupported|does not exist|do(?:es)? not exist)`,
      'i',
    ),
    step: naming((found) => `Remove ${found}, or replace it: the message does not allow it.`),
  },
  {
    says: /\b(?:(?:allowed|valid|accepted|supported|possible|permitted|available) (?:values?|options?|types?|events?|states?|formats?|fields?|columns?)|allowed|valid|accepted|supported|possible|permitted|available(?=:))(?: (?:are|is))?:?\s*((?:["'“‘`]?[\w./-]{1,40}["'”’`]?(?:\s?[,|/]\s?| or | and )){1,9}["'“‘`]?[\w./-]{1,40}["'”’`]?)/i,
    step: naming((found) => `Write one of these: ${found}.`),
  },
  {
    says: /\bmust be (?:one of|either|any of)(?: the following)?:?\s*\(?((?:["'“‘`]?[\w./-]{1,40}["'”’`]?(?:\s?[,|/]\s?| or | and ))*["'“‘`]?[\w./-]{1,40}["'”’`]?)/i,
    step: naming((found) => `Write one of these: ${found}.`),
  },
  {
    says: /\b[Ee]xpect(?:ed|ing|s)(?: format)?:? ((?:an?|the) [\w-]+(?: [\w-]+){0,4}|["'“‘`][^"'“”‘’`]{1,60}["'”’`]|[\w.:/-]{0,20}[A-Z\d][\w.:/-]{1,20})/,
    step: naming((found) => `Write it as the message expects: ${found}.`),
  },
  {
    says: new RegExp(
      String.raw`(?:\b(?:missing|lacks?|without|requires?|required:|needs?|(?:please )?(?:provide|specify|supply|include|set))\b:? (?:required |mandatory )?(?:(?:an?|the) )?(?:${WHAT}:? )?${NAME})(?! (?:must|is))`,
      'i',
    ),
    step: namingPart,
  },
  {
    says: new RegExp(
      String.raw`${NAME} (?:(?:(?:is|are) )?(?:required|mandatory|missing|needed)|(?:must|has to|should|needs to) be (?:set|given|provided|specified|supplied|present|sent)|not (?:given|provided|specified|supplied|set))`,
      'i',
    ),
    step: namingPart,
  },
]

/** Whether a step is about an amount that the message allows. */
export const isOfLimit = ({ text }: Step) => /message allows|message asks\.$|between/.test(text)

const ASKED = 'Do as the message asks: '
/** Whether a step quotes the message, and says no more than it. */
export const isQuote = ({ text }: Step) => text.startsWith(ASKED)

/** Sentences and clauses that tell the reader what to do. */
const IMPERATIVE =
  /(?:^|[.;!:,–—-]\s+|\band )((?:(?:please |kindly )(?!try|retry|wait)\w+|use|narrow|reduce|split|shorten|remove|specify|provide|include|supply|choose|select|enter|send|add|replace|switch to|migrate|omit|encode|accept|verify|enable|correct|ask|contact|start again|start over)\b (?!again|later|it |that |has |is )[^.;!]{2,100})/i
const OBLIGATION =
  /((?:[^.;:!]{0,60}) (?:must|has to|have to|needs to|need to|should) (?!not exceed|be (?:valid|one of))[^.;!]{3,100})/i

/** What is cut within a word may ask for more than is seen. */
const asWritten = ({ input, index, 0: { length }, 1: asked = '' }: RegExpExecArray) =>
  mayPassOn(asked) && /^(?:[.;!](?:\s|$)|$)/.test(input.slice(index + length))
    ? step(`${ASKED}“${clip(asked.trim(), 120)}”.`)
    : HELD
/** What has to be is no request to the reader, unless it is about a secret. */
const asDemanded = (match: RegExpExecArray) => {
  const asked = asWritten(match)
  return asked === HELD && !asksForSecret(match.input) ? null : asked
}
const asLeast = ([, least = '', ...units]: RegExpExecArray): Step | null => {
  const unit = units.find((each) => each !== undefined)
  return unit === undefined
    ? null
    : edit(`Send at least ${least.trim()} ${inFull(unit)}, as the message asks.`)
}
const asMost = ([, most = '']: RegExpExecArray) =>
  edit(`Ask for less, or a shorter range: the message allows ${most}.`)

/** An amount with a unit: without one, no rule about amounts says anything. */
const AMOUNT = new RegExp(String.raw`\d[ -]?(?:${LIMITS.map(({ unit }) => unit).join('|')})\b`, 'i')
const findAmount = phraseTable<Rule>([...LIMIT_RULES, { says: LEAST, step: asLeast }])
const findStep = phraseTable<Rule>([
  ...NAME_RULES,
  { says: BARE_LEAST, step: ([, least = '']) => edit(`Send at least ${least}, as the message asks.`) },
  { says: BETWEEN, step: ([, from = '', to = '']) => edit(`Write a value between ${from} and ${to}.`) },
  { says: BARE_MOST, step: asMost },
  { says: MOST_BEHIND, step: asMost },
  { says: IMPERATIVE, step: asWritten },
  { says: OBLIGATION, step: asDemanded },
])

/**
 * The first step that the words themselves name: a limit, a field, the values that are taken, or what they ask for. Empty
 * where they name none.
 */
export function findSteps(message: string): readonly Step[] {
  const said = withoutMarkup(message.slice(0, LONGEST))
  const stepOf = (rule: Rule, match: RegExpExecArray) => rule.step(match)
  const found = (AMOUNT.test(said) ? findAmount(said, stepOf) : null) ?? findStep(said, stepOf)
  if (found === HELD) return stepsHeld(said)
  return found === null ? [] : [found]
}

/** The same, found once for all messages that differ in their ids alone. */
export const stepsSaid = rememberedForm(findSteps, (steps) => steps.map(({ text }) => text).join(' '))
