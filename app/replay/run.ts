import type { Clock } from '../clock.ts'
import type { Verdict } from '../contract/comparison.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Sender } from '../sending/sender.ts'
import type { Counts } from './counts.ts'
import type { ReplayItem, ReplayJournal } from './journal.ts'
import { waitingIn, type KeyQueue } from './keyQueues.ts'
import type { TargetOf } from './plan.ts'

export interface ReplayPorts {
  clock: Pick<Clock, 'now' | 'sleep'>
  sender: Pick<Sender, 'send' | 'newId' | 'cancel' | 'waitMs' | 'consent'>
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
  /** Of the skipped, those that may have run, and that nobody confirmed. */
  unsafe: number
  /** Of the skipped, those that were still to come when it was cancelled. */
  notTried: number
  /** Under way when the program ended: whether they were applied, only the history or the API can tell. */
  uncertain: number
  verdicts: Record<Verdict, number>
  phase: 'running' | 'paused' | 'done' | 'cancelled'
  /** Why nothing is sent at present though it runs: the rate window until then, or a question to the user. */
  waitsFor: Wait | null
  /** Epoch ms in our own clock when it is likely to end; null when it has ended or is paused. */
  endsAt: number | null
  /** Why requests were left out, or why it paused by itself, in sentences. */
  notes: string[]
  /** Id of the latest new exchange that has ended. */
  latest: string | null
}

export interface Wait {
  what: 'window' | 'answer'
  /** Epoch ms in our own clock; null when nobody knows. */
  until: number | null
}

/** A replay from the inside. */
export interface Run {
  readonly ports: ReplayPorts
  readonly counts: Counts
  readonly keyQueues: readonly KeyQueue[]
  /** Ids of the exchanges under way. */
  readonly underWay: Set<string>
  /** What those wait for that were taken and are not begun, by their index. */
  readonly waits: Map<number, Wait>
  readonly notes: string[]
  readonly unchanged: number[]
  /** Of the given items, those that the plan has left out because they may have run. */
  readonly unsafe: number
  /** Left out when it was cancelled. */
  notTried: number
  latest: string | null
  phase: 'running' | 'paused' | 'suspended' | 'cancelling' | 'done' | 'cancelled'
  /** Aborted when nothing more may begin. */
  hold: AbortController
  finish(items: readonly ReplayItem[]): void
}

const SHOWN = {
  running: 'running',
  paused: 'paused',
  suspended: 'paused',
  cancelling: 'running',
  done: 'done',
  cancelled: 'cancelled',
} as const satisfies Record<Run['phase'], ReplayState['phase']>

export async function change(run: Run, index: number, parts: Partial<ReplayItem>): Promise<void> {
  const item = run.counts.change(index, parts)
  if (item) await run.ports.journal.write(index, item)
}

/** What is left out need not be remembered: after a restart it would be left out again. */
export function leaveOut(run: Run, indexes: readonly number[], reason: string): void {
  for (const index of indexes) change(run, index, { state: 'skipped', reason }).catch(() => undefined)
}

export function tell(run: Run): void {
  run.ports.onChange?.(stateOf(run))
}

export function stateOf(run: Run): ReplayState {
  const { counts, unchanged, unsafe, notTried, notes, phase, latest } = run
  return {
    total: counts.items.length,
    waiting: counts.count('waiting'),
    active: counts.count('sending'),
    sent: counts.count('sent'),
    skipped: counts.count('skipped'),
    unchanged: unchanged.length,
    unsafe,
    notTried,
    blocked: counts.count('blocked'),
    uncertain: counts.count('uncertain'),
    verdicts: counts.verdicts(),
    phase: SHOWN[phase],
    waitsFor: phase === 'running' ? waitsFor(run) : null,
    endsAt: phase === 'running' ? endsAt(run) : null,
    notes: [...notes],
    latest,
  }
}

/** The question first, since it waits for the user; else what ends first. */
function waitsFor({ counts, waits }: Run): Wait | null {
  if (counts.count('sending') > 0) return null
  const known = [...waits.values()].toSorted((one, other) => (one.until ?? 0) - (other.until ?? 0))
  return known[0] ?? null
}

function endsAt({ keyQueues, ports }: Run): number {
  const spans = keyQueues.map((keyQueue) => {
    const count = waitingIn(keyQueue) + keyQueue.active
    return count === 0 ? 0 : ports.takesMs(keyQueue.profile, keyQueue.key, count)
  })
  return ports.clock.now() + Math.max(0, ...spans)
}
