import type { Clock } from '../clock.ts'
import type { JobOf } from '../contract/job.ts'
import type { ReplayRecord } from './journal.ts'
import type { Replay } from './replay.ts'
import { waitForTime } from './startTime.ts'

type Job = JobOf<'replay'>
export type Left = Job['result']['left']

/** A replay as a job: waits for its time, runs, and tells how it stands. */
export class ReplayJob {
  readonly record: ReplayRecord
  readonly replay: Replay
  /** Exchanges that sent again what was under way when the program ended. */
  readonly sentAgain: string[]
  readonly #clock: Clock
  /** Aborted when it waits for its time no more. */
  readonly #wait = new AbortController()
  #left: Left
  /** When it last began to run, on the monotonic clock. */
  #begun: number

  /** `replay` is paused; with `left` it stays so until somebody resumes it. */
  constructor(record: ReplayRecord, replay: Replay, sentAgain: string[], left: Left, clock: Clock) {
    this.record = record
    this.replay = replay
    this.sentAgain = sentAgain
    this.#left = left
    this.#clock = clock
    this.#begun = clock.monotonic()
  }

  get ranMs(): number {
    return this.#clock.monotonic() - this.#begun
  }

  /** Ends with the replay; `paused` when it was suspended. */
  async run(signal: AbortSignal, tell: () => void): Promise<'done' | 'cancelled' | 'paused'> {
    const { record, replay } = this
    signal.addEventListener('abort', replay.cancel)
    if (this.#left === null && record.startAt === null) this.resume()
    else if (this.#left === null) void this.#resumeAt(record.startAt ?? 0, tell)
    await replay.finished
    this.#wait.abort()
    const { phase } = replay.state()
    return phase === 'done' || phase === 'cancelled' ? phase : 'paused'
  }

  async #resumeAt(time: number, tell: () => void): Promise<void> {
    const came = await waitForTime(time, this.#clock, this.#wait.signal)
    if (came === 'due') this.resume()
    if (came !== 'missed') return
    this.#left = 'missed'
    tell()
  }

  resume(): void {
    this.#wait.abort()
    this.#left = null
    this.#begun = this.#clock.monotonic()
    this.replay.resume()
  }

  /** How the job begins; `only` is the exchange of a replay of one. */
  begin(only: Job['title']['only']): Job {
    const { id, startedAt, startAt } = this.record
    const shown = this.shown()
    const isToRun = this.#left === null && startAt === null
    const title = { startedAt, startAt, only }
    return { id, kind: 'replay', title, error: null, ...shown, phase: isToRun ? 'running' : shown.phase }
  }

  /** How it stands. */
  shown(): Pick<Job, 'phase' | 'progress' | 'result'> {
    const { phase, total, sent, skipped, blocked, notTried } = this.replay.state()
    const isScheduled = this.record.startAt !== null && this.#left === null && !this.#wait.signal.aborted
    return {
      phase: phase === 'paused' && isScheduled ? 'scheduled' : phase,
      // What is left out is not done: it is not to be sent at all.
      progress: { done: sent, total: total - skipped - blocked + notTried, unit: 'requests' },
      result: this.result(),
    }
  }

  result(): Job['result'] {
    const { sent, skipped, unsafe, unchanged, notTried, blocked, uncertain, verdicts, ...rest } =
      this.replay.state()
    const { waitsFor, endsAt, notes, latest } = rest
    const left = { skipped, unsafe, unchanged, notTried, blocked, uncertain }
    const counts = { sent, fixed: verdicts.fixed, ...left }
    return { ...counts, waitsFor, endsAt, notes, latest, sentAgain: [...this.sentAgain], left: this.#left }
  }
}
