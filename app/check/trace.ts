import type { Catalog } from '../catalog/catalog.ts'
import type { Exchange } from '../contract/exchange.ts'
import { callsOf, type Call, type CallOptions } from './calls.ts'
import { burstsOf } from './bursts.ts'
import { chainsOf, retriesOf, type Chain, type Retry } from './chains.ts'
import { isDone, judgeCall } from './kinds.ts'
import { groupedBy } from './grouped.ts'
import { pollsOf } from './polls.ts'
import { findServerTimes } from './serverTimes.ts'
import { findTokens } from './tokens.ts'

/** How long things may take, and how much is allowed. Ms. */
export interface Limits {
  windowMs: number
  perWindow: number
  leastPauseMs: number
  longestMs: number
}

/** All that one program did, in the order in which it began each call. */
export interface Trace {
  calls: readonly Call[]
  chains: readonly Chain[]
  retries: readonly Retry[]
  /** Whether nothing tells which request a call was an attempt of, so that it may have been retried, or be a retry. */
  isAmbiguous(call: Call): boolean
  /** Calls for a key, by the key. */
  keys: ReadonlyMap<string, readonly Call[]>
  limits: Limits
  /** Whether a call comes at a steady interval after another one, and so retries nothing. */
  isPoll(before: Call, call: Call): boolean
  /** From when on the program surely knew how a call had ended, so that what it began then came after it. */
  knewAt(call: Call): number
  /** Calls begun after that one had ended, of which nothing tells whether the program knew of it. */
  unsureAfter(call: Call): readonly Call[]
}

interface TraceOptions extends CallOptions {
  catalog: Catalog
  limitsOf(rate: ReturnType<CallOptions['rateOf']>): Limits
}

/** The calls of each program to each profile, apart from those of the others. */
export function tracesOf(exchanges: Iterable<Exchange>, options: TraceOptions): Trace[] {
  const calls: Call[] = []
  // A file may have an exchange twice: one that was joined from two, or a document for each change.
  const byId = new Map<string, Exchange>()
  for (const exchange of exchanges) byId.set(exchange.id, exchange)
  for (const exchange of byId.values()) calls.push(...callsOf(exchange, options))
  calls.sort((a, b) => a.at - b.at)
  const programs = groupedBy(calls, ({ client, exchange }) => `${exchange.profile} ${client}`)
  return [...programs.values()].map((ofProgram) => traceOf(ofProgram, options))
}

function traceOf(calls: readonly Call[], { catalog, limitsOf, rateOf }: TraceOptions): Trace {
  const limits = limitsOf(rateOf(calls[0]?.exchange.profile ?? ''))
  for (const [order, call] of calls.entries()) call.order = order
  findServerTimes(calls)
  for (const call of calls) if (!isDone(call)) Object.assign(call, judgeCall(call, catalog, limits.windowMs))
  findTokens(calls)
  const chains = chainsOf(calls)
  const ambiguous = new Set(chains.flatMap((chain) => (chain.isAmbiguous ? chain.calls : [])))
  const busyUntil = endsSoFar(calls)
  const bursts = burstsOf(calls)
  const knewAt = (call: Call) => {
    const soonest = call.endedAt + (isAlone(call, calls, busyUntil) ? 0 : GRACE_MS)
    const burst = bursts.get(call)
    return burst ? Math.max(soonest, Math.min(burst.lastAt + 1, call.endedAt + LONGEST_BURST_MS)) : soonest
  }
  return {
    calls,
    chains,
    retries: retriesOf(chains),
    isAmbiguous: (call) => ambiguous.has(call),
    keys: groupedBy(calls, ({ key }) => key),
    limits,
    isPoll: pollsOf(calls),
    knewAt,
    unsureAfter: (call) =>
      calls
        .slice(firstFrom(calls, call.endedAt), firstFrom(calls, knewAt(call)))
        .filter(({ order }) => order > call.order),
  }
}

/** Calls side by side know nothing of one another's responses for so long, ms. */
const GRACE_MS = 100
/** A program that still calls so long after a response has read it, ms. */
const LONGEST_BURST_MS = 10_000

/** When the last of all calls up to each one ends. */
function endsSoFar(calls: readonly Call[]): number[] {
  let last = Number.NEGATIVE_INFINITY
  return calls.map(({ endedAt }) => (last = Math.max(last, endedAt)))
}

/** Whether no other call was in progress when one ended. */
function isAlone({ endedAt }: Call, calls: readonly Call[], ends: readonly number[]): boolean {
  return (ends[firstFrom(calls, endedAt) - 1] ?? endedAt) <= endedAt
}

/** Index of the first call that begins at that time or later. */
export function firstFrom(calls: readonly Call[], at: number): number {
  let low = 0
  let high = calls.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((calls[middle]?.at ?? at) < at) low = middle + 1
    else high = middle
  }
  return low
}
