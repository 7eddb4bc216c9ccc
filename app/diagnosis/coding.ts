import type { ApiResponse } from '../contract/exchange.ts'
import { headerOf } from '../contract/headers.ts'
import { clip } from '../contract/values.ts'

/** The content codings that Postern decodes (RFC 9110 section 8.4.1). */
const KNOWN = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'identity', ''])

/** The last coding of a body that Postern could not decode, where it knows no such coding; null elsewhere. */
export function unknownCoding({ headers, flaws = [] }: ApiResponse): string | null {
  if (!flaws.includes('content-encoding-wrong')) return null
  const names = (headerOf(headers, 'content-encoding') ?? '').toLowerCase().split(',', 20)
  const unknown = names
    .map((name) => (name.split(';', 1)[0] ?? '').trim())
    .findLast((name) => !KNOWN.has(name))
  return unknown === undefined ? null : clip(unknown, 40)
}

export function cannotDecode(coding: string): string {
  return `Postern cannot decode ${coding}, and shows the body as it came. Ask for gzip, deflate or br.`
}
