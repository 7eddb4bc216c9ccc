import { formatDuration } from '../../contract/duration.ts'
import { plural } from '../../contract/words.ts'
import { hasToken, statusOf, type Call } from '../calls.ts'
import { groupedBy } from '../grouped.ts'
import { firstFrom, type Trace } from '../trace.ts'
import type { CheckRule, Found } from './rule.ts'

export const refreshedTwice: CheckRule = {
  name: 'refreshed-twice',
  severity: 'error',
  title: 'Refresh the token once',
  says: '401: refresh the bearer token and retry once. Do not retry blindly.',
  why: 'If the fresh token gets a 401 too, your key administrator has likely revoked the API key. More token requests do not help.',
  change:
    'After a 401 to a fresh token, stop. Report that your key administrator has likely revoked the key.',
  sign: 'A request that got a 401 twice has a token request after each, or one follows a refused token request.',
  needs: 'The API returns 401 to a fresh token, or refuses the token request.',
  seenBy: 'revoked',
  judge({ calls, retries, knewAt, limits }, { saw, broke }) {
    const requests = calls.filter(({ isToken }) => isToken)
    const between = (before: Call, call: Call) => {
      for (let next = firstFrom(requests, before.endedAt); next < requests.length; next += 1) {
        const request = requests[next]
        if (!request || request.order > call.order) return undefined
        if (request.order > before.order && isSameKey(request.key, call.key)) return request
      }
      return undefined
    }
    const refreshed = new Set<object>()
    for (const { chain, before, call } of retries) {
      if (before.kind !== 'unauthorized' || call.isToken) continue
      const refresh = between(before, call)
      if (!refresh) continue
      if (refreshed.has(chain)) broke(refresh, 'Your program requested a second token for one request.')
      refreshed.add(chain)
      if (call.kind === 'unauthorized') saw(call)
    }
    const refused = new Map<string, Call>()
    for (const call of requests) {
      const key = `${call.key} ${call.url} ${call.exchange.request.body ?? ''}`
      const before = refused.get(key)
      if (before && call.at >= knewAt(before) && call.at - before.endedAt <= limits.windowMs)
        broke(
          call,
          `Your program requested a token again ${formatDuration(call.at - before.endedAt)} after the API refused its key.`,
        )
      refused.delete(key)
      if (call.kind !== 'key-refused') continue
      saw(call)
      refused.set(key, call)
    }
  },
}

/** Where nothing tells one key from another, there is likely one. */
function isSameKey(one: string, other: string): boolean {
  return one === '' || other === '' || one === other
}

export const keptDeadToken: CheckRule = {
  name: 'kept-dead-token',
  severity: 'error',
  title: 'Drop a token at its 401',
  says: '401: the bearer token is missing, expired or invalid. Re-authenticate.',
  why: 'The API has refused the token. Every further call with it gets the same 401.',
  change: 'Drop the token at its first 401, and request a new one before the next call.',
  sign: 'A call begins with a token that has got a 401, with no token request in between.',
  needs: 'The API returns 401 to a call with a token.',
  seenBy: 'expired-token',
  judge: (trace, found) => judgeDeadTokens(trace, found, (status) => status >= 300, 'a 401'),
}

export const code401Ignored: CheckRule = {
  name: 'code-401-ignored',
  severity: 'error',
  title: 'Read code 401 inside a 200',
  says: 'status.code 401: authentication required or rejected. It mirrors HTTP 401.',
  why: 'The HTTP status 200 does not mean success. Only status.code 0 does.',
  change: 'Read status.code of each response, and treat 401 in it as an HTTP 401.',
  sign: 'A call begins with the token that has got a 200 with code 401, with no token request in between.',
  needs: 'The API returns 200 with code 401.',
  seenBy: 'code-401-in-200',
  judge: (trace, found) => judgeDeadTokens(trace, found, (status) => status < 300, 'a 200 with code 401'),
}

function judgeDeadTokens(
  { calls, knewAt, unsureAfter, retries }: Trace,
  { saw, broke }: Found,
  isMeant: (status: number) => boolean,
  what: string,
): void {
  const refusals = new Set(
    calls.filter((call) => call.kind === 'unauthorized' && hasToken(call) && isMeant(statusOf(call) ?? 0)),
  )
  if (refusals.size === 0) return
  const received = calls.filter(({ isToken, kind }) => isToken && kind === 'done')
  const reused = new Map<Call, Call>()
  // Of a capture that marked no tokens.
  for (const { before, call } of retries)
    if (
      refusals.has(before) &&
      before.token === null &&
      before.attempt.clientDid?.verdict === 'should-not' &&
      call.at >= knewAt(before) &&
      !isRefreshed(received, before, call)
    )
      reused.set(call, before)
  const byToken = groupedBy(
    calls.filter(({ token, isToken }) => token !== null && !isToken),
    ({ token }) => token ?? '',
  )
  for (const refused of refusals) {
    if (!unsureAfter(refused).some((call) => call.token === refused.token && !call.isToken)) saw(refused)
    const same = byToken.get(refused.token ?? '') ?? []
    for (let next = firstFrom(same, knewAt(refused)); next < same.length; next += 1) {
      const call = same[next]
      if (!call || call.order <= refused.order) continue
      // The API may hand out the same token again.
      if (isRefreshed(received, refused, call)) break
      reused.set(call, refused)
      // Each refusal speaks for itself, and a token that works again is not dead.
      if (call.kind === 'unauthorized' || call.kind === 'done') break
    }
  }
  for (const [call, refused] of reused)
    broke(
      call,
      `Your program sent the same token ${formatDuration(Math.max(0, call.at - refused.endedAt))} after ${what}.`,
    )
}

