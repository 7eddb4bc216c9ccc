import type { ReplayStatus } from '../../../app/contract/replayStatus.ts'
import { plural } from '../../../app/contract/words.ts'
import { formatClock } from '../../ui/format.ts'

/** Where a replay stands, in a sentence. `now` is in epoch ms; an end that was foreseen and has passed is not told. */
export function standingText(status: ReplayStatus, now: number): string {
  const { total, waiting, active, phase, endsAt, isFromBefore, unchanged, startedAt } = status
  const done = total - waiting - active
  if (phase === 'ended' && unchanged > 0) return `The replay has stopped early: ${countsText(status)}.`
  if (phase === 'ended') return `The replay has ended: ${countsText(status)}.`
  const progress = `${done} of ${total} done`
  if (isFromBefore)
    return `The replay of ${formatClock(startedAt)} was not finished when Postern ended: ${progress}.`
  if (phase === 'paused') return `The replay is paused: ${progress}.`
  const until = endsAt === null || endsAt <= now ? '' : `, until about ${formatClock(endsAt)}`
  return `Replaying: ${progress}${until}.`
}

/** What became of the requests; only what there is of. */
export function countsText({ sent, fixed, skipped, blocked, uncertain }: ReplayStatus): string {
  const parts = [`${sent} sent again`, `${fixed} fixed`]
  if (skipped > 0) parts.push(`${skipped} left out`)
  if (blocked > 0) parts.push(`${blocked} could not be sent`)
  if (uncertain > 0) parts.push(`${plural(uncertain, 'request')} may have been applied`)
  return parts.join(', ')
}

/** How long something takes, roughly: `less than a minute`, `about 4 minutes`. */
export function roughly(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return 'less than a minute'
  return minutes < 120 ? `about ${plural(minutes, 'minute')}` : `about ${Math.round(minutes / 60)} hours`
}
