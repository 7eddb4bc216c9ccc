import { builtInCatalog, type Catalog } from '../catalog/catalog.ts'
import { MOST_EVIDENCE, type Evidence, type Report, type RuleVerdict } from '../contract/check.ts'
import type { Exchange } from '../contract/exchange.ts'
import { PRESETS } from '../contract/presets.ts'
import type { Rate } from '../contract/profile.ts'
import { requestText, type Call } from './calls.ts'
import { notesOn } from './notes.ts'
import { CHECK_RULES } from './rules.ts'
import type { CheckRule } from './rules/rule.ts'
import { tracesOf, type Trace } from './trace.ts'

export type CheckRate = Pick<Rate, 'limit' | 'lengthMs' | 'paths'>

export interface CheckOptions {
  /** Methods and paths, such as `POST /api/x`, that are safe to send twice. */
  idempotent?: readonly string[]
  /** How many times faster the server's minute passes; pauses are as much shorter. */
  speed?: number
  /** Of all calls, or by the profile that they belong to; null is the usual one. */
  rate?: CheckRate | ((profile: string) => CheckRate | null)
  catalog?: Catalog
}

/** Of a profile that nobody has changed. */
export const USUAL_RATE: Rate = PRESETS[0]?.rate ?? { limit: 60, lengthMs: 60_000, paths: [], mode: 'guard' }
/** A pause after a failure is no shorter, and a request is not retried for longer, ms. */
const LEAST_PAUSE_MS = 500
const LONGEST_MS = 300_000
/** Most routes that a report names for a rule. */
const MOST_ROUTES = 100

/** Holds what programs did against what the API documentation says, rule by rule. Only what is sure is an error. */
export function checkCalls(exchanges: Iterable<Exchange>, options: CheckOptions = {}): Report {
  const { speed = 1, rate = USUAL_RATE } = options
  const traces = tracesOf(exchanges, {
    catalog: options.catalog ?? builtInCatalog,
    idempotent: options.idempotent ?? [],
    rateOf: (profile) => (typeof rate === 'function' ? (rate(profile) ?? USUAL_RATE) : rate),
    limitsOf: ({ limit, lengthMs }) => ({
      windowMs: lengthMs / speed,
      perWindow: limit,
      leastPauseMs: LEAST_PAUSE_MS / speed,
      longestMs: LONGEST_MS / speed,
    }),
  })
  const rules = CHECK_RULES.map((rule) => verdictOn(rule, traces))
  const starts = traces.flatMap(({ calls }) => calls.at(0)?.at ?? [])
  const ends = traces.flatMap(({ calls }) => calls.at(-1)?.at ?? [])
  const calls = traces.reduce((sum, trace) => sum + trace.calls.length, 0)
  return {
    version: 1,
    calls,
    from: calls === 0 ? null : isoOf(starts.reduce((one, other) => Math.min(one, other))),
    to: calls === 0 ? null : isoOf(ends.reduce((one, other) => Math.max(one, other))),
    result: calls === 0 ? 'nothing' : rules.some(({ verdict }) => verdict === 'broken') ? 'broken' : 'kept',
    rules,
    notes: notesOn(traces),
  }
}

function verdictOn(rule: CheckRule, traces: readonly Trace[]): RuleVerdict {
  const routes = new Map<string, number>()
  const evidence: { at: number; text: Evidence }[] = []
  let count = 0
  let guesses = 0
  const add = (route: string, broken: number) => {
    const before = routes.get(route)
    if (before === undefined ? routes.size < MOST_ROUTES : broken > 0)
      routes.set(route, (before ?? 0) + broken)
  }
  for (const trace of traces)
    rule.judge(trace, {
      saw: ({ route }) => add(route, 0),
      broke(call, did, isGuess = false) {
        count += 1
        guesses += isGuess ? 1 : 0
        add(call.route, 1)
        if (evidence.length < KEPT_EVIDENCE) evidence.push({ at: call.at, text: evidenceOf(rule, call, did) })
      },
    })
  return {
    rule: rule.name,
    severity: count > 0 && guesses === count ? 'warning' : rule.severity,
    verdict: count > 0 ? 'broken' : routes.size > 0 ? 'kept' : 'not-seen',
    count,
    seenBy: rule.seenBy,
    evidence: evidence
      .toSorted((a, b) => a.at - b.at)
      .slice(0, MOST_EVIDENCE)
      .map(({ text }) => text),
    routes: [...routes].map(([route, broken]) => ({ route, count: broken })),
  }
}

/** Rules do not find it in the order of time. */
const KEPT_EVIDENCE = 100 * MOST_EVIDENCE

function evidenceOf({ says, change }: CheckRule, call: Call, did: string): Evidence {
  return {
    exchange: call.exchange.id,
    attempt: call.attempt.number,
    at: isoOf(call.at),
    request: requestText(call),
    said: says,
    did,
    change,
  }
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
