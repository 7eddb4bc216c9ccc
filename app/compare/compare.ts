import { finalResponse, timesSent } from '../contract/outcome.ts'
import type { Comparison } from '../contract/comparison.ts'
import type { ApiRequest, Exchange, Finding } from '../contract/exchange.ts'
import { compareBodies } from './bodies.ts'
import { diffHeaders } from './headers.ts'
import { judge } from './verdict.ts'

/** A plain value on both sides; null where it is not there. */
interface Difference<T> {
  before: T | null
  after: T | null
}

export { judge } from './verdict.ts'

interface CompareOptions {
  /** Further headers to set aside, such as those in which the profile looks for trace IDs. */
  volatileHeaders?: readonly string[]
  /** Changes of the answer's body that are counted and not listed. */
  skip?: number
}

/** Compares an exchange with a later one, such as a replay with its original. */
export function compareExchanges(
  before: Exchange,
  after: Exchange,
  { volatileHeaders = [], skip = 0 }: CompareOptions = {},
): Comparison {
  const [left, right] = [finalResponse(before), finalResponse(after)]
  const [leftLast, rightLast] = [before.attempts.at(-1), after.attempts.at(-1)]
  return {
    ...judge(before, after),
    status: difference(left?.status, right?.status),
    code: difference(before.envelope?.code, after.envelope?.code),
    message: difference(before.envelope?.message, after.envelope?.message),
    failure: difference(leftLast?.failure?.kind, rightLast?.failure?.kind),
    key: difference(before.key, after.key),
    attempts: difference(timesSent(before), timesSent(after)),
    headers: diffHeaders(left?.headers ?? [], right?.headers ?? [], volatileHeaders),
    findings: {
      gone: without(before.findings, after.findings),
      added: without(after.findings, before.findings),
    },
    body: compareBodies(left?.body ?? null, right?.body ?? null, skip),
    request: compareRequests(before.request, after.request),
  }
}

function difference<T extends string | number>(
  before: T | null | undefined,
  after: T | null | undefined,
): Difference<T> | null {
  const left = before ?? null
  const right = after ?? null
  return left === right ? null : { before: left, after: right }
}

function without(findings: readonly Finding[], others: readonly Finding[]): Finding[] {
  const known = new Set(others.map(({ rule, path }) => `${rule} ${path}`))
  return findings.filter(({ rule, path }) => !known.has(`${rule} ${path}`))
}

/** What the sender adds by itself, and what tells which program sent it. */
const SENDERS_OWN = ['user-agent', 'accept-encoding', 'authorization']

function compareRequests(before: ApiRequest, after: ApiRequest): Comparison['request'] {
  const result = {
    method: difference(before.method, after.method),
    url: difference(pathOf(before.url), pathOf(after.url)),
    headers: diffHeaders(before.headers, after.headers, SENDERS_OWN),
    body: compareBodies(before.body, after.body),
  }
  const isSame =
    !result.method && !result.url && result.headers.changes.length === 0 && result.body.kind === 'equal'
  return isSame ? null : result
}

/** Without the origin: the same request to another region, or to a sandbox on another port, is the same request. */
function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*/i, '') || '/'
}
