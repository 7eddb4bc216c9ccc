import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import type { JobOf } from '../contract/job.ts'
import type { Profile } from '../contract/profile.ts'
import type { ReplaySelection } from '../contract/replayPlan.ts'
import { messageOf } from '../contract/thrown.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Sender } from '../sending/sender.ts'
import { estimateSpan } from './estimate.ts'
import type { ReplayItem, ReplayJournal, ReplayRecord } from './journal.ts'
import { itemsOf, type TargetOf } from './plan.ts'
import { createReplayPlans, type KeptExchanges, type NumberedPlan } from './plans.ts'
import { startReplay } from './replay.ts'
import { afterRestart } from './restart.ts'
import { ReplayJob, type Left } from './replayJob.ts'
import type { ReplayPorts } from './run.ts'
import type { OtherKeys } from './targets.ts'

export interface ReplaysPorts {
  clock: Clock
  jobs: Pick<Jobs, 'begin' | 'list' | 'refuseSecond'>
  sender: Pick<Sender, 'send' | 'newId' | 'cancel' | 'waitMs' | 'consent' | 'windowState'>
  history: KeptExchanges & { annotate(changes: { id: string; again: true }): Promise<unknown> }
  /** Where and with what each exchange is sent again; `keys` take the place of those that were used before. */
  targetFor(keys: OtherKeys): TargetOf
  redact<T>(value: T): T
  /** Remembers a replay until it has ended. */
  journalFor(record: ReplayRecord): Promise<ReplayJournal>
  /** Told of the end of a replay that took long. */
  onLongEnd?(result: JobOf<'replay'>['result']): void
}

/** Replays of many, each a job: their plans, now or later, and what is left of them after a restart. */
export interface Replays {
  plan(selection: ReplaySelection, keys: OtherKeys): Promise<NumberedPlan>
  /**
   * `startAt`: epoch ms at which it is to begin.
   * @throws PosternError not-found for a plan that another has replaced; bad-input while another replay runs
   */
  start(plan: number, withUnsafe: boolean, startAt?: number): Promise<{ id: string }>
  pause(id: string): void
  /** Also begins one now that waits for its time. */
  resume(id: string): void
  /** Sends what an ended replay has left out because its first answers showed no change. */
  continueAnyway(id: string): Promise<{ id: string }>
  /** Ends with the last states of the requests, and what is to be said of them. */
  finished(id: string): Promise<{ items: readonly ReplayItem[]; notes: string[] }>
  /**
   * Takes up what an earlier run of the program has left: what is still to come waits on, and the rest is paused.
   * Returns what could not be taken up, and why.
   */
  takeUp(records: readonly ReplayRecord[]): Promise<string[]>
  /** Stops without ending any. */
  close(): Promise<void>
}

/** A replay that took longer says by a notification that it has ended. */
const LONG_MS = 30_000

