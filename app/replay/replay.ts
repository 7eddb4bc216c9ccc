import type { Clock } from '../clock.ts'
import { judge } from '../compare/compare.ts'
import type { Verdict } from '../contract/comparison.ts'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Batch, BatchResult, Queue } from '../sending/queue.ts'
import type { ReplayItem, ReplayJournal } from './journal.ts'
import {
  keyQueuesOf,
  putBack,
  takeUnchanged,
  takeNext,
  takeRest,
  waitingIn,
  type KeyQueue,
  type Line,
} from './keyQueues.ts'
import { blockedReason, type TargetOf } from './plan.ts'
import { rebuild } from './rebuild.ts'
import { learn, PROBES } from './earlyStop.ts'
import { createCounts } from './counts.ts'

export interface ReplayPorts {
  clock: Pick<Clock, 'now'>
  queue: Pick<Queue, 'add' | 'concurrency'>
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
  phase: 'running' | 'paused' | 'ended'
  /** Epoch ms in our own clock when it is likely to end; null when it has ended or is paused. */
  endsAt: number | null
  /** Why requests were left out, or why it paused by itself, in sentences. */
  notes: string[]
}

export interface Replay {
  /** Ends with every item in its last state; never rejects. */
  readonly finished: Promise<readonly ReplayItem[]>
  state(): ReplayState
  /** What was left out because nothing seemed to have changed, ready to be sent all the same. */
  unchanged(): ReplayItem[]
  /** Begins nothing more; what is under way goes on. */
  pause(): void
  resume(): void
  /** Ends it: what waits is left out, what is under way is cancelled. */
  cancel(): void
  /** Stops without ending it, so that it can go on after a restart; `finished` waits for ever then. */
  suspend(): Promise<void>
}

const CANCELLED = 'The replay was cancelled.'

/** What came of one turn of a request: an answer to learn from, or that it has to wait for another turn. */
type Turn = Verdict | 'put-back'

