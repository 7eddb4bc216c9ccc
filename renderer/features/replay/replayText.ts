import type { JobOf } from '../../../app/contract/job.ts'
import { hasEnded } from '../../../app/contract/jobPhase.ts'
import { formatCount, plural } from '../../../app/contract/words.ts'
import { formatClock } from '../../ui/format.ts'

type ReplayJob = JobOf<'replay'>

/** Where a replay stands, in a sentence. `now` is in epoch ms; an end that was foreseen and has passed is not told. */
export function replayText(job: ReplayJob, now: number): string {
  const { phase, title, progress, result } = job
  const { unchanged, left, waitsFor, endsAt } = result
  if (phase === 'failed') return 'The replay could not go on.'
  if (hasEnded(job))
    return `The replay has ${unchanged > 0 ? 'stopped early' : 'ended'}: ${countsText(result)}.`
  const done = `${progress.done} of ${progress.total} sent`
  if (left === 'missed' && title.startAt !== null)
    return `Postern was not running at ${formatClock(title.startAt)}, the time of the replay: ${done}.`
  if (left !== null) return `Postern ended during the replay of ${formatClock(title.startedAt)}: ${done}.`
  if (phase === 'paused') return `Replay paused: ${done}.`
  if (waitsFor?.what === 'answer') return `The replay waits for you in a dialog: ${done}.`
  if (waitsFor)
    return `The replay waits for the rate window until ${formatClock(waitsFor.until ?? now)}: ${done}.`
  const until = endsAt === null || endsAt <= now ? '' : `, until about ${formatClock(endsAt)}`
  return `Replaying: ${done}${until}.`
}

/** What became of the requests; only what there is of. */
export function countsText(result: ReplayJob['result']): string {
  const { sent, fixed, skipped, unsafe, notTried, blocked, uncertain } = result
  const left = [
    [unsafe, 'skipped (unsafe)'],
    [skipped - unsafe - notTried, 'skipped (no change)'],
    [notTried, 'not started'],
    [blocked, 'blocked'],
    [uncertain, 'may have run'],
  ] as const
  const parts = left.flatMap(([count, what]) => (count > 0 ? [`${formatCount(count)} ${what}`] : []))
  const first = sent > 0 ? `${formatCount(fixed)} of ${formatCount(sent)} fixed` : '0 sent'
  return [first, ...parts].join(' · ')
}

/** How long something takes, roughly: `less than a minute`, `about 4 minutes`. */
export function roughly(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return 'less than a minute'
  return minutes < 120
    ? `about ${plural(minutes, 'minute')}`
    : `about ${plural(Math.round(minutes / 60), 'hour')}`
}
