import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import { CONCURRENCY, estimateEnd, FIRST_GUESS_MS } from './estimate.ts'
import type { Sender, SendOptions } from './sender.ts'

export interface QueuePorts {
  clock: Clock
  sender: Pick<Sender, 'send' | 'cancel' | 'waitMs' | 'windowState'>
}

export interface BatchState {
  total: number
  waiting: number
  active: number
  succeeded: number
  /** Answered with a failure, not answered, or not even sent. */
  failed: number
  cancelled: number
  phase: 'running' | 'paused' | 'ended'
  /** Epoch ms in our own clock when it is likely to end; null when it has ended or is paused. */
  endsAt: number | null
}

/** What became of one request of a batch. Both are null when it was cancelled before it began. */
export interface BatchResult {
  exchange: Exchange | null
  error: PosternError | null
}

export interface Batch {
  /** In the order in which the requests were given. */
  readonly finished: Promise<readonly BatchResult[]>
  state(): BatchState
  /** Begins nothing more; what is under way goes on. */
  pause(): void
  resume(): void
  /** Ends it at once; what is under way is cancelled. */
  cancel(): void
}

export interface Queue {
  /** How many requests of one key may be under way at once. */
  readonly concurrency: number
  /** Sends many requests within the rate window of their key, also where a profile only observes it. */
  add(requests: readonly SendOptions[], onChange?: (state: BatchState) => void): Batch
  /** Cancels every batch, also those that are added later. */
  close(): void
}

interface Job {
  batch: Work
  index: number
  options: SendOptions
}

/** A batch from the inside. */
interface Work {
  jobs: Job[]
  activeIds: Set<string>
  results: BatchResult[]
  counts: { succeeded: number; failed: number; cancelled: number }
  isPaused: boolean
  changed(): void
  end(): void
}

/** The requests of one key: its batches take turns. */
interface Lane {
  batches: Work[]
  active: number
  alarm: AbortController | null
  /** Usual ms from start to end of a request, waits included. */
  usualMs: number
}

