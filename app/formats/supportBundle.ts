import { plural } from '../contract/words.ts'
import { formatDuration } from '../contract/duration.ts'
import type { Attempt, Exchange, Header } from '../contract/exchange.ts'
import { saidCount, saidLine } from '../contract/saidLine.ts'
import { REDACTED } from '../contract/recorded.ts'
import { redirectText } from '../contract/redirects.ts'
import type { Redacted } from '../contract/redacted.ts'
import { clockOffsetOf } from './clockOffset.ts'
import { block, code, prose, table } from './markdown.ts'

/** What is known of the machine and the program; versions and no names of people or folders. */
export interface Surroundings {
  version: string
  /** Such as `Electron 33.2.0`, or `Node 20.19.0` for the headless tool. */
  runtime: string
  platform: string
  /** When the bundle is made, epoch ms. */
  now: number
}

/** Characters of a body that are shown. Support needs the beginning; the whole is in the JSON lines. */
const LONGEST_BODY = 20_000

/** One exchange as a Markdown text for the API's support, with all that helps to find it on the server's side. */
export function toSupportBundle(exchange: Redacted<Exchange>, around: Surroundings): string {
  const { diagnosis } = exchange
  const parts = [
    `# ${prose(diagnosis?.headline ?? 'An exchange without an explanation')}\n`,
    facts(exchange, around),
    diagnosis
      ? `## What it means\n\n${prose(diagnosis.meaning)}\n\n${prose(diagnosis.cause)}\n\n**Retry:** ${prose(diagnosis.retry.advice)}\n`
      : '',
    said(exchange),
    `## Attempts\n\n${attempts(exchange)}`,
    envelope(exchange),
    findings(exchange),
    `## Request\n\n${message(exchange.request.headers, exchange.request.body ?? '')}`,
    answer(exchange),
    `Postern redacted the secrets: ${code(REDACTED)} takes their place.\n`,
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function said(exchange: Exchange): string {
  const list = exchange.diagnosis?.said ?? []
  if (list.length === 0) return ''
  const { total, rest } = saidCount(exchange)
  const lines = [...list.map(saidLine), rest].filter((line) => line !== '')
  return `## The API says (${total})\n\n${lines.map((line) => `- ${prose(line)}\n`).join('')}`
}

function facts(exchange: Exchange, around: Surroundings): string {
  const { request, envelope, diagnosis, attempts, delivery } = exchange
  const last = attempts.at(-1)
  const offset = clockOffsetOf(exchange)
  const rows = [
    ['Trace ID', diagnosis?.traceId ? code(diagnosis.traceId) : 'none'],
    ['Request', code(`${request.method} ${request.url}`)],
    ...(delivery
      ? [
          [
            'Webhook',
            `${delivery.event === null ? 'event unknown' : code(delivery.event)}, signature ${delivery.signature}`,
          ],
        ]
      : []),
    ['HTTP status', String(last?.response?.status ?? `none (${last?.failure?.kind ?? 'not sent'})`)],
    ['Service code', String(envelope?.code ?? 'none')],
    ['Started', exchange.startedAt],
    ['Ended', exchange.endedAt ?? 'still in progress'],
    [
      'Profile and key',
      `${code(exchange.profile)}, ${exchange.key === null ? 'no key' : code(exchange.key)} (its name only)`,
    ],
    ['Clock', offset === null ? 'the server gave no time' : clockText(offset)],
    [
      'Exchange',
      code(exchange.id) + (exchange.replayOf === null ? '' : `, a replay of ${code(exchange.replayOf)}`),
    ],
    [
      'Made',
      `${new Date(around.now).toISOString()} by Postern ${around.version}, ${around.runtime}, ${around.platform}`,
    ],
  ]
  return table(['', ''], rows)
}

function clockText(offsetMs: number): string {
  if (Math.abs(offsetMs) < 1500) return 'ours and the server’s agree to about a second'
  return `the server is ${formatDuration(offsetMs)} ${offsetMs > 0 ? 'ahead of' : 'behind'} ours`
}

function attempts({ attempts: list }: Exchange): string {
  if (list.length === 0) return 'None. Postern did not send it.\n'
  return table(['#', 'for', 'at', 'response', 'took', 'then'], list.map(attemptRow))
}

function attemptRow(attempt: Attempt): string[] {
  const { number, purpose, startedAt, response, failure, timing, decision, redirects = [] } = attempt
  const by = redirects.length === 0 ? '' : prose(`, redirected: ${redirectText(redirects)}`)
  const waited = timing.waitedMs >= 1 ? `, after ${Math.round(timing.waitedMs)} ms of waiting` : ''
  return [
    String(number),
    purpose,
    startedAt,
    (response
      ? String(response.status)
      : failure
        ? prose(`${failure.kind}: ${failure.message}`)
        : 'none yet') + by,
    (timing.totalMs === null ? '' : `${Math.round(timing.totalMs)} ms`) + waited,
    decision ? prose(`${decision.action} (${decision.rule}): ${decision.reason}`) : '',
  ]
}

function envelope({ envelope: read }: Exchange): string {
  if (!read) return ''
  return `## Envelope\n\n${block(JSON.stringify(read, null, 2), 'json')}`
}

function findings({ findings: list }: Exchange): string {
  if (list.length === 0) return ''
  const rows = list.map(({ severity, rule, path, message: text }) => [
    severity,
    rule,
    code(path),
    prose(text),
  ])
  return `## Findings\n\n${table(['severity', 'rule', 'where', 'what'], rows)}`
}

function answer({ attempts: list }: Exchange): string {
  const response = list.findLast((attempt) => attempt.response !== null)?.response
  if (!response) return ''
  const cut = response.truncated ? ' (Postern kept only its beginning)' : ''
  const size = `HTTP ${response.status}, a body of ${response.bodyBytes} bytes${cut}.`
  return `## Response\n\n${size}\n\n${message(response.headers, response.body)}`
}

function message(headers: readonly Header[], body: string): string {
  const head = headers.map(([name, value]) => `${name}: ${value}`).join('\n')
  const shown = body.slice(0, LONGEST_BODY)
  const more = body.length - shown.length
  const rest = more > 0 ? `\nThe body has ${plural(more, 'more character')}.\n` : ''
  return block(head) + (body === '' ? '\nNo body.\n' : `\n${block(shown)}${rest}`)
}
