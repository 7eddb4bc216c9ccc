import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import type { Profile } from '../contract/profile.ts'
import type { ReplaySelection, ReplayStatus } from '../contract/replayStatus.ts'
import { messageOf } from '../contract/thrown.ts'
import type { Sender } from '../sending/sender.ts'
import { estimateSpan } from './estimate.ts'
import { afterRestart, type ReplayItem, type ReplayJournal, type ReplayRecord } from './journal.ts'
import { itemsOf, type TargetOf } from './plan.ts'
import { createReplayPlans, type KeptExchanges, type NumberedPlan } from './plans.ts'
import { startReplay, type Replay } from './replay.ts'
import type { OtherKeys } from './targets.ts'

export interface ReplaysPorts {
  clock: Clock
  sender: Pick<Sender, 'send' | 'cancel' | 'waitMs' | 'windowState'>
  history: KeptExchanges & { annotate(changes: { id: string; again: true }): Promise<unknown> }
  /** Where and with what each exchange is sent again; `keys` take the place of those that were used before. */
  targetFor(keys: OtherKeys): TargetOf
  redact<T>(value: T): T
  /** Remembers a replay until it has ended. */
  journalFor(record: ReplayRecord): Promise<ReplayJournal>
  onChange?(status: ReplayStatus): void
  /** Told of the end of a replay that took long. */
  onLongEnd?(status: ReplayStatus): void
}

/** Replays of many: their plans, their progress, and what is left of them after a restart. One runs at a time. */
export interface Replays {
  plan(selection: ReplaySelection, keys: OtherKeys): Promise<NumberedPlan>
  start(plan: number, withUnsafe: boolean): Promise<ReplayStatus>
  pause(id: string): void
  resume(id: string): void
  /** Does nothing when it has ended, or never was. */
  cancel(id: string): void
  /** Sends what an ended replay has left out because its first answers showed no change. */
  continueAnyway(id: string): Promise<ReplayStatus>
  /** Those that have not ended, oldest first, and the last one that has ended since the start. */
  list(): ReplayStatus[]
  /** Ends with the last states of the requests; never for a replay that is closed before its end. */
  finished(id: string): Promise<readonly ReplayItem[]>
  /** Takes up, paused, what an earlier run of the program has left. Returns what could not be taken up, and why. */
  takeUp(records: readonly ReplayRecord[]): Promise<string[]>
  /** Stops without ending any. */
  close(): Promise<void>
}

/** A replay that took longer says by a notification that it has ended. */
const LONG_MS = 30_000

interface Run {
  record: ReplayRecord
  replay: Replay
  /** Whether it waits since Postern was started again. */
  isFromBefore: boolean
  /** When it last began to run, on the monotonic clock. */
  begun: number
  /** Exchanges that sent again what was under way when the program ended. */
  sentAgain: string[]
}

