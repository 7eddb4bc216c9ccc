import { isObject, parseJson } from '../contract/values.ts'

/** Larger whole numbers lose digits when they are read, so that two ids could become one. */
const LONG_NUMBER = /\d{16}/

/** The same for URLs that differ in the order of their parameters alone. Values of one name keep their order. */
export function canonicalUrl(url: string): string {
  const at = url.indexOf('?')
  if (at < 0 || !url.includes('&')) return url
  const [query = '', ...fragment] = url.slice(at + 1).split('#')
  const parameters = query.split('&').toSorted((one, other) => compare(nameOf(one), nameOf(other)))
  return [`${url.slice(0, at)}?${parameters.join('&')}`, ...fragment].join('#')
}

/** The same for JSON that differs in spaces and in the order of its fields alone; any other text as it is. */
export function canonicalBody(body: string): string {
  if (!/^\s*[[{]/.test(body) || LONG_NUMBER.test(body)) return body
  const value = parseJson(body)
  return value === undefined ? body : JSON.stringify(sorted(value))
}

function nameOf(parameter: string): string {
  return parameter.split('=', 1).join()
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  // As pairs, since an object would put names that are numbers first.
  const pairs = Object.entries(value).toSorted(([one], [other]) => compare(one, other))
  return { fields: pairs.map(([name, inner]) => [name, sorted(inner)]) }
}
