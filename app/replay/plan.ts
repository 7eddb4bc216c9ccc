import { finalStatus } from '../contract/outcome.ts'
import type { Exchange } from '../contract/exchange.ts'
import { safetyOf } from '../diagnosis/safety.ts'
import type { ReplayItem } from './journal.ts'
import { rebuild, type Rebuilt, type ReplayTarget } from './rebuild.ts'
import { refusalGroup } from './earlyStop.ts'

/** More requests than this are refused as one replay: at sixty a minute they would take a whole night. */
export const MOST_REQUESTS = 20_000

/** One request of a replay before it begins. */
export interface PlannedRequest {
  /** Of the exchange to be sent again. */
  original: string
  method: string
  url: string
  profile: string
  key: string | null
  /**
   * `ready`; `unsafe`: it may have run, and is sent only when that is confirmed; `blocked`: it cannot be sent.
   */
  state: 'ready' | 'unsafe' | 'blocked'
  /** Why it is unsafe or blocked, and what to do; null when it is ready. */
  reason: string | null
  /** Equal for requests that were refused in the same way; null for those that were not refused. */
  group: string | null
}

/** Requests that go out with the same key. */
interface PlannedKey {
  profile: string
  key: string | null
  count: number
}

export interface ReplayPlan {
  requests: PlannedRequest[]
  counts: { ready: number; unsafe: number; blocked: number }
  keys: PlannedKey[]
  /** How long what is ready is likely to take, in ms. */
  takesMs: number
  /** The same with the unsafe ones. */
  takesMsWithUnsafe: number
  /** What is worth knowing before, in sentences. */
  warnings: string[]
  /** True when there were more than one replay takes; those beyond were left out. */
  isCut: boolean
}

/** With what an exchange is sent again, or why it cannot be. */
export type TargetOf = (
  exchange: Exchange,
) => ReplayTarget | { problem: string } | Promise<ReplayTarget | { problem: string }>

export interface PlanPorts {
  targetOf: TargetOf
  /** How long so many requests of a key take within its rate window, in ms. */
  takesMs(profile: string, key: string | null, count: number): number
}

/** Looks at what is to be sent again, without sending anything. */
export async function planReplay(
  exchanges: Iterable<Exchange> | AsyncIterable<Exchange>,
  ports: PlanPorts,
): Promise<ReplayPlan> {
  const requests: PlannedRequest[] = []
  const refused = { 401: 0, 403: 0 }
  const notes = new Map<string, number>()
  let isCut = false
  for await (const exchange of exchanges) {
    if (requests.length >= MOST_REQUESTS) {
      isCut = true
      break
    }
    requests.push(await planOne(exchange, ports, notes))
    const status = finalStatus(exchange)
    if (status === 401 || status === 403) refused[status] += 1
  }
  const counts = { ready: 0, unsafe: 0, blocked: 0 }
  for (const { state } of requests) counts[state] += 1
  const ready = keysOf(requests.filter(({ state }) => state === 'ready'))
  const keys = keysOf(requests.filter(({ state }) => state !== 'blocked'))
  return {
    requests,
    counts,
    keys,
    takesMs: longest(ready, ports),
    takesMsWithUnsafe: longest(keys, ports),
    warnings: [...[...notes].map(([note, count]) => `${count} of them: ${note}`), ...warningsFor(refused)],
    isCut,
  }
}

/** `notes` counts what will differ from the first time. */
async function planOne(
  exchange: Exchange,
  { targetOf }: PlanPorts,
  notes: Map<string, number>,
): Promise<PlannedRequest> {
  const { method, url } = exchange.request
  const plain = { original: exchange.id, method, url, group: refusalGroup(exchange) }
  if (exchange.direction === 'in') {
    const { profile, key } = exchange
    return { ...plain, profile, key, state: 'blocked', reason: OF_DELIVERIES }
  }
  const target = await targetOf(exchange)
  if ('problem' in target) {
    const { profile, key } = exchange
    return { ...plain, profile, key, state: 'blocked', reason: target.problem }
  }
  const place = { profile: target.profile.id, key: target.key }
  const rebuilt = rebuild(exchange, target)
  const blocked = blockedReason(exchange, rebuilt)
  if (blocked !== null) return { ...plain, ...place, state: 'blocked', reason: blocked }
  if (rebuilt.note !== null) notes.set(rebuilt.note, (notes.get(rebuilt.note) ?? 0) + 1)
  const { isSafe, reason } = safetyOf(exchange)
  return { ...plain, ...place, state: isSafe ? 'ready' : 'unsafe', reason: isSafe ? null : reason }
}

/** A delivery goes to the user's program, and never to the API. */
const OF_DELIVERIES = 'It is a webhook. Replay it in the room Webhooks, or with postern webhooks replay.'

/** Why an exchange cannot be sent again as it was made anew; null when it can. */
export function blockedReason(exchange: Exchange, { missing }: Rebuilt): string | null {
  if (exchange.endedAt === null) return 'It is still in progress.'
  if (exchange.direction === 'in') return OF_DELIVERIES
  const [first] = missing
  if (!first) return null
  return `Redacted, and Postern cannot restore it: ${missing.map(({ where }) => where).join(', ')}. ${first.remedy}`
}

/** The requests of a plan as a replay begins with them; unsafe ones only when that was confirmed. */
export function itemsOf(requests: readonly PlannedRequest[], isConfirmed: boolean): ReplayItem[] {
  return requests.map(({ original, profile, key, group, state, reason }): ReplayItem => {
    const isSkipped = state === 'unsafe' && !isConfirmed
    return {
      original,
      profile,
      key,
      group,
      isSafe: state === 'ready',
      state: state === 'blocked' ? 'blocked' : isSkipped ? 'skipped' : 'waiting',
      exchange: null,
      verdict: null,
      reason: state === 'blocked' || isSkipped ? reason : null,
      again: false,
    }
  })
}

function keysOf(requests: readonly PlannedRequest[]): PlannedKey[] {
  const keys = new Map<string, PlannedKey>()
  for (const { profile, key } of requests) {
    const name = JSON.stringify([profile, key])
    const known = keys.get(name) ?? { profile, key, count: 0 }
    known.count += 1
    keys.set(name, known)
  }
  return [...keys.values()]
}

/** Each key has its own window, so they go side by side. */
function longest(keys: readonly PlannedKey[], { takesMs }: PlanPorts): number {
  return Math.max(0, ...keys.map(({ profile, key, count }) => takesMs(profile, key, count)))
}

function warningsFor(refused: { 401: number; 403: number }): string[] {
  const warnings: string[] = []
  if (refused[401] > 0) {
    warnings.push(`${refused[401]} refused with 401: a replay succeeds only if the key works again.`)
  }
  if (refused[403] > 0) {
    warnings.push(
      `${refused[403]} refused with 403: a replay succeeds only if the key may see more than before.`,
    )
  }
  if (warnings.length > 0) warnings.push('Postern stops automatically when the first responses are the same.')
  return warnings
}
