import type { HistoryPage } from '../contract/calls.ts'
import type { BridgeError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Notice } from '../contract/notice.ts'
import type { Change } from './change.ts'
import type { PutReply } from './keeper.ts'
import type { ListQuery } from './store.ts'

/** What the worker can be asked for: what goes in, and what comes out. */
export interface Tasks {
  put: { input: Change[]; output: PutReply }
  get: { input: string; output: Exchange | null }
  list: { input: ListQuery; output: HistoryPage }
  close: { input: null; output: null }
}

export type TaskName = keyof Tasks
export type TaskInput<N extends TaskName> = Tasks[N]['input']
export type TaskOutput<N extends TaskName> = Tasks[N]['output']

/** To the worker. */
export type Order = { [N in TaskName]: { number: number; name: N; input: TaskInput<N> } }[TaskName]

/** From the worker: `ready` once, an answer to each order, and notices at any time. */
export type Report =
  | { kind: 'ready' }
  | { kind: 'done'; number: number; output: TaskOutput<TaskName> }
  | { kind: 'failed'; number: number; error: BridgeError }
  | { kind: 'notice'; notice: Notice }

/** What the worker is started with. */
export interface WorkerOptions {
  file: string
  writer: string
}
