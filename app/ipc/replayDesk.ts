import { messageOf } from '../contract/thrown.ts'
import { PosternError } from '../contract/errors.ts'
import type { ReplaySelection, ReplayPlanShown, ReplayStatus } from '../contract/replayStatus.ts'
import { reasonOf } from '../files/quarantine.ts'
import { createQueue } from '../sending/queue.ts'
import type { Sender } from '../sending/sender.ts'
import { afterRestart, type ReplayItem, type ReplayRecord } from '../replay/journal.ts'
import { createJournalFile, putJournalAside, readUnfinished } from '../replay/journalFile.ts'
import { itemsOf } from '../replay/plan.ts'
import { startReplay, type Replay } from '../replay/replay.ts'
import { createReplayPlans, type OtherKeys, type ReplayPlanPorts } from './replayPlans.ts'

export interface ReplayDeskPorts extends ReplayPlanPorts {
  sender: Pick<Sender, 'send' | 'cancel' | 'waitMs' | 'windowState'>
  redact<T>(value: T): T
  /** Where what has not ended is remembered. */
  folder: string
  onChange(status: ReplayStatus): void
  /** Tells somebody who looks at something else. */
  notify(title: string, body: string): void
}

/** Replays of many: their plans, their progress, and what is left of them after a restart. One runs at a time. */
export interface ReplayDesk {
  plan(selection: ReplaySelection, keys: OtherKeys): Promise<ReplayPlanShown>
  start(plan: number, withUnsafe: boolean): Promise<ReplayStatus>
  pause(id: string): void
  resume(id: string): void
  cancel(id: string): void
  /** Sends what an ended replay has left out because its first answers showed no change. */
  continueAnyway(id: string): Promise<ReplayStatus>
  /** Those that have not ended, oldest first, and the last one that has ended since the start. */
  list(): ReplayStatus[]
  /**
   * Takes up, paused, what an earlier run of the program has left. It never rejects: returns what could not be taken up,
   * each with the reason, and leaves that where it is.
   */
  takeUp(): Promise<string[]>
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

export function createReplayDesk(ports: ReplayDeskPorts): ReplayDesk {
  const { clock, sender } = ports
  const queue = createQueue({ clock, sender })
  const plans = createReplayPlans(ports)
  const runs = new Map<string, Run>()
  let isStarting = false

  async function begin(record: ReplayRecord, isFromBefore: boolean): Promise<ReplayStatus> {
    const journal = await createJournalFile(ports.folder, record)
    const replay = startReplay(
      record.items,
      {
        clock,
        queue,
        load: (id) => ports.history.get(id),
        targetOf: plans.targetFor(record.keys),
        redact: ports.redact,
        journal,
        takesMs: plans.takesMs,
        onSentAgain: async (id) => {
          await ports.history.annotate({ id, again: true })
          run.sentAgain.push(id)
        },
        onChange: (state) => {
          ports.onChange(statusOf(run, state))
        },
      },
      isFromBefore,
    )
    const run: Run = { record, replay, isFromBefore, begun: clock.monotonic(), sentAgain: [] }
    runs.set(record.id, run)
    void replay.finished.then(() => {
      const { sent, verdicts } = replay.state()
      if (clock.monotonic() - run.begun > LONG_MS)
        ports.notify('The replay has ended', `${sent} sent again, ${verdicts.fixed} fixed.`)
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
    plan: (selection, keys) => plans.make(selection, keys),
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
    cancel: (id) => {
      underWay(id).replay.cancel()
    },
    continueAnyway: (id) =>
      alone(async () => {
        const { record, replay } = runOf(id)
        const left = replay.unchanged()
        if (left.length > 0) return startNew(left, record.keys)
        throw new PosternError('not-found', 'This replay has left nothing out.', 'Nothing needs to be done.')
      }),
    list: () => [...runs.values()].map((run) => statusOf(run)),
    async takeUp() {
      const { records, damaged } = await readUnfinished(ports.folder)
      const problems: string[] = []
      for (const { name, record } of damaged) {
        try {
          const aside = putJournalAside(ports.folder, name, new Date(clock.now()))
          const rest = record
            ? `What can be read of it, ${record.items.length} requests, is kept.`
            : 'Nothing of it can be read.'
          problems.push(`${name} was damaged and now lies in ${aside}. ${rest}`)
          if (record) records.push(record)
        } catch (error) {
          problems.push(`${name} is damaged, and cannot be put aside: ${reasonOf(error)}.`)
        }
      }
      for (const record of records) problems.push(...(await takeUpOne(record)))
      return problems
    },
    async close() {
      const open = [...runs.values()].filter(({ replay }) => replay.state().phase !== 'ended')
      const suspended = open.map(({ replay }) => replay.suspend())
      // What a suspended replay has in the queue goes on after the next start.
      queue.close()
      await Promise.all(suspended)
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
