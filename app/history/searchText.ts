import { queryDecoded } from '../contract/url.ts'
import type { Exchange } from '../contract/exchange.ts'

/** Characters of each body that can be searched for. */
const SEARCHABLE_BODY = 16_384

/** The words by which an exchange is found: its URL, every message, and the beginning of its bodies. */
export function searchTextOf({ request, attempts, envelope, diagnosis }: Exchange): string {
  const parts: (string | null | undefined)[] = [request.url, request.body?.slice(0, SEARCHABLE_BODY)]
  const decoded = queryDecoded(request.url)
  if (decoded !== request.url) parts.push(decoded)
  for (const { response, failure } of attempts) {
    parts.push(response?.body.slice(0, SEARCHABLE_BODY), failure?.code, failure?.message)
  }
  parts.push(
    diagnosis?.headline,
    envelope?.message,
    ...(envelope?.errors.map(({ message }) => message) ?? []),
  )
  return parts.filter((part) => typeof part === 'string' && part !== '').join('\n')
}
