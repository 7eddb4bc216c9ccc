import type { Clock } from '../clock.ts'
import { judge } from '../compare/compare.ts'
import type { Verdict } from '../contract/comparison.ts'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Sender, SendOptions } from '../sending/sender.ts'
import { createCounts, type Counts } from './counts.ts'
import { learn, PROBES } from './earlyStop.ts'
import { CONCURRENCY } from './estimate.ts'
import type { ReplayItem, ReplayJournal } from './journal.ts'
import * as queues from './keyQueues.ts'
import { blockedReason, type TargetOf } from './plan.ts'
import { rebuild } from './rebuild.ts'

export interface ReplayPorts {
  clock: Pick<Clock, 'now' | 'sleep'>
  sender: Pick<Sender, 'send' | 'cancel' | 'waitMs'>
  /** The exchange to send again; null when it is no longer kept. */
  load(id: string): Promise<Exchange | null>
  targetOf: TargetOf
  /** Takes secrets out, as was done with what `load` gives: else a message that holds one would seem to have changed. */
  redact<T>(value: T): T
  journal: ReplayJournal
  /** Told of each exchange that sends a request again which was under way when the program ended. */
  onSentAgain?(id: string): Promise<void>
  /** How long so many requests of a key take within its rate window, in ms. */
  takesMs(profile: string, key: string | null, count: number): number
  onChange?(state: ReplayState): void
}

export interface ReplayState {
  total: number
  waiting: number
  active: number
  sent: number
  skipped: number
  blocked: number
  /** Of the skipped, those left out because the first answers of their kind were the same as before. */
  unchanged: number
  /** Under way when the program ended: whether they were applied, only the history or the API can tell. */
  uncertain: number
  verdicts: Record<Verdict, number>
  phase: 'running' | 'paused' | 'done' | 'cancelled'
  /** Epoch ms in our own clock when it is likely to end; null when it has ended or is paused. */
  endsAt: number | null
  /** Why requests were left out, or why it paused by itself, in sentences. */
  notes: string[]
  /** Id of the latest new exchange that has ended. */
  latest: string | null
}

export interface Replay {
  /** Ends with every item in its last state, or as it is when it is suspended; never rejects. */
  readonly finished: Promise<readonly ReplayItem[]>
  state(): ReplayState
  /** What was left out because nothing seemed to have changed, ready to be sent all the same. */
  unchanged(): ReplayItem[]
  /** Begins nothing more; what is under way goes on. */
  pause(): void
  resume(): void
  /** Ends it: what waits is left out, what is under way is cancelled. */
  cancel(): void
  /** Stops without ending it, so that it can go on after a restart. */
  suspend(): Promise<void>
}

/** A replay from the inside. */
interface Run {
  readonly ports: ReplayPorts
  readonly counts: Counts
  readonly keyQueues: readonly queues.KeyQueue[]
  /** Ids of the exchanges under way. */
  readonly underWay: Set<string>
  readonly notes: string[]
  readonly unchanged: number[]
  latest: string | null
  phase: 'running' | 'paused' | 'suspended' | 'cancelling' | 'done' | 'cancelled'
  /** Aborted when nothing more may begin. */
  hold: AbortController
  finish(items: readonly ReplayItem[]): void
}

/** What came of one turn of a request: an answer to learn from, or that it has to wait for another turn. */
type Turn = Verdict | 'put-back'

const SHOWN = {
  running: 'running',
  paused: 'paused',
  suspended: 'paused',
  cancelling: 'running',
  done: 'done',
  cancelled: 'cancelled',
} as const satisfies Record<Run['phase'], ReplayState['phase']>

const CANCELLED = 'The replay was cancelled.'

/** Sends what waits among the items, within the rate windows, in their order as far as that goes. */
export function startReplay(given: readonly ReplayItem[], ports: ReplayPorts, isPaused = false): Replay {
  let finish: Run['finish'] = () => undefined
  const finished = new Promise<readonly ReplayItem[]>((resolve) => {
    finish = resolve
  })
  const run: Run = {
    ports,
    counts: createCounts(given),
    keyQueues: queues.keyQueuesOf(given),
    underWay: new Set(),
    notes: [],
    unchanged: [],
    latest: null,
    phase: isPaused ? 'paused' : 'running',
    hold: new AbortController(),
    finish,
  }
  pump(run)
  return {
    finished,
    state: () => stateOf(run),
    unchanged: () => unchangedOf(run),
    pause: () => pause(run),
    resume() {
      if (run.phase !== 'paused') return
      Object.assign(run, { phase: 'running', hold: new AbortController() })
      tell(run)
      pump(run)
    },
    cancel: () => cancel(run),
    async suspend() {
      if (run.phase !== 'done' && run.phase !== 'cancelled') stop(run, 'suspended')
      await ports.journal.close()
      run.finish(run.counts.items)
    },
  }
}

