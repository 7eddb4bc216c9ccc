import type { SentValue } from '../values/sentValues.ts'

const THING =
  /\b([A-Za-z][a-z]{2,20}(?: (?:report|member|entry|period))?)(?:Id|ID|_id)?(?: with)? (?:(?:id|Id|ID)(?: ?[=:]| of| is)? ?|no\.? |number |#)?(\d{1,12})\b(?![:%]|[.,]\d| (?:at most|max|rows|records|items|days|hours|results|times)\b)/g
/** What stands before a number and is no record. */
const NO_THING = new Set(
  (
    'with the than least most exceed exceeds code error status http line position maximum max ' +
    'min minimum limit between and after before version within last first top for from ' +
    'only returns reached region page size length about over under january february ' +
    'holds has takes allows needs gets clause step row column attempt attempts wait retry span window range ' +
    'test ref reference ticket log err march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec'
  ).split(' '),
)

/** Such as `responded 405`. */
const IS_VERB = /(?:ed|ing)$|^(?:got|gave|sent|took|was|were|are|has|have)$/i

/** The record that a sentence names by its number, such as `employee 8812`; null when it names none. */
export function thingIn(sentence: string): string | null {
  for (const [, noun = '', id = ''] of sentence.slice(0, 500).matchAll(THING))
    if (!NO_THING.has(noun.toLowerCase()) && !IS_VERB.test(noun)) return `${noun.toLowerCase()} ${id}`
  return null
}

/** The parameter of a query whose value a sentence quotes, as `name=value`; null when it quotes none. */
export function sentIn(
  sentence: string,
  query: ReadonlyArray<readonly [name: string, value: string]>,
): string | null {
  const lower = sentence.slice(0, 500).toLowerCase()
  const found = query.find(
    ([, value]) => value.length >= 3 && value.length <= 60 && lower.includes(value.toLowerCase()),
  )
  return found ? `${found[0]}=${found[1]}` : null
}

const MONTH = String.raw`(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]{0,6}`
const DAY = new RegExp(
  String.raw`(?<!\blast )\b(?:resets?|renew\w*|replenish\w*|until|till|starts?|begins?|available|again|ends?|next (?:period|cycle|reset))\b[^.;\d]{0,20}?\b(\d{4}-\d\d-\d\d|\d{1,2}(?:st|nd|rd|th)? ${MONTH}(?: \d{4})?|${MONTH} \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?|midnight(?: utc)?|tomorrow|next (?:day|week|month)|(?:the )?(?:first|1st) (?:day )?of (?:the|next|each) month)\b(?![T:])`,
  'i',
)

/** The day on which words about a quota renew it, as they write it; null where they name none. */
export function renewalDay(sentences: string): string | null {
  return DAY.exec(sentences.slice(0, 500))?.[1] ?? null
}

/** The value in path, query or body that a sentence names by its number, such as `subscriberId=77`; null when it names none. */
export function idSent(
  sentence: string,
  sent: readonly Pick<SentValue, 'name' | 'in' | 'value'>[],
): string | null {
  const words = new Set(sentence.slice(0, 500).match(/[\da-f]{8}-[\da-f-]{27}|\d{1,12}/gi))
  const found = sent.find(
    ({ name, in: place, value }) => (place === 'path' || /ids?$/i.test(name)) && words.has(value),
  )
  if (!found) return null
  return found.in === 'path'
    ? `${found.value} in the path`
    : `${found.name}=${found.value}${found.in === 'body' ? ' in the body' : ''}`
}

/** Whether the words about a quota say when it is renewed, so that a person can read it there. */
export function renewalNote(sentences: string): string {
  return /\b(?:resets?|renew\w*|replenish\w*|until|midnight|tomorrow|next (?:day|week|month))\b/i.test(
    sentences.slice(0, 500),
  )
    ? 'The message says when.'
    : 'Postern does not know when.'
}

const KEY_TYPE =
  /\bkey[ -]?type\b[\s:=]*(?:of |is |must be )?["'“‘`]([\w-]{1,40})["'”’`]|["'“‘`]([\w-]{1,40})["'”’`]\s+key[ -]?type\b|\bkey(?: ?type| of type) ["'“‘`]?([\w-]{1,40})(?=["'”’`]? (?:is )?(?:required|needed|expected))|\bkey of type ["'“‘`]?([\w-]{1,40})/i

/** The KeyType that a sentence asks for; null when it names none in quotes. */
export function keyTypeIn(sentence: string): string | null {
  const match = KEY_TYPE.exec(sentence)
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? match?.[4] ?? null
}

/** Where a JSON text breaks, as System.Text.Json tells it, counted from 1; null when the sentence does not tell. */
export function jsonPlaceIn(sentence: string): string | null {
  const match = /LineNumber: ?(\d{1,9}) ?\| ?BytePositionInLine: ?(\d{1,9})/i.exec(sentence)
  return match ? `at line ${Number(match[1]) + 1}, position ${Number(match[2]) + 1}` : null
}

/** Whether a text has a name as words of its own: `searchText` and "search text" are one. */
export function isNamed(said: string, name: string): boolean {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '')
  return (
    words.length > 0 && new RegExp(`(?<![A-Za-z\\d])${words.join('\\W?')}s?(?![A-Za-z\\d])`, 'i').test(said)
  )
}