export function createQueue({ clock, sender }: QueuePorts): Queue {
  const lanes = new Map<string, Lane>()
  const open = new Set<Batch>()
  let isClosed = false

  function laneOf({ profile, key }: SendOptions): Lane {
    const name = JSON.stringify([profile.id, key])
    const lane = lanes.get(name) ?? { batches: [], active: 0, alarm: null, usualMs: FIRST_GUESS_MS }
    lanes.set(name, lane)
    return lane
  }

  /** Begins what may begin now, and sets an alarm for the rest. */
  function pump(lane: Lane): void {
    lane.alarm?.abort()
    lane.alarm = null
    while (lane.active < CONCURRENCY) {
      const batch = lane.batches.find(
        (candidate) => !candidate.isPaused && nextJob(candidate, lane) !== undefined,
      )
      const job = batch && nextJob(batch, lane)
      if (!job) return
      const waitMs = waitFor(job)
      if (waitMs > 0) {
        wakeIn(lane, waitMs)
        return
      }
      // It goes to the end of the line, so that the batches of a key take turns.
      lane.batches = [...lane.batches.filter((other) => other !== job.batch), job.batch]
      job.batch.jobs.splice(job.batch.jobs.indexOf(job), 1)
      begin(job, lane)
    }
  }

  function nextJob(batch: Work, lane: Lane): Job | undefined {
    return batch.jobs.find((job) => laneOf(job.options) === lane)
  }

  function waitFor({ options }: Job): number {
    try {
      return sender.waitMs(options)
    } catch {
      // It cannot be sent at all, which `send` tells best.
      return 0
    }
  }

  function begin({ batch, index, options }: Job, lane: Lane): void {
    const { profile } = options
    try {
      const { id, done } = sender.send({
        ...options,
        profile: { ...profile, rate: { ...profile.rate, mode: 'guard' } },
      })
      lane.active += 1
      batch.activeIds.add(id)
      const begun = clock.monotonic()
      void done.then((exchange) => {
        lane.active -= 1
        lane.usualMs += (clock.monotonic() - begun - lane.usualMs) / 8
        batch.activeIds.delete(id)
        settle(batch, index, { exchange, error: null })
        pump(lane)
      })
      batch.changed()
    } catch (error) {
      const known =
        error instanceof PosternError ? error : new PosternError('internal', String(error), 'Try again.')
      settle(batch, index, { exchange: null, error: known })
    }
  }

  function settle(batch: Work, index: number, result: BatchResult): void {
    batch.results[index] = result
    const { exchange, error } = result
    if (exchange?.outcome === 'success') batch.counts.succeeded += 1
    else if (exchange?.outcome === 'cancelled' || (!exchange && !error)) batch.counts.cancelled += 1
    else batch.counts.failed += 1
    batch.changed()
    if (batch.jobs.length === 0 && batch.activeIds.size === 0) batch.end()
  }

  function wakeIn(lane: Lane, ms: number): void {
    const alarm = new AbortController()
    lane.alarm = alarm
    clock.sleep(ms, alarm.signal).then(
      () => {
        pump(lane)
      },
      () => undefined,
    )
  }

  function add(
    requests: readonly SendOptions[],
    onChange: (state: BatchState) => void = () => undefined,
  ): Batch {
    let isEnded = false
    let finish: (results: readonly BatchResult[]) => void = () => undefined
    const finished = new Promise<readonly BatchResult[]>((resolve) => {
      finish = resolve
    })
    const own = [...new Set(requests.map(laneOf))]
    const work: Work = {
      jobs: [],
      activeIds: new Set(),
      results: requests.map(() => ({ exchange: null, error: null })),
      counts: { succeeded: 0, failed: 0, cancelled: 0 },
      isPaused: false,
      changed: () => {
        onChange(state())
      },
      end: () => {
        if (isEnded) return
        isEnded = true
        open.delete(batch)
        for (const lane of own) lane.batches = lane.batches.filter((other) => other !== work)
        work.changed()
        finish(work.results)
      },
    }
    work.jobs = requests.map((options, index) => ({ batch: work, index, options }))

    function state(): BatchState {
      const { jobs, activeIds, counts, isPaused } = work
      return {
        total: requests.length,
        waiting: jobs.length,
        active: activeIds.size,
        ...counts,
        phase: isEnded ? 'ended' : isPaused ? 'paused' : 'running',
        endsAt: isEnded || isPaused ? null : Math.max(...own.map((lane) => endOf(lane))),
      }
    }

    function endOf(lane: Lane): number {
      const mine = work.jobs.filter((job) => laneOf(job.options) === lane)
      const rivals = lane.batches.filter((other) => !other.isPaused)
      // Batches take turns, so each of the others has begun at most as many as this one when it ends.
      const ahead = rivals.map((other) =>
        other === work ? mine.length : Math.min(mine.length, other.jobs.length),
      )
      const count = ahead.reduce((sum, length) => sum + length, 0)
      const window = mine[0]?.options.key
        ? sender.windowState(mine[0].options.profile, mine[0].options.key)
        : null
      return estimateEnd({
        now: clock.now(),
        count,
        active: lane.active,
        usualMs: lane.usualMs,
        window,
      })
    }

    const batch: Batch = {
      finished,
      state,
      pause() {
        work.isPaused = true
        work.changed()
      },
      resume() {
        work.isPaused = false
        work.changed()
        own.forEach(pump)
      },
      cancel() {
        for (const job of work.jobs.splice(0)) settle(work, job.index, { exchange: null, error: null })
        for (const id of work.activeIds) sender.cancel(id)
      },
    }
    open.add(batch)
    for (const lane of own) lane.batches.push(work)
    if (requests.length === 0) work.end()
    if (isClosed) batch.cancel()
    own.forEach(pump)
    return batch
  }

  return {
    concurrency: CONCURRENCY,
    add,
    close() {
      isClosed = true
      for (const batch of open) batch.cancel()
      for (const lane of lanes.values()) lane.alarm?.abort()
    },
  }
}