function stop(run: Run, phase: Exclude<Run['phase'], 'running'>): void {
  run.phase = phase
  run.hold.abort()
}

function pause(run: Run): void {
  if (run.phase !== 'running') return
  stop(run, 'paused')
  tell(run)
}

function cancel(run: Run): void {
  if (run.phase !== 'running' && run.phase !== 'paused') return
  stop(run, 'cancelling')
  for (const id of run.underWay) run.ports.sender.cancel(id)
  leaveOut(
    run,
    run.keyQueues.flatMap(({ lines }) => lines.flatMap(queues.takeRest)),
    CANCELLED,
  )
  tell(run)
  pump(run)
}

/** Begins what may begin now. */
function pump(run: Run): void {
  for (const keyQueue of run.keyQueues) {
    while (run.phase === 'running' && keyQueue.active < CONCURRENCY) {
      const next = queues.takeNext(keyQueue)
      if (!next) break
      keyQueue.active += 1
      next.line.active += 1
      void takeTurn(run, keyQueue, next)
    }
  }
  endWhenDone(run)
}

/** Never rejects. */
async function takeTurn(run: Run, keyQueue: queues.KeyQueue, { line, index }: queues.Next): Promise<void> {
  let turn: Turn
  try {
    turn = await sendOne(run, index)
  } catch (error) {
    // The history or the journal failed. Going on without them could send something twice.
    pauseFor(run, error)
    turn = run.counts.items[index]?.state === 'waiting' ? 'put-back' : 'undecided'
  }
  keyQueue.active -= 1
  line.active -= 1
  if (turn !== 'put-back') learn(line, turn)
  else if (run.phase === 'cancelling') leaveOut(run, [index], CANCELLED)
  else queues.putBack(line, index)
  leaveOutUnchanged(run, line)
  tell(run)
  pump(run)
}

async function sendOne(run: Run, index: number): Promise<Turn> {
  const { ports, counts } = run
  const item = counts.items[index]
  const original = item ? await ports.load(item.original) : null
  if (!item || !original) return block(run, index, 'It is no longer in the history.')
  const target = await ports.targetOf(original)
  if ('problem' in target) return block(run, index, target.problem)
  const rebuilt = rebuild(original, target)
  const reason = blockedReason(original, rebuilt)
  if (!rebuilt.options || reason !== null) return block(run, index, reason ?? 'It cannot be sent again.')
  const options = guarded(rebuilt.options)
  await waitForRoom(run, options)
  if (!isRunning(run)) return 'put-back'
  // Remembered before it can leave: what is marked so is never sent again without being marked.
  await ports.journal.write(index, { ...item, state: 'sending' })
  if (!isRunning(run)) {
    await change(run, index, { state: 'waiting' })
    return 'put-back'
  }
  counts.change(index, { state: 'sending' })
  tell(run)
  const begun = attempt(() => ports.sender.send(options))
  if (begun instanceof PosternError) return block(run, index, `${begun.message} ${begun.remedy}`)
  run.underWay.add(begun.id)
  const exchange = await begun.done.finally(() => run.underWay.delete(begun.id))
  return run.phase === 'suspended' ? 'undecided' : settle(run, index, original, exchange)
}

/** Asked anew after each wait: somebody may have paused or cancelled meanwhile. */
function isRunning({ phase }: Run): boolean {
  return phase === 'running'
}

/** Many at once must not run into the limit, also where the profile only observes it. */
function guarded(options: SendOptions): SendOptions {
  const { profile } = options
  return { ...options, profile: { ...profile, rate: { ...profile.rate, mode: 'guard' } } }
}

/**
 * Waits as long as the sender would hold the request back. It has not begun meanwhile: a pause, a cancel or a restart
 * leaves no trace of it, and its deadline does not pass.
 */
