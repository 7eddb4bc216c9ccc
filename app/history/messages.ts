import type { Comparison } from '../contract/comparison.ts'
import type { BridgeError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Notice } from '../contract/notice.ts'
import type { Activity } from '../contract/activity.ts'
import type { Problem, ProblemPage, ProblemState, SeenCode } from '../contract/problem.ts'
import type { Query } from '../query/query.ts'
import type { ChangeWriter } from './changeWriter.ts'
import type { AnnotationChange } from './annotations.ts'
import type { ProblemQuery } from './problems.ts'
import type { Retention, Usage } from './retention.ts'
import type { Found, Listed, Place } from './store.ts'

/** Two exchanges, how many changes of the body are not to be listed again, and further headers to set aside. */
export interface Pair {
  before: string
  after: string
  skip: number
  volatileHeaders: string[]
}

/** What the worker can be asked for: what goes in, and what comes out. Long work is done in parts, one a task. */
export interface Tasks {
  /** Exchanges as lines of the journal, or as they are. */
  put: { input: (Exchange | string)[]; output: ReturnType<ChangeWriter> }
  get: { input: string; output: Exchange | null }
  known: { input: string[]; output: string[] }
  list: { input: Place; output: Listed }
  find: { input: Place; output: Found }
  /** Null when one of them is not there. Done here, where the bodies are: they may be large. */
  compare: { input: Pair; output: Comparison | null }
  /** How many there are in all, and how many match, if that is known at a look. */
  counts: { input: Query; output: { total: number; matching: number | null } }
  mark: { input: AnnotationChange; output: boolean }
  pin: { input: { ids: string[]; pinned: boolean }; output: number }
  remove: { input: { ids: string[]; removal: number }; output: number }
  restoreSome: { input: number; output: number }
  problems: { input: ProblemQuery; output: ProblemPage }
  problem: { input: string; output: Problem | null }
  openProblems: { input: null; output: number }
  setProblemState: { input: { fingerprint: string; state: ProblemState }; output: null }
  unknownCodes: { input: number[]; output: SeenCode[] }
  knownValues: { input: null; output: Record<string, string[]> }
  usage: { input: null; output: Usage }
  pace: { input: number; output: Activity }
  setRetention: { input: Retention; output: null }
  /** Whether changes are to be reported that nobody here has asked for. */
  watch: { input: boolean; output: null }
  close: { input: null; output: null }
}

export type TaskName = keyof Tasks
export type TaskInput<N extends TaskName> = Tasks[N]['input']
export type TaskOutput<N extends TaskName> = Tasks[N]['output']

/** To the worker. */
export type Order<T extends TaskName = TaskName> = {
  [N in T]: { number: number; name: N; input: TaskInput<N> }
}[T]

/** From the worker: `ready` once, an answer to each order; notices, and word of changes that nobody here asked for, at any time. */
export type Report =
  | { kind: 'ready' }
  | { kind: 'done'; number: number; output: TaskOutput<TaskName> }
  | { kind: 'failed'; number: number; error: BridgeError }
  | { kind: 'notice'; notice: Notice }
  | { kind: 'changed' }

/** What the worker is started with. */
export interface WorkerOptions {
  file: string
  writer: string
  retention: Retention
}
