import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import type { ReplayPlanShown, ReplayStatus } from '../contract/replayCalls.ts'
import { estimateEnd } from '../delivery/estimate.ts'
import { createQueue } from '../delivery/queue.ts'
import type { Sender } from '../delivery/sender.ts'
import type { History } from '../history/history.ts'
import { afterRestart, type ReplayRecord } from '../replay/journal.ts'
import { createJournalFile, readUnfinished } from '../replay/journalFile.ts'
import { MOST_REQUESTS, planReplay, type PlannedRequest, type TargetOf } from '../replay/plan.ts'
import { itemsOf, startReplay, type Replay, type ReplayState } from '../replay/replay.ts'

export interface ReplayDeskPorts {
  clock: Clock
  sender: Pick<Sender, 'send' | 'cancel' | 'waitMs' | 'windowState'>
  history: Pick<History, 'ids' | 'get'>
  profiles(): Profile[]
  /** Whether the vault can give such a key to where its profile is now. */
  hasKey(profile: string, key: string): boolean
  /** Where what has not ended is remembered. */
  folder: string
  onChange(status: ReplayStatus): void
  /** Told once when it has ended, with how long that took in ms. */
  onEnd(status: ReplayStatus, tookMs: number): void
}

/** One replay of many at a time: its plan, its progress, and what is left of it after a restart. */
export interface ReplayDesk {
  plan(query: string | null): Promise<ReplayPlanShown>
  start(plan: number, withUnsafe: boolean): Promise<ReplayStatus>
  pause(): void
  resume(): void
  cancel(): void
  state(): ReplayStatus | null
  /**
   * Takes up, paused, what an earlier run of the program has left. It never rejects: returns what could not be taken up,
   * each with the reason, and leaves that where it is.
   */
  takeUp(): Promise<string[]>
  /** Stops without ending it. */
  close(): Promise<void>
}

const USUAL_MS = 300
const CONCURRENCY = 4
const MOST_EXCEPTIONS = 100

export function createReplayDesk(ports: ReplayDeskPorts): ReplayDesk {
  const { clock, sender, history, profiles } = ports
  const queue = createQueue({ clock, sender, concurrency: CONCURRENCY })
  let planned: { number: number; requests: PlannedRequest[] } | null = null
  let plans = 0
  let replay: Replay | null = null
  let isFromBefore = false
  let isStarting = false

  const targetOf: TargetOf = ({ profile: id, key }) => {
    const profile = profiles().find((candidate) => candidate.id === id)
    if (!profile) return { problem: `There is no profile “${id}” any more. Add it in the settings.` }
    if (key !== null && !ports.hasKey(id, key))
      return { problem: `The key “${key}” is not at hand. Enter it in the room of keys.` }
    return { profile, key }
  }

  function takesMs(id: string, key: string | null, count: number): number {
    const now = clock.now()
    const profile = profiles().find((candidate) => candidate.id === id)
    const window = profile && key !== null ? sender.windowState(profile, key) : null
    return estimateEnd({ now, count, active: 0, usualMs: USUAL_MS, concurrency: CONCURRENCY, window }) - now
  }

  async function* originalsOf(ids: readonly string[]): AsyncGenerator<Exchange> {
    const meant = new Set(ids)
    for (const id of ids) {
      const exchange = await history.get(id)
      // A replay that failed as well is the same request once more.
      if (exchange && !(exchange.replayOf !== null && meant.has(exchange.replayOf))) yield exchange
    }
  }

  async function begin(record: ReplayRecord, isPaused: boolean): Promise<Replay> {
    const journal = await createJournalFile(ports.folder, record)
    const begun = clock.monotonic()
    const running = startReplay(
      record.items,
      {
        clock,
        queue,
        load: (id) => history.get(id),
        targetOf,
        journal,
        takesMs,
        onChange: (state) => {
          ports.onChange(statusOf(state, isFromBefore))
        },
      },
      isPaused,
    )
    replay = running
    void running.finished.then(() => {
      ports.onEnd(statusOf(running.state(), false), clock.monotonic() - begun)
    })
    return running
  }

  function current(): Replay {
    if (!replay || replay.state().phase === 'ended') {
      throw new PosternError('not-found', 'No replay is under way.', 'Nothing needs to be done.')
    }
    return replay
  }

  return {
    async plan(query) {
      const wanted = query === null ? 'outcome:failed' : `outcome:failed ${query}`
      const { ids, isAll } = await history.ids({ query: wanted, limit: MOST_REQUESTS })
      // Oldest first, as they were sent.
      const { requests, counts, keys, warnings, ...times } = await planReplay(originalsOf(ids.toReversed()), {
        targetOf,
        takesMs,
      })
      plans += 1
      planned = { number: plans, requests }
      if (!isAll) warnings.push(`More than ${MOST_REQUESTS} match; the newest ${MOST_REQUESTS} are meant.`)
      return {
        plan: plans,
        counts,
        keys,
        takesMs: times.takesMs,
        takesMsWithUnsafe: times.takesMsWithUnsafe,
        warnings,
        exceptions: requests
          .flatMap(({ original, method, url, state, reason }) =>
            state === 'ready' ? [] : [{ original, method, url, state, reason: reason ?? '' }],
          )
          .slice(0, MOST_EXCEPTIONS),
      }
    },
    async start(number, withUnsafe) {
      if (isStarting || (replay && replay.state().phase !== 'ended')) {
        throw new PosternError(
          'bad-input',
          'Another replay is under way.',
          'Wait until it has ended, or cancel it.',
        )
      }
      if (planned?.number !== number) {
        throw new PosternError('not-found', 'This plan is out of date.', 'Open the plan again.')
      }
      isStarting = true
      try {
        const { requests } = planned
        planned = null
        isFromBefore = false
        const now = clock.now()
        const running = await begin(
          {
            version: 1,
            id: String(now),
            startedAt: new Date(now).toISOString(),
            as: null,
            items: itemsOf(requests, withUnsafe),
          },
          false,
        )
        return statusOf(running.state(), false)
      } finally {
        isStarting = false
      }
    },
    pause: () => {
      current().pause()
    },
    resume: () => {
      isFromBefore = false
      current().resume()
    },
    cancel: () => {
      current().cancel()
    },
    state: () => (replay ? statusOf(replay.state(), isFromBefore) : null),
    async takeUp() {
      const { records, damaged } = await readUnfinished(ports.folder)
      const problems = damaged.map((name) => `${name} is damaged.`)
      const [oldest] = records
      if (!oldest) return problems
      isFromBefore = true
      try {
        await begin(afterRestart(oldest), true)
        return problems
      } catch (error) {
        isFromBefore = false
        return [
          ...problems,
          `The one of ${oldest.id}: ${error instanceof Error ? error.message : String(error)}.`,
        ]
      }
    },
    async close() {
      if (replay && replay.state().phase !== 'ended') await replay.suspend()
    },
  }
}

function statusOf({ verdicts, ...state }: ReplayState, isFromBefore: boolean): ReplayStatus {
  return { ...state, fixed: verdicts.fixed, isFromBefore: isFromBefore && state.phase === 'paused' }
}
