import { LONGEST_PAUSE_MS } from '../contract/capture.ts'
import { headerOf } from '../contract/headers.ts'
import { isSentByPostern, statusOf, type Call } from './calls.ts'
import { canonicalBody, canonicalUrl } from './equal.ts'

/** One request with its retries, in order. */
export interface Chain {
  calls: Call[]
  /** Equal requests were in progress beside it, so that nothing tells which attempt belongs to which. */
  isAmbiguous: boolean
}

/** A call, and the next attempt of the same request. */
export interface Retry {
  chain: Chain
  before: Call
  call: Call
  /** From the end of the one to the beginning of the other. */
  pauseMs: number
}

/** Puts the attempts of each request of one program together. An exchange has them together already, as far as they were known. */
export function chainsOf(calls: readonly Call[]): Chain[] {
  const chains: Chain[] = []
  const equal = new Map<string, Chain[]>()
  for (const segment of segmentsOf(calls)) {
    const [first] = segment.calls
    if (!first) continue
    if (isSentByPostern(first.exchange)) {
      chains.push(segment)
      continue
    }
    const mark = markOf(first)
    const known = equal.get(mark)
    if (known) known.push(segment)
    else equal.set(mark, [segment])
  }
  for (const group of equal.values()) chains.push(...(group.length === 1 ? group : joined(group)))
  return chains
}

/** The retries that are known for sure. Who follows a redirect retries nothing, and neither does a preflight. */
export function retriesOf(chains: readonly Chain[]): Retry[] {
  return chains
    .filter(({ isAmbiguous }) => !isAmbiguous)
    .flatMap((chain) =>
      chain.calls.slice(1).flatMap((call, index): Retry[] => {
        const before = chain.calls[index]
        if (!before || before.kind === 'done' || call.method === 'OPTIONS' || isRedirect(before)) return []
        return [{ chain, before, call, pauseMs: Math.max(0, Math.round(call.at - before.endedAt)) }]
      }),
    )
}

/** The attempts of one exchange; its token requests apart from the request itself. */
function segmentsOf(calls: readonly Call[]): Chain[] {
  const byExchange = new Map<unknown, Chain>()
  for (const call of calls) {
    const id = call.isToken ? `${call.exchange.id} ${tokenRound(call)}` : call.exchange
    const known = byExchange.get(id)
    if (known) known.calls.push(call)
    else byExchange.set(id, { calls: [call], isAmbiguous: false })
  }
  for (const chain of byExchange.values())
    chain.isAmbiguous =
      chain.calls.some(({ attempt }) => attempt.grouped === 'ambiguous') || isBodyUnknown(chain)
  return [...byExchange.values()].toSorted((a, b) => startOf(a) - startOf(b))
}

/** Two token requests of one exchange with its request between them are no retries of one another. */
function tokenRound({ exchange, attempt }: Call): string {
  const before = exchange.attempts.filter(
    ({ purpose, number }) => purpose === 'request' && number < attempt.number,
  )
  return String(before.length)
}

/** Joins what goes on after an exchange that was recorded as ended, such as an entry of a HAR file. */
function joined(segments: readonly Chain[]): Chain[] {
  const chains: Chain[] = []
  /** Those that have failed last, and may go on. */
  let open: Chain[] = []
  for (const segment of segments) {
    const at = startOf(segment)
    open = open.filter((chain) => at - endOf(chain) <= LONGEST_PAUSE_MS)
    const fitting = open.filter((chain) => freeFrom(chain) <= at && mayJoin(chain, segment))
    const [chosen] = fitting
    if (chosen) {
      chosen.calls.push(...segment.calls)
      chosen.isAmbiguous ||= segment.isAmbiguous
      if (fitting.length > 1) for (const chain of fitting) chain.isAmbiguous = true
      open = open.filter((chain) => chain !== chosen)
    } else chains.push(segment)
    const chain = chosen ?? segment
    if (mayGoOn(chain)) open.push(chain)
  }
  markOverlaps(chains)
  return chains
}

/** Where equal requests were in progress at the same time, any attempt may be of any of them. */
function markOverlaps(chains: readonly Chain[]): void {
  let latest: Chain | null = null
  for (const chain of chains) {
    if (latest && startOf(chain) < freeFrom(latest)) {
      chain.isAmbiguous = true
      latest.isAmbiguous = true
    }
    if (!latest || freeFrom(chain) > freeFrom(latest)) latest = chain
  }
}

function mayGoOn({ calls }: Chain): boolean {
  const last = calls.at(-1)
  return last !== undefined && last.kind !== 'done' && !isRedirect(last)
}

/**
 * A capture puts attempts together itself, but for those that the program has given up, and those that are written in another
 * way.
 */
function mayJoin(chain: Chain, next: Chain): boolean {
  const [last, first] = [chain.calls.at(-1), next.calls[0]]
  if (!last || !first) return false
  if (last.exchange.source === 'import' || last.kind === 'cancelled') return true
  return last.url !== first.url || last.exchange.request.body !== first.exchange.request.body
}

/**
 * From when on a program may have sent the next. Where it gives up, it may have begun the next before Postern hears of that.
 */
function freeFrom(chain: Chain): number {
  const last = chain.calls.at(-1)
  return last?.kind === 'cancelled' ? Math.max(last.at + 1, last.endedAt - HEARING_MS) : endOf(chain)
}

function isRedirect(call: Call): boolean {
  const status = statusOf(call) ?? 0
  return status >= 300 && status < 400
}

/** Such as in a HAR file that leaves bodies out: equal requests may differ in them. A capture has compared them. */
function isBodyUnknown({ calls }: Chain): boolean {
  if (calls[0]?.exchange.source !== 'import') return false
  const { request } = calls[0].exchange
  return request.body === null && !calls[0].isToken && headerOf(request.headers, 'content-type') !== null
    ? !/^(?:GET|HEAD|OPTIONS)$/.test(request.method)
    : false
}

/** The same for equal requests, as far as their record shows. */
export function markOf({ method, url, exchange, isToken }: Call): string {
  return `${isToken} ${method} ${canonicalUrl(url)} ${canonicalBody(exchange.request.body ?? '')}`
}

/** A closed connection is seen so late, ms. */
const HEARING_MS = 100

const startOf = ({ calls }: Chain): number => calls[0]?.at ?? 0
const endOf = ({ calls }: Chain): number => calls.at(-1)?.endedAt ?? 0