export function createReplays(ports: ReplaysPorts): Replays {
  const { clock, sender, history } = ports
  const plans = createReplayPlans(history)
  const profiles = new Map<string, Profile>()
  const runs = new Map<string, Run>()
  let isStarting = false

  /** Remembers the profiles, whose windows tell how long it takes. */
  function targetFor(keys: OtherKeys): TargetOf {
    const find = ports.targetFor(keys)
    return async (exchange) => {
      const target = await find(exchange)
      if ('profile' in target) profiles.set(target.profile.id, target.profile)
      return target
    }
  }

  function takesMs(id: string, key: string | null, count: number): number {
    const profile = profiles.get(id)
    const window = profile && key !== null ? sender.windowState(profile, key) : null
    return estimateSpan(count, window, clock.now())
  }

  async function begin(record: ReplayRecord, isFromBefore: boolean): Promise<ReplayStatus> {
    const journal = await ports.journalFor(record)
    const replay = startReplay(
      record.items,
      {
        clock,
        sender,
        load: (id) => history.get(id),
        targetOf: targetFor(record.keys),
        redact: ports.redact,
        journal,
        takesMs,
        onSentAgain: async (id) => {
          await history.annotate({ id, again: true })
          run.sentAgain.push(id)
        },
        onChange: (state) => {
          ports.onChange?.(statusOf(run, state))
        },
      },
      isFromBefore,
    )
    const run: Run = { record, replay, isFromBefore, begun: clock.monotonic(), sentAgain: [] }
    runs.set(record.id, run)
    void replay.finished.then(() => {
      if (clock.monotonic() - run.begun > LONG_MS) ports.onLongEnd?.(statusOf(run))
    })
    return statusOf(run)
  }

  /** One that is to run, and whatever has ended is forgotten. */
  async function startNew(items: ReplayItem[], keys: OtherKeys): Promise<ReplayStatus> {
    for (const [id, { replay }] of runs) if (replay.state().phase === 'ended') runs.delete(id)
    const now = clock.now()
    const startedAt = new Date(now).toISOString()
    return begin({ version: 1, id: String(now), startedAt, keys, items }, false)
  }

  /** @throws PosternError bad-input while one is under way, other than those that wait since the start */
  function claimTurn(): void {
    const isBusy = [...runs.values()].some(
      ({ replay, isFromBefore }) => replay.state().phase !== 'ended' && !isFromBefore,
    )
    if (!isStarting && !isBusy) return
    throw new PosternError(
      'bad-input',
      'Another replay is under way.',
      'Wait until it has ended, or cancel it.',
    )
  }

  async function alone<T>(work: () => Promise<T>): Promise<T> {
    claimTurn()
    isStarting = true
    try {
      return await work()
    } finally {
      isStarting = false
    }
  }

  function runOf(id: string): Run {
    const run = runs.get(id)
    if (run) return run
    throw new PosternError('not-found', 'This replay is no longer known.', 'Nothing needs to be done.')
  }

  function underWay(id: string): Run {
    const run = runOf(id)
    if (run.replay.state().phase !== 'ended') return run
    throw new PosternError('not-found', 'This replay has already ended.', 'Nothing needs to be done.')
  }

  async function takeUpOne(record: ReplayRecord): Promise<string[]> {
    try {
      await begin(afterRestart(record), true)
      return []
    } catch (error) {
      return [`The one of ${record.startedAt}: ${messageOf(error)}.`]
    }
  }

  return {
    plan: (selection, keys) => plans.make(selection, keys, { targetOf: targetFor(keys), takesMs }),
    start: (number, withUnsafe) =>
      alone(async () => {
        const plan = plans.take(number)
        if (!plan) throw new PosternError('not-found', 'This plan is out of date.', 'Open the plan again.')
        return startNew(itemsOf(plan.requests, withUnsafe), plan.keys)
      }),
    pause: (id) => {
      underWay(id).replay.pause()
    },
    resume: (id) => {
      const run = underWay(id)
      if (run.isFromBefore) {
        claimTurn()
        run.isFromBefore = false
        run.begun = clock.monotonic()
      }
      run.replay.resume()
    },
    cancel: (id) => runs.get(id)?.replay.cancel(),
    continueAnyway: (id) =>
      alone(async () => {
        const { record, replay } = runOf(id)
        const left = replay.unchanged()
        if (left.length > 0) return startNew(left, record.keys)
        throw new PosternError('not-found', 'This replay has left nothing out.', 'Nothing needs to be done.')
      }),
    list: () => [...runs.values()].map((run) => statusOf(run)),
    finished: (id) => runOf(id).replay.finished,
    async takeUp(records) {
      const problems: string[] = []
      for (const record of records) problems.push(...(await takeUpOne(record)))
      return problems
    },
    async close() {
      const open = [...runs.values()].filter(({ replay }) => replay.state().phase !== 'ended')
      await Promise.all(open.map(({ replay }) => replay.suspend()))
    },
  }
}

function statusOf({ record, replay, isFromBefore, sentAgain }: Run, now = replay.state()): ReplayStatus {
  const { verdicts, ...state } = now
  return {
    ...state,
    id: record.id,
    startedAt: record.startedAt,
    fixed: verdicts.fixed,
    sentAgain: [...sentAgain],
    isFromBefore: isFromBefore && state.phase === 'paused',
  }
}
