import { PosternError } from '../contract/errors.ts'
import { createCounts } from './counts.ts'
import { learn, PROBES } from './earlyStop.ts'
import { CONCURRENCY } from './estimate.ts'
import type { ReplayItem } from './journal.ts'
import * as queues from './keyQueues.ts'
import { leaveOut, stateOf, tell, type ReplayPorts, type ReplayState, type Run } from './run.ts'
import { sendOne, type Turn } from './sendOne.ts'

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

const CANCELLED = 'You cancelled the replay.'

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
    waits: new Map(),
    notes: [],
    unchanged: [],
    unsafe: given.filter(({ state, isSafe }) => state === 'skipped' && !isSafe).length,
    notTried: 0,
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
  leaveUntried(
    run,
    run.keyQueues.flatMap(({ lines }) => lines.flatMap(queues.takeRest)),
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
    // The history or the journal failed, and going on without them could send something twice, or the user said no.
    pauseFor(run, error)
    turn = run.counts.items[index]?.state === 'waiting' ? 'put-back' : 'undecided'
  }
  keyQueue.active -= 1
  line.active -= 1
  if (turn !== 'put-back') learn(line, turn)
  else if (run.phase === 'cancelling') leaveUntried(run, [index])
  else queues.putBack(line, index)
  leaveOutUnchanged(run, line)
  tell(run)
  pump(run)
}

function leaveUntried(run: Run, indexes: readonly number[]): void {
  run.notTried += indexes.length
  leaveOut(run, indexes, CANCELLED)
}

function leaveOutUnchanged(run: Run, line: queues.Line): void {
  const rest = queues.takeUnchanged(line)
  if (rest.length === 0) return
  const note = `Nothing has changed: the API refused the first ${PROBES} as before. Postern skipped ${rest.length} more of the same kind.`
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
  const note = `The replay paused automatically: ${known}`
  if (!run.notes.includes(note)) run.notes.push(note)
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
