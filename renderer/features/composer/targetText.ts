import { percentDecoded, queryDecoded, splitUrl } from '../../../app/contract/url.ts'

/** A stretch of the target's text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** One `name=value` of a query: decoded, and where it is written. */
export interface QueryPiece {
  readonly name: string
  readonly value: string
  readonly nameSpan: Span
  /** Null for a name without an equals sign. */
  readonly valueSpan: Span | null
}

/** A name in braces that stands in a path until somebody fills it in. */
export function placeholder(name: string): string {
  return `{${name}}`
}

/** Where path and query stand; the query is empty at the end of the path where there is none. */
function spansOf(target: string): { path: Span; query: Span } {
  const { scheme, authority, path, query } = splitUrl(target)
  const start = scheme === null ? 0 : scheme.length + '://'.length + authority.length
  const end = start + path.length
  const queryStart = query === null ? end : end + 1
  return { path: { start, end }, query: { start: queryStart, end: queryStart + (query ?? '').length } }
}

/** Every part of the query in order, those without a name too. */
export function queryPieces(target: string): QueryPiece[] {
  const { start, end } = spansOf(target).query
  const pieces: QueryPiece[] = []
  let at = start
  for (const raw of target.slice(start, end).split('&')) {
    const equals = raw.indexOf('=')
    const nameSpan = { start: at, end: at + (equals < 0 ? raw.length : equals) }
    const valueSpan = equals < 0 ? null : { start: at + equals + 1, end: at + raw.length }
    at += raw.length + 1
    if (raw === '') continue
    const name = queryDecoded(target.slice(nameSpan.start, nameSpan.end))
    const value = valueSpan ? queryDecoded(target.slice(valueSpan.start, valueSpan.end)) : ''
    pieces.push({ name, value, nameSpan, valueSpan })
  }
  return pieces
}

/** What a name in the path's template stands for in the target. */
interface PathPiece {
  readonly name: string
  /** Decoded; empty while the name itself still stands there. */
  readonly value: string
  readonly span: Span
}

/** Where the segments of the target's path stand, without the slash before each. */
export function pathSegments(target: string): Span[] {
  const { start, end } = spansOf(target).path
  let at = target[start] === '/' ? start + 1 : start
  return target
    .slice(at, end)
    .split('/')
    .map((raw) => {
      const span = { start: at, end: at + raw.length }
      at = span.end + 1
      return span
    })
}

/** The target's path must fit the template, such as `/api/external/staffs/{id}/licenses`. */
export function pathPieces(target: string, template: string): PathPiece[] {
  const names = template.split('/').slice(1)
  const spans = pathSegments(target)
  const last = spans.at(-1)
  // A path is matched at its end, since a base URL or a proxy may put something ahead of it.
  const ahead = Math.max(0, spans.length - (last && last.start === last.end ? 1 : 0) - names.length)
  return spans.flatMap((span, index) => {
    const name = /^\{(.+)\}$/.exec(names[index - ahead] ?? '')?.[1]
    if (name === undefined) return []
    const raw = target.slice(span.start, span.end)
    return [{ name, value: raw === placeholder(name) ? '' : percentDecoded(raw), span }]
  })
}

/** Percent-encoded for query and path, except for what may stand there and is easier to read as it is. */
function encodePiece(text: string): string {
  const wellFormed = text.replace(/[\uD800-\uDFFF]/gu, '\uFFFD')
  return encodeURIComponent(wellFormed).replace(/%(?:2C|3A|40|24)/g, decodeURIComponent)
}

function replaceSpan(target: string, { start, end }: Span, text: string): string {
  return target.slice(0, start) + text + target.slice(end)
}

/** The target with another value at a place of its query; as it was when the value is the same. */
export function withValue(target: string, piece: QueryPiece, value: string): string {
  if (value === piece.value) return target
  const { valueSpan, nameSpan } = piece
  return valueSpan
    ? replaceSpan(target, valueSpan, encodePiece(value))
    : replaceSpan(target, { start: nameSpan.end, end: nameSpan.end }, `=${encodePiece(value)}`)
}

export function withName(target: string, piece: QueryPiece, name: string): string {
  if (name === piece.name) return target
  const text = encodePiece(name)
  // Nothing at all would not be a piece any more, while somebody is still typing its name.
  return replaceSpan(target, piece.nameSpan, text === '' && !piece.valueSpan ? '=' : text)
}

export function withPathValue(target: string, piece: PathPiece, value: string): string {
  if (value === piece.value) return target
  return replaceSpan(target, piece.span, value === '' ? placeholder(piece.name) : encodePiece(value))
}

/** The target with one more piece at the end of its query. */
export function withAdded(target: string, name: string, value: string): string {
  const { start, end } = spansOf(target).query
  const hasMark = start > 0 && target[start - 1] === '?'
  const joint = !hasMark ? '?' : start === end || target[end - 1] === '&' ? '' : '&'
  return replaceSpan(target, { start: end, end }, `${joint}${encodePiece(name)}=${encodePiece(value)}`)
}

/** The target without a piece of its query, and without the mark that set it apart. */
export function withoutPiece(target: string, { nameSpan, valueSpan }: QueryPiece): string {
  const span = { start: nameSpan.start, end: (valueSpan ?? nameSpan).end }
  return target[span.end] === '&'
    ? replaceSpan(target, { ...span, end: span.end + 1 }, '')
    : replaceSpan(target, { ...span, start: span.start - 1 }, '')
}
