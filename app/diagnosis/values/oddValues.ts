import type { Parameter } from '../../catalog/endpoint.ts'
import { clip, kindOf } from '../../contract/values.ts'
import { plural } from '../../contract/words.ts'
import { timeOf } from './dates.ts'
import { ODD_KINDS, type OddKind } from './oddKinds.ts'
import { isPlaceholder, isUnset } from './placeholders.ts'
import type { SentValue } from './sentValues.ts'
import { typeFault, type ValueType } from './types.ts'

/** A value of the request that looks wrong by itself, whatever the response says. */
export interface OddValue {
  name: string
  in: SentValue['in']
  value: string
  kind: OddKind
  /** One or two sentences: the guess or the fact, then how to write it. */
  hint: string
}

type Fault = Pick<OddValue, 'kind' | 'hint'>

/** Values that look wrong, the most telling first; a value is named once. Empty for nearly every request. */
export function oddValues(sent: readonly SentValue[]): OddValue[] {
  const odd: OddValue[] = []
  for (const each of sent) {
    const fault = faultOf(each)
    if (fault) odd.push(oddOf(each, fault))
  }
  if (sent.length > 1) odd.push(...reversed(sent), ...repeated(sent, odd))
  return odd.length < 2 ? odd : odd.sort((a, b) => ODD_KINDS.indexOf(a.kind) - ODD_KINDS.indexOf(b.kind))
}

const oddOf = ({ name, in: place, value }: SentValue, { kind, hint }: Fault): OddValue => ({
  name,
  in: place,
  value,
  kind,
  hint,
})

const ID_NAME = /(?:^|[a-z_-])I[dD]s?$|[._-]ids?$|^ids?$/

/** How a sentence names a value that was sent. */
export function spelled({ name, in: place, value }: Pick<OddValue, 'name' | 'in' | 'value'>): string {
  const shown = clip(value, 40)
  if (place === 'query') return `${name}=${shown}`
  return place === 'path' ? `${shown} in the path` : `The body field ${name} (${shown})`
}

/** What is wrong with one value; `said` is the type that the response names, which is surer than the catalog's. */
export function faultOf(sent: SentValue, said: ValueType | null = null): Fault | null {
  const { name, value, parameter } = sent
  if (said === null && isPlain(sent)) return nameFault(sent)
  const isId = ID_NAME.test(parameter?.name ?? name)
  // Of a list a message may tell the type of its entries.
  const type = said === 'integer' && parameter?.type === 'list' ? 'list' : (said ?? typeOf(parameter))
  const isFreeText = !isId && (type === null || type === 'text')
  if (sent.json === null || (value.trim() === '' && typeof sent.json !== 'object'))
    return emptyFault(sent, isFreeText)
  const pieces = isFreeText ? [value] : value.split(',', MOST_PIECES).map((piece) => piece.trim())
  if (pieces.some((piece) => isPlaceholder(piece, name, isFreeText)))
    return {
      kind: 'placeholder',
      hint: `${spelled(sent)} looks like a placeholder that your program did not fill.${sent.in === 'query' ? ' Fill it or leave it out.' : ''}`,
    }
  if (pieces.some((piece) => isUnset(piece, isId)))
    return { kind: 'default', hint: `${spelled(sent)} looks like a default value of your program.` }
  return jsonFault(sent, type) ?? (isFreeText ? null : writtenFault(sent, type, isId)) ?? nameFault(sent)
}

const MOST_PIECES = 100

/** True for a number or a word as the catalog has it: nearly all are, and need no further look. */
function isPlain({ value, json, parameter }: SentValue): boolean {
  if (json !== undefined || !parameter) return false
  if (parameter.enum) return parameter.enum.includes(value)
  if (parameter.type === 'boolean') return value === 'true' || value === 'false'
  return parameter.type === 'integer' && /^[1-9]\d{0,8}$/.test(value)
}

/** What the catalog says that a parameter takes; null for one that it does not know. */
export function typeOf(parameter: Parameter | undefined): ValueType | null {
  if (!parameter) return null
  if (parameter.enum) return { words: parameter.enum }
  if (parameter.format === 'https') return 'https'
  return parameter.type === 'string' ? 'text' : parameter.type
}

