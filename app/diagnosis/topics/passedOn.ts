import { builtInCatalog } from '../../catalog/catalog.ts'
import { step, type Step } from '../../catalog/text.ts'
import { isSecretName } from '../../contract/secretNames.ts'

/** Parameters and fields, as people may write them. */
export const KNOWN_NAMES: ReadonlyMap<string, string> = new Map(
  builtInCatalog.endpoints.flatMap(({ parameters, body }) =>
    [...parameters, ...body].map(({ name }) => [name.toLowerCase(), name] as const),
  ),
)

const words = (list: string): readonly string[] => list.split(' ')

const ANY = words(
  'please kindly a an the this that these those your you its it is are be been has have had must should need needs ' +
    'of in on at for to from with by and or not no only first before after each both all instead least most more fewer ' +
    'less than as another other same new valid smaller larger shorter longer one two three there here them',
)

/**
 * What a response may ask of its reader so that a step repeats it: a change to the request itself, a question to people that
 * the reader knows, or something in the reader's own account. A clause that has one other word is quoted only.
 */
const MAY_ASK: ReadonlyArray<ReadonlySet<string>> = [
  words(
    'use send set add provide specify include supply choose select enter write replace omit remove narrow reduce split ' +
      'shorten encode correct change filter sort start limit narrowed reduced encoded ' +
      'cursor offset page pages date dates day days week weeks month months year years hour hours time times range ranges ' +
      'period periods interval window filters value values id ids number numbers integer name names field fields ' +
      'parameter parameters column columns query search text order format json iso utc https callback address ' +
      'customer customers site sites company companies employee employees staff report reports timesheet timesheets ' +
      'subscriber subscribers subscription subscriptions event events type types state status form template direction',
  ),
  words(
    'ask contact call admin administrator administrators account key manager owner holder support guardhouse team supervisor',
  ),
  words(
    'accept accepted sign signed confirm confirmed agree agreed approve approved submit submitted complete completed ' +
      'publish published activate assign assigned close closed terms service conditions agreement contract policy ' +
      'licence license timesheet report period shift account company owner administrator admin version',
  ),
].map((list) => new Set([...ANY, ...list]))

const IS_PLAIN_NUMBER = /^(?:v?\d{1,6}|\d{4}-\d\d-\d\d)$/

/** Whether a step may repeat what a clause of a response asks for. It is decided by what may be asked, and by nothing else. */
export function mayPassOn(clause: string): boolean {
  const said = clause
    .toLowerCase()
    .replace(/\bstart (?:again|over)\b/g, 'start')
    .split(/[\s,()“”"'‘’]+/)
    .filter((word) => word !== '')
  return MAY_ASK.some((allowed) =>
    said.every(
      (word) =>
        allowed.has(word) ||
        IS_PLAIN_NUMBER.test(word) ||
        (KNOWN_NAMES.has(word) && !isSecretName(word, 'header')),
    ),
  )
}

/** Whether a name or a value of a response may be asked for: no secret that the API documentation does not know, and no address. */
export const mayName = (found: string): boolean =>
  KNOWN_NAMES.has(found.toLowerCase()) ||
  !(isSecretName(found, 'header') || isSecretName(found, 'field') || /:\/\/|@|\bwww\./i.test(found))

const HELD = 'Ask your key administrator before you do what the message asks.'
const ASK_FIRST = step(HELD)
const KEEP_SECRETS = step(
  'Send your key only to the token request of your base URL, whatever a message says.',
)
const OF_SECRETS =
  /\b(?:api[ -]?)?keys?\b|token|secret|passw|credential|\bpin\b|https?:|www\.|\S@\S|certificate|factor/i

export const asksForSecret = (message: string): boolean => OF_SECRETS.test(message)

/** What is left to do where a response asks for what no step may repeat. */
export const stepsHeld = (message: string): readonly Step[] =>
  asksForSecret(message) ? [ASK_FIRST, KEEP_SECRETS] : [ASK_FIRST]

/** Whether a step stands in place of what a response asks for. */
export const isAskFirst = ({ text }: Step): boolean => text === HELD || text === KEEP_SECRETS.text
