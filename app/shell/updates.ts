import type { UpdateState } from '../contract/updateCalls.ts'
import { troubleOf } from './updateTrouble.ts'

/** What fetches and checks newer versions. Errors are those of electron-updater. */
export interface Updater {
  /** The newer version that the feed lists; null when it has none. */
  look(feed: string): Promise<string | null>
  /** Fetches what was found and checks it; it is installed when the app quits. */
  fetch(): Promise<void>
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
}

/** Looks for newer versions and fetches them, each only when the user asks for it. Nothing here rejects. */
export interface Updates {
  state(): UpdateState
  /** Sets another feed, or none. What came from the one before is not installed. */
  follow(feed: string | null): UpdateState
  check(): Promise<UpdateState>
  fetch(): Promise<UpdateState>
}

type Stand = Pick<UpdateState, 'phase' | 'version' | 'trouble'>

export function createUpdates({ feed: initial, whyNot, load }: UpdatesOptions): Updates {
  let feed: string | null = null
  let stand: Stand = at('off')
  let underWay: Promise<void> | null = null
  let last = Promise.resolve()
  let updater: Updater | null = null

  const state = (): UpdateState => ({ feed, whyNot, ...stand })

  function follow(next: string | null): UpdateState {
    updater?.drop()
    feed = next
    underWay = null
    stand = at(next === null ? 'off' : 'idle')
    return state()
  }

  /** Runs one thing at a time. What ends after the feed was changed says nothing any more. */
  async function run(during: Stand, work: (from: string) => Promise<Stand>): Promise<UpdateState> {
    if (feed === null) return state()
    if (underWay === null) {
      const from = feed
      stand = during
      // What is under way for an earlier feed cannot be stopped, only waited for.
      const mine = last
        .then(() => work(from))
        .catch((error: unknown): Stand => {
          updater?.drop()
          return { ...at('failed'), trouble: troubleOf(error) }
        })
        .then((next) => {
          if (underWay !== mine) return
          underWay = null
          stand = next
        })
      underWay = mine
      last = mine
    }
    await underWay
    return state()
  }

  follow(initial)
  return {
    state,
    follow,
    check() {
      // What is ready was checked, and waits for the quit.
      if (stand.phase === 'ready') return Promise.resolve(state())
      return run(at('checking'), async (from) => {
        updater ??= await load()
        const version = await updater.look(from)
        return version === null ? at('current') : at('found', version)
      })
    },
    fetch() {
      const { phase, version } = stand
      if (phase !== 'found' || whyNot !== null) return Promise.resolve(state())
      return run(at('fetching', version), async () => {
        updater ??= await load()
        await updater.fetch()
        return at('ready', version)
      })
    },
  }
}

function at(phase: UpdateState['phase'], version: string | null = null): Stand {
  return { phase, version, trouble: null }
}