/** Whether a token request for its key succeeded between the refusal and the call. */
function isRefreshed(received: readonly Call[], refused: Call, call: Call): boolean {
  for (let next = firstFrom(received, refused.at); next < received.length; next += 1) {
    const token = received[next]
    if (!token || token.order >= call.order) return false
    if (token.order > refused.order && isSameKey(token.key, call.key)) return true
  }
  return false
}

export const refreshStampede: CheckRule = {
  name: 'refresh-stampede',
  severity: 'warning',
  title: 'Request one token at a time',
  says: '401: refresh the bearer token and retry once.',
  why: 'One token serves all calls of a key. Parallel token requests waste calls, and may look like an attack.',
  change: 'Let all calls wait for the one token request in progress.',
  sign: 'Two token requests of one key are in progress at the same time.',
  needs: 'Your program requests a token more than once.',
  seenBy: 'expired-token',
  judge({ calls }, { saw, broke }) {
    const requests = calls.filter(({ isToken }) => isToken)
    for (const ofKey of groupedBy(
      requests,
      ({ key, url, exchange }) => `${key} ${url} ${key === '' ? exchange.request.body : ''}`,
    ).values()) {
      if (ofKey.length < 2) continue
      let busyUntil = Number.NEGATIVE_INFINITY
      for (const call of ofKey) {
        saw(call)
        if (call.at < busyUntil)
          broke(
            call,
            'Your program requested a token while another token request of the key was in progress.',
          )
        busyUntil = Math.max(busyUntil, call.endedAt)
      }
    }
  },
}

const FEWEST_CALLS = 6
/** Where a response does not say how long its token lives, ms. */
const USUAL_LIFE_MS = 60_000

export const tokenPerRequest: CheckRule = {
  name: 'token-per-request',
  severity: 'warning',
  title: 'Keep a token for its whole life',
  says: '401: re-authenticate when the bearer token is missing, expired or invalid.',
  why: 'A token request for each call doubles the calls, and makes each of them slower.',
  change: 'Keep the token in memory, and use it until it expires or gets a 401.',
  sign: 'Half or more of six or more calls are token requests, though the token before was still valid.',
  needs: 'Your program makes six calls or more, with a token request among them.',
  seenBy: null,
  judge({ calls: all, keys }, { saw, broke }) {
    // Where nothing tells whose token is requested, there is likely one key.
    const isUntold = all.some(({ isToken, key }) => isToken && key === '')
    for (const calls of isUntold ? [all] : keys.values()) {
      const requests = calls.filter(({ isToken }) => isToken)
      if (calls.length < FEWEST_CALLS || requests.length === 0) continue
      for (const call of requests) saw(call)
      const needless = needlessIn(calls)
      if (needless.length < 2 || (needless.length + 1) * 2 < calls.length) continue
      for (const call of needless)
        broke(
          call,
          `Your program made ${plural(requests.length, 'token request')} among ${plural(calls.length, 'call')}, though its token was valid.`,
        )
    }
  },
}

/** Token requests whose token before was good. */
function needlessIn(calls: readonly Call[]): Call[] {
  const needless: Call[] = []
  let good: Call | null = null
  for (const call of calls) {
    if (call.kind === 'unauthorized') good = null
    if (!call.isToken) continue
    if (good && call.at >= good.endedAt && call.at < good.endedAt + lifeOf(good)) needless.push(call)
    if (call.kind === 'done') good = call
  }
  return needless
}

/** Ms that a token lives, by the response that brought it. */
function lifeOf({ attempt, endedAt }: Call): number {
  const body = attempt.response?.body.slice(0, 4096) ?? ''
  const seconds = /"expires_?in"\s*:\s*"?(\d{1,8})\b/i.exec(body)?.[1]
  if (seconds !== undefined) return Number(seconds) * 1000
  const until = Date.parse(/"expir(?:es|y|ation)\w{0,10}"\s*:\s*"([^"]{10,40})"/i.exec(body)?.[1] ?? '')
  return Number.isNaN(until) ? USUAL_LIFE_MS : until - endedAt
}