/** A text that is empty may be meant; a number, a date or an id that is empty is not. */
function emptyFault({ name, in: place, json }: SentValue, isFreeText: boolean): Fault | null {
  if (isFreeText && place !== 'path') return null
  const how = json === null ? 'as null' : 'empty'
  return { kind: 'empty', hint: `Your program sent ${name} ${how}${place === 'path' ? ' in the path' : ''}.` }
}

/** A JSON body has types of its own. */
function jsonFault({ name, json, value }: SentValue, type: ValueType | null): Fault | null {
  if (json === undefined || json === null || type === null) return null
  const isOfText = type !== 'integer' && type !== 'boolean'
  const wrong = (how: string): Fault => ({
    kind: 'json-type',
    hint: `The JSON body has ${name} as ${kindOf(json)}. ${how}`,
  })
  if (typeof json === 'object') return type === 'list' ? null : wrong(`${name} takes one value.`)
  if (isOfText) return typeof json === 'string' ? null : wrong(`Write "${clip(value, 40)}" with quotes.`)
  const isRight = type === 'integer' ? /^[+-]?\d+$/.test(value) : /^(?:true|false)$/i.test(value)
  return typeof json === 'string' && isRight ? wrong(`Write ${clip(value, 40)} without quotes.`) : null
}

/** What is wrong with the way in which a value is written. */
function writtenFault(sent: SentValue, type: ValueType | null, isId: boolean): Fault | null {
  const { name, value } = sent
  const inner = /^["'`“‘«](.*)["'`”’»]$/s.exec(value)?.[1]
  if (inner !== undefined)
    return { kind: 'quotes', hint: `Remove the quotes around ${clip(inner, 40)} in ${name}.` }
  if (/%(?:2[\dA-F]|3A|5[BD]|7[BD])/i.test(value))
    return { kind: 'encoding', hint: `Your program percent-encoded ${name} twice. Encode it once.` }
  const fault = type === null || type === 'text' ? null : typeFault(name, value.trim(), type)
  if (fault) return fault
  const least = sent.parameter?.min ?? (isId ? 1 : null)
  if (least !== null && /^-?\d+$/.test(value.trim()) && Number(value) < least)
    return { kind: 'range', hint: `${spelled(sent)} is below ${least}.` }
  return value === value.trim()
    ? null
    : { kind: 'blank', hint: `Remove the spaces around the value of ${name}.` }
}

function nameFault({ name, in: place, parameter }: SentValue): Fault | null {
  return !parameter || parameter.name === name || place === 'path'
    ? null
    : { kind: 'name', hint: `The catalog writes ${parameter.name}, not ${name}.` }
}

/** Dates of which the first is later than the last. */
function reversed(sent: readonly SentValue[]): OddValue[] {
  const found: OddValue[] = []
  for (const first of sent) {
    const [, side = '', rest = ''] = /^(start|from)(.{0,60})$/i.exec(first.name) ?? []
    if (side === '') continue
    const wanted = `${side.toLowerCase() === 'start' ? 'end' : 'to'}${rest}`.toLowerCase()
    const last = sent.find((each) => each.in === first.in && each.name.toLowerCase() === wanted)
    const [from, to] = [timeOf(first.value), timeOf(last?.value ?? '')]
    if (last && from !== null && to !== null && from > to)
      found.push(
        oddOf(first, { kind: 'order', hint: `${first.name} is after ${last.name}. Swap the two values.` }),
      )
  }
  return found
}

/** A name that the query has several times, where the API takes one value. */
function repeated(sent: readonly SentValue[], odd: readonly OddValue[]): OddValue[] {
  const counts = new Map<string, SentValue[]>()
  for (const each of sent)
    if (each.in === 'query' && each.parameter)
      counts.set(each.parameter.name, [...(counts.get(each.parameter.name) ?? []), each])
  return [...counts.values()].flatMap((all) => {
    const [first] = all
    if (!first || all.length < 2 || odd.some((each) => each.name === first.name)) return []
    const values = all.slice(0, 5).map(({ value }) => clip(value, 20))
    const how =
      first.parameter?.type === 'list' ? `Write ${first.name}=${values.join(',')}.` : 'Send one value.'
    const hint = `Your program sent ${first.name} ${plural(all.length, 'time')}. ${how}`
    return [oddOf(first, { kind: 'repeated', hint })]
  })
}
