import type { ApiResponse, Envelope, EnvelopeKind, Outcome } from '../contract/exchange.ts'
import { isSuccess } from './decode.ts'

/** Bodies that are no answer of an API whose every answer is an envelope, whatever the HTTP status claims. */
const UNUSABLE: ReadonlySet<EnvelopeKind> = new Set([
  'html',
  'text',
  'broken-json',
  'gateway',
  'problem-details',
])

/** Whether a 2xx brought what was asked for. A body that we ourselves cut at the cap did. */
export function isUsable(method: string, { status, truncated }: ApiResponse, kind: EnvelopeKind): boolean {
  if (truncated) return true
  if (kind === 'empty') return method !== 'GET' || status === 204 || status === 205
  return !UNUSABLE.has(kind)
}

/** How an exchange ended whose last word is this answer. `transport-failure`: no usable answer came. */
export function outcomeOfAnswer(method: string, response: ApiResponse, envelope: Envelope): Outcome {
  const { status } = response
  // 304 is what a conditional request hopes for (RFC 9110, 15.4.5).
  if (status === 304) return 'success'
  if (status < 200 || status > 299) return 'http-failure'
  if (!isUsable(method, response, envelope.kind)) return 'transport-failure'
  return isSuccess(status, envelope) ? 'success' : 'service-failure'
}
