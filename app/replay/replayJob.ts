import type { JobOf } from '../contract/job.ts'
import type { Entry } from './replays.ts'

type ReplayJob = JobOf<'replay'>
export type Left = ReplayJob['result']['left']

/** A replay as a job: how it begins. */
export function jobOf(entry: Entry, only: ReplayJob['title']['only']): ReplayJob {
  const { id, startedAt, startAt } = entry.record
  const shown = shownOf(entry)
  const isToRun = entry.left === null && startAt === null
  const title = { startedAt, startAt, only }
  return { id, kind: 'replay', title, error: null, ...shown, phase: isToRun ? 'running' : shown.phase }
}

/** How it stands. */
export function shownOf(entry: Entry): Pick<ReplayJob, 'phase' | 'progress' | 'result'> {
  const { replay, record, left, wait } = entry
  const { phase, total, waiting, active } = replay.state()
  const isScheduled = record.startAt !== null && left === null && !wait.signal.aborted
  return {
    phase: phase === 'paused' && isScheduled ? 'scheduled' : phase,
    progress: { done: total - waiting - active, total, unit: 'requests' },
    result: resultOf(entry),
  }
}

export function resultOf({ replay, sentAgain, left }: Entry): ReplayJob['result'] {
  const { sent, skipped, unchanged, blocked, uncertain, verdicts, endsAt, notes, latest } = replay.state()
  const counts = { sent, fixed: verdicts.fixed, skipped, unchanged, blocked, uncertain }
  return { ...counts, endsAt, notes, latest, sentAgain: [...sentAgain], left }
}