export function createReplays(ports: ReplaysPorts): Replays {
  const { clock, sender, history, jobs } = ports
  const plans = createReplayPlans(history)
  const profiles = new Map<string, Profile>()
  const replays = new Map<string, ReplayJob>()
  let lastId = 0

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

  async function begin(record: ReplayRecord, left: Left = null): Promise<{ id: string }> {
    const only = await onlyOf(record, history)
    const journal = await ports.journalFor(record)
    const sentAgain: string[] = []
    let tell: () => void = () => undefined
    const runPorts: ReplayPorts = {
      clock,
      sender,
      load: (id) => history.get(id),
      targetOf: targetFor(record.keys),
      redact: ports.redact,
      journal,
      takesMs,
      onSentAgain: async (id) => {
        await history.annotate({ id, again: true })
        sentAgain.push(id)
      },
      onChange: () => tell(),
    }
    const replay = new ReplayJob(record, startReplay(record.items, runPorts, true), sentAgain, left, clock)
    try {
      jobs.begin(replay.begin(only), async (job, run) => {
        const show = () => Object.assign(job, replay.shown())
        tell = () => {
          show()
          run.tell()
        }
        const end = await replay.run(run.signal, tell).finally(show)
        if (end !== 'paused' && replay.ranMs > LONG_MS) ports.onLongEnd?.(replay.result())
        return end
      })
    } catch (error) {
      await journal.end()
      throw error
    }
    const listed = new Set(jobs.list().map(({ id }) => id))
    for (const id of replays.keys()) if (!listed.has(id)) replays.delete(id)
    replays.set(record.id, replay)
    return { id: record.id }
  }

  async function startNew(
    items: ReplayItem[],
    keys: OtherKeys,
    startAt: number | null,
  ): Promise<{ id: string }> {
    // It names a file, so two at once must differ.
    lastId = Math.max(clock.now(), lastId + 1)
    const startedAt = new Date(clock.now()).toISOString()
    return begin({ version: 1, id: String(lastId), startedAt, startAt, keys, items })
  }

  function known(id: string): ReplayJob {
    const replay = replays.get(id)
    if (replay) return replay
    throw new PosternError('not-found', 'This replay is no longer known.', 'There is nothing to do.')
  }

  function underWay(id: string): { job: ReplayJob; phase: 'running' | 'paused' } {
    const job = known(id)
    const { phase } = job.replay.state()
    if (phase === 'running' || phase === 'paused') return { job, phase }
    throw new PosternError('not-found', 'This replay has already ended.', 'There is nothing to do.')
  }

  async function takeUpOne(kept: ReplayRecord): Promise<string[]> {
    const record = await afterRestart(kept, (id) => history.get(id), ports.redact)
    try {
      await begin(record, leftOf(record, clock.now()))
      return []
    } catch (error) {
      return [`The one of ${record.startedAt}: ${messageOf(error)}.`]
    }
  }

  return {
    plan: (selection, keys) => plans.make(selection, keys, { targetOf: targetFor(keys), takesMs }),
    async start(number, withUnsafe, startAt) {
      if (startAt === undefined) jobs.refuseSecond('replay')
      const plan = plans.take(number)
      if (!plan) throw new PosternError('not-found', 'This plan is out of date.', 'Open the plan again.')
      return startNew(itemsOf(plan.requests, withUnsafe), plan.keys, startAt ?? null)
    },
    pause: (id) => {
      underWay(id).job.replay.pause()
    },
    resume: (id) => {
      const { job, phase } = underWay(id)
      if (phase !== 'paused') return
      jobs.refuseSecond('replay')
      job.resume()
    },
    async continueAnyway(id) {
      jobs.refuseSecond('replay')
      const { record, replay } = known(id)
      const left = replay.unchanged()
      if (left.length > 0) return startNew(left, record.keys, null)
      throw new PosternError('not-found', 'This replay has left nothing out.', 'There is nothing to do.')
    },
    async finished(id) {
      const { replay } = known(id)
      const items = await replay.finished
      return { items, notes: replay.state().notes }
    },
    async takeUp(records) {
      const problems: string[] = []
      for (const record of records) problems.push(...(await takeUpOne(record)))
      return problems
    },
    async close() {
      await Promise.all([...replays.values()].map(({ replay }) => replay.suspend()))
    },
  }
}

/** The exchange of a replay of one. */
async function onlyOf(
  { items }: ReplayRecord,
  history: KeptExchanges,
): Promise<JobOf<'replay'>['title']['only']> {
  const [first] = items
  const exchange = first && items.length === 1 ? await history.get(first.original) : null
  if (!exchange) return null
  const { id, profile, key, request } = exchange
  return { id, profile, key, method: request.method, url: request.url }
}

/** Why one of an earlier run of the program waits; null when its time is still to come. */
function leftOf({ startAt, items }: ReplayRecord, now: number): Left {
  if (startAt !== null && startAt > now) return null
  const isMissed = startAt !== null && items.every(({ state, again }) => state !== 'sent' && !again)
  return isMissed ? 'missed' : 'unfinished'
}
