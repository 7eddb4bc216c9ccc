import { GENERIC_CODE } from '../catalog/serviceCodes.ts'
import { listed } from '../contract/words.ts'
import { finalStatus } from '../contract/outcome.ts'
import { asksForRetry, paragraphOf, retryWords } from '../contract/oneAnswer.ts'
import { redirectText } from '../contract/redirects.ts'
import { isRefusedAllTheSame, scopeRows } from '../contract/scopeRows.ts'
import { printable } from '../contract/printable.ts'
import { formatDuration } from '../contract/duration.ts'
import { saidCount, saidLine } from '../contract/saidLine.ts'
import type { Attempt, Diagnosis, Exchange, Said } from '../contract/exchange.ts'

/** Longer lines are hard to read; where they would be broken anyway, by the terminal, they are shorter. */
const WIDEST = 100
const NARROWEST = 40
const LABEL = 10

/** The explanation as a person reads it in a terminal of so many columns. */
export function explanation(exchange: Exchange, columns = WIDEST): string {
  const { diagnosis, findings } = exchange
  if (!diagnosis) return 'Postern has not explained this exchange.\n'
  const { said = [] } = diagnosis
  const status = finalStatus(exchange)
  const width = Math.max(NARROWEST, Math.min(WIDEST, columns))
  const section = (label: string, ...paragraphs: string[]) => sectionOf(width, label, paragraphs)
  const paragraph = paragraphOf(exchange)
  const sections = [
    section('Retry', ...(asksForRetry(exchange) ? [retryLine(diagnosis.retry)] : [])),
    section('Reading', ...(exchange.reading ?? [])),
    section('Meaning', ...(paragraph === '' ? [] : [paragraph])),
    said.length > 0
      ? saidSection(exchange, said, width)
      : section(
          'Request',
          ...diagnosis.parameters.map(({ in: place, name, message }) => `${place} ${name}: ${message}`),
        ),
    section('Do this', ...diagnosis.remedy.map((step, index) => `${index + 1}. ${step}`)),
    scopeTable(diagnosis.scope),
    section(
      'Findings',
      ...findings.map(({ severity, path, message }) => `${severity} at ${path}: ${message}`),
    ),
    section('Trace ID', ...(diagnosis.traceId === null ? [] : [diagnosis.traceId])),
  ]
  const mark = markOf(status, exchange.envelope)
  const headline = wrapped(printable(diagnosis.headline), width - mark.length).join(
    `\n${' '.repeat(mark.length)}`,
  )
  return [`${mark}${headline}\n`, ...sections].filter((text) => text !== '').join('\n')
}

/** Goes ahead of the headline. Code 100 of live operations is how Postern reads a failure there: the response has none. */
function markOf(status: number | null, envelope: Exchange['envelope']): string {
  if (status === null) return ''
  const code = envelope?.code ?? 0
  if (code === 0) return `${status}  `
  return envelope?.kind === 'live-operations' && code === GENERIC_CODE
    ? `${status} · isSuccess false  `
    : `${status} · code ${code}  `
}

function saidSection(exchange: Exchange, said: readonly Said[], width: number): string {
  const { total, rest } = saidCount(exchange)
  return `The API says (${total})\n${sectionOf(width, '', [...said.map(saidLine), rest].filter(Boolean))}`
}

function retryLine(retry: Diagnosis['retry']): string {
  const { word, advice } = retryWords(retry, (moment) => `${new Date(moment).toISOString().slice(0, 19)}Z`)
  return `${word}. ${advice}`.trimEnd()
}

function sectionOf(width: number, label: string, paragraphs: readonly string[]): string {
  if (paragraphs.length === 0) return ''
  const lines = paragraphs.flatMap((paragraph) => wrapped(printable(paragraph), width - LABEL))
  return lines
    .map((line, index) => `${(index === 0 ? label : '').padEnd(LABEL)}${line}`.trimEnd() + '\n')
    .join('')
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}

/** Values in a cell of a table, where `and` would read as one of them. */
function cellOf(values: readonly string[]): string {
  return values.length > 8 ? listed(values, 8) : values.join(', ')
}

const VERDICTS = { allows: 'allowed', refuses: 'REFUSED', 'not-named': '', unknown: 'not known' } as const

function scopeTable(scope: Diagnosis['scope']): string {
  if (!scope) return ''
  const rows = scopeRows(scope).map((row) => {
    const { claim, allowed, requested, verdict } = row
    return [
      claim,
      allowed === null ? 'not known' : allowed.length === 0 ? 'any' : cellOf(allowed),
      // Allowed without naming any: the endpoint takes every type of key.
      requested.length > 0 ? cellOf(requested) : verdict === 'allows' ? 'any' : 'not named',
      isRefusedAllTheSame(row) ? 'REFUSED by the API all the same' : VERDICTS[verdict],
    ]
  })
  const table = [['claim', 'key may', 'request', ''], ...rows].map((row) => row.map(printable))
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
  return table
    .map((row, index) => {
      const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
      return `${(index === 0 ? 'Scope' : '').padEnd(LABEL)}${cells}`.trimEnd() + '\n'
    })
    .join('')
}

/** One line an attempt: what was sent, what came, how long it took, and what was decided. */
export function attemptLine({
  number,
  purpose,
  response,
  failure,
  timing,
  decision,
  redirects = [],
}: Attempt): string {
  const answer = response ? String(response.status) : (failure?.kind ?? '…')
  const waited = timing.waitedMs >= 1 ? `after ${formatDuration(timing.waitedMs)}, ` : ''
  const took = timing.totalMs === null ? '' : `in ${formatDuration(timing.totalMs)}`
  const by = redirects.length === 0 ? '' : `  redirected: ${redirectText(redirects)}`
  const then = decision ? `→ ${decision.action} (${decision.rule}): ${decision.reason}` : ''
  return (
    `${String(number).padStart(2)}  ${purpose.padEnd(7)}  ${answer.padEnd(9)} ${waited}${took}${by}  ${then}`.trimEnd() +
    '\n'
  )
}
