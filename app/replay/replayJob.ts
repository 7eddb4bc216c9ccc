import type { JobOf } from '../contract/job.ts'
import type { ReplayRecord } from './journal.ts'
import type { Replay } from './replay.ts'

type ReplayJob = JobOf<'replay'>
export type Left = ReplayJob['result']['left']

/** A replay that is known. */
export interface Entry {
  readonly record: ReplayRecord
  readonly replay: Replay
  /** Exchanges that sent again what was under way when the program ended. */
  readonly sentAgain: string[]
  /** Aborted when it waits for its time no more. */
  readonly wait: AbortController
  left: Left
  /** When it last began to run, on the monotonic clock. */
  begun: number
}

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
  const { sent, skipped, unchanged, blocked, uncertain, verdicts, ...rest } = replay.state()
  const { waitsFor, endsAt, notes, latest } = rest
  const counts = { sent, fixed: verdicts.fixed, skipped, unchanged, blocked, uncertain }
  return { ...counts, waitsFor, endsAt, notes, latest, sentAgain: [...sentAgain], left }
}
