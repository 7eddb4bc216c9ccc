import type { UpdateProgress, UpdateState } from '../contract/updates.ts'
import { troubleOf } from './updateErrors.ts'

/** What fetches and checks newer versions. Errors are those of electron-updater; a signal ends it, and what it has open. */
export interface Updater {
  /** The newer version that the feed lists; null when it has none. */
  look(feed: string, signal: AbortSignal): Promise<string | null>
  /** Fetches what was found and checks it; from then on it is installed when the app quits. */
  fetch(onProgress: (progress: UpdateProgress) => void, signal: AbortSignal): Promise<void>
  /** Nothing will be installed. */
  drop(): void
}

export interface UpdatesOptions {
  /** Null is off. */
  feed: string | null
  /** Why this copy cannot replace itself; null when it can. */
  whyNot: string | null
  /** Asked for on first need, and never while updates are off. */
  load(): Promise<Updater>
  onChange(state: UpdateState): void
}

/** Looks for newer versions and fetches them, each only when the user asks for it. Nothing here rejects. */
export interface Updates {
  state(): UpdateState
  /** Sets another feed, or none. What came from the one before is not installed, and what is under way for it ends. */
  follow(feed: string | null): UpdateState
  check(): Promise<UpdateState>
  fetch(): Promise<UpdateState>
  /** Ends a check or a fetch; things stand as they did before it. */
  cancel(): Promise<UpdateState>
  /** Ends what is under way. What is ready stays so. */
  close(): Promise<void>
}

type Stand = Pick<UpdateState, 'phase' | 'version' | 'progress' | 'trouble'>

export function createUpdates(options: UpdatesOptions): Updates {
  const { whyNot, load, onChange } = options
  let feed = options.feed
  let stand: Stand = at(feed === null ? 'off' : 'idle')
  let underWay: Promise<void> | null = null
  let last = Promise.resolve()
  let stop = new AbortController()
  let updater: Updater | null = null

  const state = (): UpdateState => ({ feed, whyNot, ...stand })

  function enter(next: Stand): UpdateState {
    stand = next
    onChange(state())
    return state()
  }

  /** Runs one thing at a time. What ends after the feed was changed says nothing any more. */
  async function run(
    during: Stand,
    work: (from: string, signal: AbortSignal) => Promise<Stand>,
  ): Promise<UpdateState> {
    if (feed === null) return state()
    if (underWay === null) {
      const from = feed
      const before = stand
      const { signal } = (stop = new AbortController())
      const mine = last
        .then(() => work(from, signal))
        .catch((error: unknown): Stand => {
          updater?.drop()
          return signal.aborted ? before : { ...at('failed'), trouble: troubleOf(error) }
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
      // What is ready was checked, and waits for the quit.
      if (stand.phase === 'ready') return Promise.resolve(state())
      return run(at('checking'), async (from, signal) => {
        updater ??= await load()
        const version = await updater.look(from, signal)
        return version === null ? at('current') : at('found', version)
      })
    },
    fetch() {
      const { phase, version } = stand
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

function at(phase: UpdateState['phase'], version: string | null = null): Stand {
  return { phase, version, progress: null, trouble: null }
}
