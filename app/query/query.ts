import type { OUTCOMES } from '../contract/kinds.ts'

/** Whole numbers from `atLeast` to `atMost`, both included; null leaves that side open. */
export interface Range {
  atLeast: number | null
  atMost: number | null
}

/** A point in time: so many ms before now, or epoch ms. */
export type Moment = { ago: number } | { at: number }

export type RangeField = 'status' | 'code' | 'took'
export type TextField =
  | 'method'
  | 'route'
  | 'key'
  | 'profile'
  | 'source'
  | 'failure'
  | 'id'
  | 'trace'
  | 'fingerprint'
  | 'client'
  | 'run'
  | 'event'
  | 'signature'
export type MomentField = 'since' | 'until'
export type State = 'replay' | 'capture' | 'webhook' | 'pinned' | 'running' | 'noted'
export type OutcomeName = (typeof OUTCOMES)[number]

/** One thing that an exchange may have or not; of several values any one will do. */
export type Condition =
  | { kind: 'range'; field: RangeField; ranges: Range[] }
  /** `*` in a value stands for anything. */
  | { kind: 'text'; field: TextField; values: string[] }
  | { kind: 'outcome'; outcomes: OutcomeName[] }
  | { kind: 'state'; states: State[] }
  | { kind: 'moment'; field: MomentField; moment: Moment }
  /** Words in this order; `isPrefix` lets the last one go on. */
  | { kind: 'words'; words: string; isPrefix: boolean }

export type Term = Condition & { negated: boolean }

/** What an exchange must have, all of it. */
export interface Query {
  terms: Term[]
}

/** Places are offsets in the text, in UTF-16 units; `end` is behind the last one. */
export interface QueryError {
  start: number
  end: number
  /** What is wrong, as a sentence. */
  message: string
  /** A term that would be right. */
  example: string
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; message: string; example: string }
