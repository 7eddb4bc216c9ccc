import { rememberedForm } from '../remembered.ts'
import type { ValueType } from './types.ts'

const LONGEST = 500
const WORD = String.raw`["'“‘]?[\w-]+["'”’]?`
const LEAD = String.raw`(?<!\b(?:at least|at most|exactly|only) )\b(one of|must be|should be|(?:allowed|accepted|valid|possible)(?: values?)?(?: are| is)?|expected)\b[\s:[({]*((?:either|one of|any of)\b[\s:[({]*)?`
const OF_WORDS = new RegExp(
  `${LEAD}(${WORD}(?:${String.raw`(?:\s*[,|/]\s*(?:or\b|and\b)?\s*|\s+(?:or|and)\s+)`}${WORD})+)`,
  'i',
)
/** Words that compare or tell a type: after "must be", a list that holds one is no list of values. */
const NO_VALUES =
  /\b(?:before|after|on|equal|greater|less|larger|smaller|above|below|between|at|positive|zero|unique|valid|present|active|empty|null|blank|given|set|got|true|false|bool|boolean|unable|array|object|number|numeric|integer|int32|string|text|date|datetime|https?|\d+)\b/i

const KIND = String.raw`\b(?:be|not|as|to|into|for|in|expected|invalid|valid|type|requires?|needs?|takes?)\b[\s'"“:]*(?:an?\s+|the\s+)?(?:(?:valid|proper|correct|well-formed|positive|single|utc)\s+)*(?:System\.)?`
const kind = (words: string) => new RegExp(`${KIND}(?:${words})`, 'i')

/** What messages call a type. */
const TYPES: ReadonlyArray<[words: RegExp, type: ValueType]> = [
  [/\bcomma.?separated\b|\b(?:separated by|with) commas\b/i, 'list'],
  [kind('true or false|bool(?:ean)?\\b'), 'boolean'],
  [kind('whole number|integer\\b|int(?:16|32|64)?\\b|number\\b|numeric\\b'), 'integer'],
  [kind('date|timestamp\\b|iso.?8601'), 'date-time'],
  [
    /\b(?:must|should|only|use|requires?|needs?|begin|start|scheme|absolute|valid|not)\b.{0,40}\bhttps\b(?!:\/\/[\w-]+\.)/i,
    'https',
  ],
  [kind('guid\\b|uuid\\b|text\\b|string\\b'), 'text'],
]

/** What a message says that a value has to be; null where it does not tell. Its words are surer than the catalog. */
export function findType(message: string): ValueType | null {
  const said = message.slice(0, LONGEST)
  const [, lead = '', choice, list] = OF_WORDS.exec(said) ?? []
  const isSure = choice !== undefined || !/^(?:must|should|expected|valid$)/i.test(lead)
  if (list !== undefined && (isSure || !NO_VALUES.test(list))) {
    const words = list.match(/[\w-]+/g)?.filter((word) => !/^(?:or|and)$/i.test(word)) ?? []
    return { words: words.slice(0, 20) }
  }
  return TYPES.find(([pattern]) => pattern.test(said))?.[1] ?? null
}

/** The same, found once for all messages that differ in their ids alone. */
export const typeSaid = rememberedForm(findType, (type) =>
  type !== null && typeof type === 'object' ? type.words.join(' ') : '',
)