async function waitForRoom(run: Run, options: SendOptions): Promise<void> {
  const { clock, sender } = run.ports
  while (run.phase === 'running') {
    const ms = attempt(() => sender.waitMs(options))
    // Why it cannot be sent at all, `send` tells best.
    if (ms === 0 || ms instanceof PosternError) return
    await clock.sleep(ms, run.hold.signal).catch(() => undefined)
  }
}

/** What the sender gives, or why it refuses. */
function attempt<T>(ask: () => T): T | PosternError {
  try {
    return ask()
  } catch (error) {
    if (error instanceof PosternError) return error
    return new PosternError('internal', String(error), 'Try again.')
  }
}

async function settle(run: Run, index: number, original: Exchange, exchange: Exchange): Promise<Verdict> {
  const { ports, counts } = run
  if (counts.items[index]?.again) await ports.onSentAgain?.(exchange.id)
  const envelope = ports.redact(exchange.envelope)
  const { verdict, sentence } = judge(original, { ...exchange, envelope })
  // What the history answers comes after what was put into it: it has the end before the replay counts it as sent.
  await ports.load(exchange.id)
  run.latest = exchange.id
  await change(run, index, { state: 'sent', exchange: exchange.id, verdict, reason: sentence })
  return verdict
}

async function block(run: Run, index: number, reason: string): Promise<Turn> {
  await change(run, index, { state: 'blocked', reason })
  return 'undecided'
}

async function change(run: Run, index: number, parts: Partial<ReplayItem>): Promise<void> {
  const item = run.counts.change(index, parts)
  if (item) await run.ports.journal.write(index, item)
}

/** What is left out need not be remembered: after a restart it would be left out again. */
function leaveOut(run: Run, indexes: readonly number[], reason: string): void {
  for (const index of indexes) change(run, index, { state: 'skipped', reason }).catch(() => undefined)
}

function leaveOutUnchanged(run: Run, line: queues.Line): void {
  const rest = queues.takeUnchanged(line)
  if (rest.length === 0) return
  const note = `Nothing has changed: the first ${PROBES} were refused as before, so ${rest.length} more of the same kind were not sent.`
  run.notes.push(note)
  run.unchanged.push(...rest)
  leaveOut(run, rest, note)
}

function unchangedOf({ unchanged, counts }: Run): ReplayItem[] {
  return unchanged.flatMap((index) => {
    const item = counts.items[index]
    // Without a group its answers stop nothing any more.
    return item ? [{ ...item, state: 'waiting', group: null, reason: null }] : []
  })
}

function pauseFor(run: Run, error: unknown): void {
  const known = error instanceof PosternError ? `${error.message} ${error.remedy}` : String(error)
  run.notes.push(`The replay paused by itself: ${known}`)
  pause(run)
}

function endWhenDone(run: Run): void {
  if (run.phase !== 'running' && run.phase !== 'cancelling') return
  if (run.keyQueues.some((keyQueue) => keyQueue.active > 0 || queues.waitingIn(keyQueue) > 0)) return
  run.phase = run.phase === 'running' ? 'done' : 'cancelled'
  void run.ports.journal
    .end()
    .catch(() => undefined)
    .then(() => run.finish(run.counts.items))
}

function tell(run: Run): void {
  run.ports.onChange?.(stateOf(run))
}

function stateOf(run: Run): ReplayState {
  const { counts, unchanged, notes, phase, latest } = run
  return {
    total: counts.items.length,
    waiting: counts.count('waiting'),
    active: counts.count('sending'),
    sent: counts.count('sent'),
    skipped: counts.count('skipped'),
    unchanged: unchanged.length,
    blocked: counts.count('blocked'),
    uncertain: counts.count('uncertain'),
    verdicts: counts.verdicts(),
    phase: SHOWN[phase],
    endsAt: phase === 'running' ? endsAt(run) : null,
    notes: [...notes],
    latest,
  }
}

function endsAt({ keyQueues, ports }: Run): number {
  const spans = keyQueues.map((keyQueue) => {
    const count = queues.waitingIn(keyQueue) + keyQueue.active
    return count === 0 ? 0 : ports.takesMs(keyQueue.profile, keyQueue.key, count)
  })
  return ports.clock.now() + Math.max(0, ...spans)
}
