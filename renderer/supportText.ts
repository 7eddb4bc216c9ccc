import type { Attempt, Exchange } from '../app/contract/exchange.ts'

const MAX_BODY = 4_000

function attemptLine(attempt: Attempt): string {
  const result = attempt.response
    ? `HTTP ${attempt.response.status}`
    : (attempt.failure?.message ?? 'no answer')
  const what = attempt.purpose === 'token' ? 'token exchange' : 'request'
  const decision = attempt.decision ? ` – ${attempt.decision.reason}` : ''
  return `  ${attempt.number}. ${attempt.startedAt} ${what}: ${result}${decision}`
}

/** What the API's support needs to find one exchange, as plain text. Main has redacted what it holds. */
export function supportText(exchange: Exchange): string {
  const { request, diagnosis, envelope, attempts } = exchange
  const last = attempts.at(-1)
  const lines = [
    diagnosis?.headline ?? 'An exchange without a diagnosis',
    '',
    `Request: ${request.method} ${request.url}`,
    `Sent at: ${exchange.startedAt}`,
    `HTTP status: ${last?.response?.status ?? 'none'}`,
    `Service code: ${envelope?.code ?? 'none'}`,
    `Message: ${envelope?.message ?? 'none'}`,
    `Trace ID: ${diagnosis?.traceId ?? 'none found'}`,
    `Key: ${exchange.key ?? 'none'} (its name only)`,
    `Postern exchange: ${exchange.id}`,
    '',
    'Attempts:',
    ...attempts.map(attemptLine),
  ]
  const body = last?.response?.body ?? ''
  if (body !== '') {
    const isCut = body.length > MAX_BODY
    lines.push('', isCut ? `Answer (its first ${MAX_BODY} characters):` : 'Answer:', body.slice(0, MAX_BODY))
  }
  return lines.join('\n')
}
