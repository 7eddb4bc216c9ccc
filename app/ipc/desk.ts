import type { Clock } from '../clock.ts'
import { PosternError, type BridgeError } from '../contract/errors.ts'

/** How work that takes a while stands. */
interface Status {
  phase: string
  error: BridgeError | null
}

type End = 'done' | 'cancelled' | 'failed'

/** Does the work, changes its status, and says how it ended; `tell` may be called as often as there is news. */
type Work<S> = (status: S, signal: AbortSignal, tell: () => void) => Promise<End>

export interface DeskOptions<S> {
  clock: Pick<Clock, 'monotonic'>
  /** Why there can be no second one at the same time, in a sentence. */
  busy: string
  /** What cannot be done when something goes wrong that nobody foresaw. */
  failed: string
  onChange(status: S): void
}

/** Where long work is done, one at a time. */
export interface Desk<S> {
  /** Throws a PosternError `bad-input` while other work is under way. */
  refuseSecond(): void
  /** Throws as `refuseSecond` does. */
  begin(status: S, work: Work<S>): void
  cancel(): void
  /** As it is now, or was when it ended; null before the first. */
  state(): S | null
  /** Ends what is under way. */
  close(): Promise<void>
}

/** The page is told of progress this often at most. */
const TELLING_MS = 100

export function createDesk<S extends Status>({ clock, busy, failed, onChange }: DeskOptions<S>): Desk<S> {
  let status: S | null = null
  let running: Promise<void> | null = null
  let stop = new AbortController()
  let lastTold = Number.NEGATIVE_INFINITY

  function refuseSecond(): void {
    if (running === null) return
    throw new PosternError('bad-input', busy, 'Wait until that has ended, or cancel it.')
  }

  async function run(now: S, work: Work<S>): Promise<void> {
    const tellSometimes = () => {
      if (clock.monotonic() - lastTold >= TELLING_MS) tell(now)
    }
    try {
      Object.assign(now, { phase: await work(now, stop.signal, tellSometimes) })
    } catch (error) {
      Object.assign(now, { phase: 'failed', error: shown(error, failed) })
    }
    tell(now)
  }

  function tell(now: S): void {
    lastTold = clock.monotonic()
    onChange(structuredClone(now))
  }

  return {
    refuseSecond,
    begin(first, work) {
      refuseSecond()
      status = first
      stop = new AbortController()
      tell(first)
      running = run(first, work).finally(() => (running = null))
    },
    cancel() {
      stop.abort()
    },
    state: () => status && structuredClone(status),
    async close() {
      stop.abort()
      await running
    },
  }
}

function shown(error: unknown, failed: string): BridgeError {
  if (error instanceof PosternError) return { code: error.code, message: error.message, remedy: error.remedy }
  return { code: 'internal', message: `${failed}: ${String(error).slice(0, 200)}.`, remedy: 'Try it again.' }
}
