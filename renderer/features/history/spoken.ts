import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import { formatDuration } from '../../../app/contract/duration.ts'
import { plural } from '../../../app/contract/words.ts'
import { formatClock } from '../../ui/format.ts'
import { headlineInRow } from '../../ui/localTimes.ts'
import { standingOf } from '../../ui/outcome.ts'

/** The result of an exchange as a screen reader should say it: `403, Customer 1099 is outside…`. */
export function spokenResult(summary: ExchangeSummary): string {
  const first = summary.status === null ? standingOf(summary).word : String(summary.status)
  return `${first}, ${headlineInRow(summary) ?? `${summary.method} ${summary.route}`}`
}

/** Which key it went with: `key site-7`. */
export function keyText({ key }: Pick<ExchangeSummary, 'key'>): string {
  return key === null ? 'no key' : `key ${key}`
}

/** One row of the history in words, for those who cannot see its columns. */
export function spokenRow(summary: ExchangeSummary, target: string): string {
  const parts = [
    standingOf(summary).word,
    `${summary.method} ${target}`,
    summary.status === null ? null : `status ${summary.status}`,
    summary.code === null ? null : `code ${summary.code}`,
    summary.failure,
    summary.attempts > 1 ? plural(summary.attempts, 'attempt') : null,
    summary.durationMs === null ? null : formatDuration(summary.durationMs),
    formatClock(summary.startedAt),
    keyText(summary),
    summary.replayOf === null ? null : 'a replay',
  ]
  return parts.filter((part) => part !== null).join(', ')
}
