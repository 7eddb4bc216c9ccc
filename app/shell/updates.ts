import type { UpdateProgress, UpdateState } from '../contract/updates.ts'
import { updateErrorOf } from './updateErrors.ts'

/** Looks for newer versions and fetches them. Errors are those of electron-updater; a signal ends the work. */
export interface Updater {
  /** The newer version that the feed lists; null when it has none. */
  look(feed: string, signal: AbortSignal): Promise<string | null>
  /** Fetches what was found and checks it; from then on it is installed when the app quits. */
  fetch(onProgress: (progress: UpdateProgress) => void, signal: AbortSignal): Promise<void>
  /** Takes back what would be installed when the app quits. */
  drop(): void
}

export interface UpdatesOptions {
  /** Null when updates are off. */
  feed: string | null
  /** Why this copy cannot replace itself; null when it can. */
  whyNot: string | null
  /** Called on first need, and never while updates are off. */
  load(): Promise<Updater>
  onChange(state: UpdateState): void
}

/** Looks for newer versions and fetches them, each only when the user asks for it. No method rejects. */
export interface Updates {
  state(): UpdateState
  /** Sets another feed, or none. Work for the previous feed ends, and what came from it is not installed. */
  follow(feed: string | null): UpdateState
  check(): Promise<UpdateState>
  fetch(): Promise<UpdateState>
  /** Ends a check or a fetch; the state is then as before it. */
  cancel(): Promise<UpdateState>
  /** Ends what is under way. An update that is ready stays ready. */
  close(): Promise<void>
}

type Status = Pick<UpdateState, 'phase' | 'version' | 'progress' | 'error'>

export function createUpdates(options: UpdatesOptions): Updates {
  const { whyNot, load, onChange } = options
  let feed = options.feed
  let status: Status = at(feed === null ? 'off' : 'idle')
  let underWay: Promise<void> | null = null
  let last = Promise.resolve()
  let stop = new AbortController()
  let updater: Updater | null = null

  const state = (): UpdateState => ({ feed, whyNot, ...status })

  function enter(next: Status): UpdateState {
    status = next
    onChange(state())
    return state()
  }

  /** Runs one piece of work at a time. Work for a feed that was replaced meanwhile changes nothing. */
  async function run(
    during: Status,
    work: (from: string, signal: AbortSignal) => Promise<Status>,
  ): Promise<UpdateState> {
    if (feed === null) return state()
    if (underWay === null) {
      const from = feed
      const before = status
      const { signal } = (stop = new AbortController())
      const mine = last
        .then(() => work(from, signal))
        .catch((error: unknown): Status => {
          updater?.drop()
          return signal.aborted ? before : { ...at('failed'), error: updateErrorOf(error) }
        })
        .then((next) => {
          if (underWay !== mine) return
          underWay = null
          enter(next)
        })
      underWay = mine
      last = mine
      enter(during)
    }
    await underWay
    return state()
  }

  return {
    state,
    follow(next) {
      stop.abort()
      updater?.drop()
      feed = next
      underWay = null
      return enter(at(next === null ? 'off' : 'idle'))
    },
    check() {
      // An update that is ready is only waiting for the quit.
      if (status.phase === 'ready') return Promise.resolve(state())
      return run(at('checking'), async (from, signal) => {
        updater ??= await load()
        const version = await updater.look(from, signal)
        return version === null ? at('current') : at('found', version)
      })
    },
    fetch() {
      const { phase, version } = status
      if (phase !== 'found' || whyNot !== null) return Promise.resolve(state())
      return run(at('fetching', version), async (_from, signal) => {
        updater ??= await load()
        await updater.fetch((progress) => {
          if (!signal.aborted) enter({ ...at('fetching', version), progress })
        }, signal)
        signal.throwIfAborted()
        return at('ready', version)
      })
    },
    async cancel() {
      stop.abort()
      await underWay
      return state()
    },
    async close() {
      stop.abort()
      await last
    },
  }
}

function at(phase: UpdateState['phase'], version: string | null = null): Status {
  return { phase, version, progress: null, error: null }
}
