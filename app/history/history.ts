import type { Activity } from '../contract/activity.ts'
import type { Comparison } from '../contract/comparison.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Redacted } from '../contract/redacted.ts'
import type { HistoryUsage } from '../contract/keeping.ts'
import type { Affected, Problem, ProblemPage, ProblemState, SeenCode } from '../contract/problem.ts'
import type { HistoryPage } from '../contract/summary.ts'

export interface ListQuery {
  /** In the query language; null or left out for all. */
  query?: string | null | undefined
  /** Only exchanges that came before this one; null begins with the newest. */
  before: string | null
  limit: number
}

export interface ProblemQuery {
  /** Null for those of any state. */
  state: ProblemState | null
  /** Where an earlier page has ended; null begins with what was seen last. */
  before: number | null
  limit: number
}

export type Selection = { ids: readonly string[] } | { query: string }

export interface Removed {
  /** Names the removal, so that it can be undone for some minutes. */
  removal: number
  count: number
}

/** What is put on an exchange afterwards. */
export interface AnnotationChange {
  id: string
  /** Left out: stays as it is. */
  pinned?: boolean
  /** Null or empty takes the note away. */
  note?: string | null
  /** It sent a request again that was under way when the program ended. */
  again?: true
}

/** Two exchanges, how many changes of the body are not to be listed again, and further headers to set aside. */
export interface Pair {
  before: string
  after: string
  skip: number
  volatileHeaders: string[]
}

/**
 * What may go by itself, oldest arrival first; null sets no limit. Pinned exchanges stay, and so does what is under way.
 * Age counts from the arrival too, and only what is not pinned is counted.
 */
export interface Retention {
  maxAgeMs: number | null
  maxCount: number | null
  /** Of the database, without what is already free in it. */
  maxBytes: number | null
}

export interface PutOptions {
  /**
   * True resolves when the exchange is committed to the disk, or, while the disk cannot be written, when it is in the
   * memory of the history's thread. False resolves at once; the commit follows within 50 ms.
   */
  durable: boolean
}

/**
 * Every exchange, kept. Times are kept to the millisecond. Every method rejects with a PosternError: `history-unavailable`
 * when the history is closed or its thread has died, `bad-input` for a query that is wrong.
 */
export interface History {
  /**
   * Keeps an exchange as it is now, in place of what was kept of it before.
   * Durable unless said otherwise.
   */
  put(exchange: Redacted<Exchange>, options?: PutOptions): Promise<void>
  get(id: string): Promise<Exchange | null>
  /** Those of the ids that are in the history. */
  known(ids: readonly string[]): Promise<string[]>
  list(query: ListQuery): Promise<HistoryPage>
  /** Ids of what matches; what arrived last comes first. `isAll` is false when there are more than `limit`. */
  ids(query: { query: string | null; limit: number }): Promise<{ ids: string[]; isAll: boolean }>
  /** How many match, and the first `limit` of them that arrived. */
  oldest(query: { query: string; limit: number }): Promise<{ ids: string[]; count: number }>
  /** Counts up to `limit` unless the number is known at a look. */
  count(query: { query: string | null; limit: number }): Promise<{ count: number; isExact: boolean }>
  /** What differs from the first to the second; null when one of them is not there. */
  compare(pair: Pair): Promise<Comparison | null>
  /** Pins, or puts a note on, an exchange; false when it is not there. */
  annotate(change: AnnotationChange): Promise<boolean>
  /** Pins exchanges, or frees them again; returns how many of them are there. */
  pin(ids: readonly string[], pinned: boolean): Promise<number>
  /** Takes exchanges out of the history; what is under way stays. They are deleted for good some minutes later. */
  remove(selection: Selection): Promise<Removed>
  /** Undoes a removal as far as it has not been deleted for good; returns how many came back. */
  restore(removal: number): Promise<number>
  /** Brings back what limits have deleted within the last day; returns how many came back. */
  restoreByLimits(): Promise<number>
  /** How many exchanges such limits would delete now. */
  surplus(retention: Retention): Promise<number>
  problems(query: ProblemQuery): Promise<ProblemPage>
  /** Null when no failure has this fingerprint. */
  problem(fingerprint: string): Promise<Problem | null>
  /** The ids that the exchanges of a problem asked for. */
  affected(fingerprint: string): Promise<Affected>
  openProblems(): Promise<number>
  setProblemState(fingerprint: string, state: ProblemState): Promise<void>
  /** Service codes in the history other than the `known` ones. */
  unknownCodes(known: readonly number[]): Promise<SeenCode[]>
  /** Values to complete a query with, by field. */
  knownValues(): Promise<Record<string, string[]>>
  usage(): Promise<HistoryUsage>
  /** What was sent since a time, in epoch ms. */
  activity(since: number): Promise<Activity>
  /** Sets what may go by itself; it goes in the background. To begin with, everything stays. */
  setRetention(retention: Retention): Promise<void>
  /** Begins or ends to watch for what others write, the headless tool above all, and for what goes by itself. */
  watchOthers(isWanted: boolean): Promise<void>
  /**
   * What this history left under way is interrupted from then on. Resolves with whether all that was put is on the disk;
   * it rejects when another program has changed what was only read.
   */
  close(): Promise<boolean>
}