/** Sends what waits among the items, within the rate windows, in their order as far as that goes. */
export function startReplay(given: readonly ReplayItem[], ports: ReplayPorts, isPaused = false): Replay {
  const counted = createCounts(given)
  const keyQueues = keyQueuesOf(given)
  const batches = new Set<Batch>()
  const notes: string[] = []
  const unchanged: number[] = []
  let phase: ReplayState['phase'] = isPaused ? 'paused' : 'running'
  let isSuspended = false
  let isFinished = false
  let finish: (items: readonly ReplayItem[]) => void = () => undefined
  const finished = new Promise<readonly ReplayItem[]>((resolve) => {
    finish = resolve
  })
  /** Asked anew after each wait: somebody may have paused or cancelled meanwhile. */
  const phaseNow = () => phase

  function pump(): void {
    for (const keyQueue of keyQueues) {
      // No more are loaded than the queue would begin.
      while (phase === 'running' && !isSuspended && keyQueue.active < ports.queue.concurrency) {
        const next = takeNext(keyQueue)
        if (!next) break
        keyQueue.active += 1
        next.line.active += 1
        void send(keyQueue, next.line, next.index)
      }
    }
    endWhenDone()
  }

  /** Never rejects. */
  async function send(keyQueue: KeyQueue, line: Line, index: number): Promise<void> {
    let turn: Turn
    try {
      turn = await sendOne(index)
    } catch (error) {
      // The history or the journal failed. Going on without them could send something twice.
      pauseFor(error)
      turn = counted.items[index]?.state === 'waiting' ? 'put-back' : 'undecided'
    }
    keyQueue.active -= 1
    line.active -= 1
    if (turn !== 'put-back') learn(line, turn)
    else if (phaseNow() === 'ended') leaveOut([index], CANCELLED)
    else putBack(line, index)
    leaveOutUnchanged(line)
    tell()
    pump()
  }

  async function sendOne(index: number): Promise<Turn> {
    const item = counted.items[index]
    const original = item ? await ports.load(item.original) : null
    if (!item || !original) return block(index, 'It is no longer in the history.')
    const target = await ports.targetOf(original)
    if ('problem' in target) return block(index, target.problem)
    const rebuilt = rebuild(original, target)
    const { options } = rebuilt
    const reason = blockedReason(original, rebuilt)
    if (!options || reason !== null) return block(index, reason ?? 'It cannot be sent again.')
    if (phaseNow() === 'ended') return skip(index)
    if (phaseNow() === 'paused' || isSuspended) return 'put-back'
    // Remembered before it can leave: what is marked so is never sent again without being marked.
    await ports.journal.write(index, { ...item, state: 'sending' })
    counted.change(index, { state: 'sending' })
    tell()
    const batch = ports.queue.add([options])
    batches.add(batch)
    if (phaseNow() === 'paused') batch.pause()
    if (phaseNow() === 'ended') batch.cancel()
    const [result] = await batch.finished
    batches.delete(batch)
    return isSuspended ? 'undecided' : settle(index, original, result ?? { exchange: null, error: null })
  }

  async function settle(index: number, original: Exchange, { exchange, error }: BatchResult): Promise<Turn> {
    if (error) return block(index, `${error.message} ${error.remedy}`)
    if (!exchange) return skip(index)
    if (counted.items[index]?.again) await ports.onSentAgain?.(exchange.id)
    const envelope = ports.redact(exchange.envelope)
    const { verdict, sentence } = judge(original, { ...exchange, envelope })
    // What the history answers comes after what was put into it: it has the end before the replay counts it as sent.
    await ports.load(exchange.id)
    await change(index, { state: 'sent', exchange: exchange.id, verdict, reason: sentence })
    return verdict
  }

  async function block(index: number, reason: string): Promise<Turn> {
    await change(index, { state: 'blocked', reason })
    return 'undecided'
  }

  async function skip(index: number): Promise<Turn> {
    await change(index, { state: 'skipped', reason: CANCELLED })
    return 'undecided'
  }

  async function change(index: number, parts: Partial<ReplayItem>): Promise<void> {
    const item = counted.change(index, parts)
    if (item) await ports.journal.write(index, item)
  }

  /** What is left out need not be remembered: after a restart it would be left out again. */
  function leaveOut(indexes: readonly number[], reason: string): void {
    for (const index of indexes) change(index, { state: 'skipped', reason }).catch(() => undefined)
  }

  function leaveOutUnchanged(line: Line): void {
    const rest = takeUnchanged(line)
    if (rest.length === 0) return
    const note = `Nothing has changed: the first ${PROBES} were refused as before, so ${rest.length} more of the same kind were not sent.`
    notes.push(note)
    unchanged.push(...rest)
    leaveOut(rest, note)
  }

  function pauseFor(error: unknown): void {
    const known = error instanceof PosternError ? `${error.message} ${error.remedy}` : String(error)
    notes.push(`The replay paused by itself: ${known}`)
    if (phase === 'running') pause()
  }

  function endWhenDone(): void {
    if (isSuspended || isFinished || phase === 'paused') return
    if (keyQueues.some((keyQueue) => keyQueue.active > 0 || waitingIn(keyQueue) > 0)) return
    isFinished = true
    phase = 'ended'
    void ports.journal
      .end()
      .catch(() => undefined)
      .then(() => {
        tell()
        finish(counted.items)
      })
  }

  function tell(): void {
    ports.onChange?.(state())
  }

  function state(): ReplayState {
    return {
      total: counted.items.length,
      waiting: counted.count('waiting'),
      active: counted.count('sending'),
      sent: counted.count('sent'),
      skipped: counted.count('skipped'),
      unchanged: unchanged.length,
      blocked: counted.count('blocked'),
      uncertain: counted.count('uncertain'),
      verdicts: counted.verdicts(),
      phase,
      endsAt: phase === 'running' ? endsAt() : null,
      notes: [...notes],
    }
  }

  function endsAt(): number {
    const spans = keyQueues.map((keyQueue) => {
      const count = waitingIn(keyQueue) + keyQueue.active
      return count === 0 ? 0 : ports.takesMs(keyQueue.profile, keyQueue.key, count)
    })
    return ports.clock.now() + Math.max(0, ...spans)
  }

  function pause(): void {
    if (phase !== 'running') return
    phase = 'paused'
    for (const batch of batches) batch.pause()
    tell()
  }

  pump()
  return {
    finished,
    state,
    unchanged: () =>
      unchanged.flatMap((index) => {
        const item = counted.items[index]
        // Without a group its answers stop nothing any more.
        return item ? [{ ...item, state: 'waiting', group: null, reason: null }] : []
      }),
    pause,
    resume() {
      if (phase !== 'paused') return
      phase = 'running'
      for (const batch of batches) batch.resume()
      tell()
      pump()
    },
    cancel() {
      if (phase === 'ended') return
      phase = 'ended'
      for (const batch of batches) batch.cancel()
      leaveOut(
        keyQueues.flatMap(({ lines }) => lines.flatMap(takeRest)),
        CANCELLED,
      )
      tell()
      pump()
    },
    suspend() {
      isSuspended = true
      return ports.journal.close()
    },
  }
}
