import type { Job, JobKind } from '../../../app/contract/job.ts'
import { hasEnded } from '../../../app/contract/jobPhase.ts'
import { formatCount, plural } from '../../../app/contract/words.ts'

const NAMES = {
  import: 'Import',
  export: 'Export',
  replay: 'Replay',
  pages: 'Pages',
  drill: 'Drill',
} satisfies Record<JobKind, string>

/** What the status bar says of long work; null when there is none, and nothing left of it to decide. */
export function activityText(jobs: readonly Job[], keyOffers: number): string | null {
  const [first, ...others] = jobs.filter((job) => !hasEnded(job))
  if (first) return others.length === 0 ? progressOf(first) : `${others.length + 1} in progress`
  if (keyOffers > 0) return `${plural(keyOffers, 'key')} to keep`
  const last = jobs.at(-1)
  return last ? `${NAMES[last.kind]} ${last.phase}` : null
}

function progressOf({ kind, phase, progress: { done, total, unit } }: Job): string {
  const part =
    unit === 'bytes'
      ? `${total === 0 ? 0 : Math.floor((100 * done) / total)} %`
      : unit === 'pages'
        ? plural(done, 'page')
        : `${formatCount(done)} of ${formatCount(total)}`
  return `${NAMES[kind]}${phase === 'paused' ? ' paused,' : ''} ${part}`
}

/** Whether there is something to read or to decide in what has come of it, beside the one line that says so. */
export function needsUser(job: Job): boolean {
  if (job.kind === 'replay' && job.result.left !== null && !hasEnded(job)) return true
  if (!hasEnded(job) || job.phase === 'cancelled') return false
  if (job.phase === 'failed') return true
  if (job.kind === 'import') return job.result.unreadable > 0 || job.result.tokens > 0
  // The records are there to be saved.
  if (job.kind === 'pages') return true
  return job.kind === 'replay' && (job.result.notes.length > 0 || job.result.sentAgain.length > 0)
}
