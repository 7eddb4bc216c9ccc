import { expect } from 'vitest'
import { checkCalls, type CheckOptions } from '../../../app/check/check.ts'
import type { Report, Rule, RuleVerdict } from '../../../app/contract/check.ts'
import type { Attempt, Exchange, Failure, Header } from '../../../app/contract/exchange.ts'
import { decode } from '../../../app/diagnosis/decode.ts'
import { makeAttempt, makeRequest, makeResponse } from '../diagnosis/support.ts'

/** A full minute. */
export const MINUTE = Date.parse('2026-03-02T09:00:00.000Z')

/** One attempt: when it began, in ms after the minute, and what came back. */
export interface Said {
  at: number
  took?: number
  status?: number
  /** Service code of the envelope; 0 for a 2xx, else 100. */
  code?: number
  data?: unknown
  /** The whole body, in place of an envelope. */
  body?: unknown
  headers?: Header[]
  failure?: Failure
  /** Null for a call without one. */
  token?: string | null
  /** Server's clock minus that of the calls, in ms; null for a response without Date. */
  ahead?: number | null
  rest?: Partial<Attempt>
}

export interface Made extends Partial<Omit<Exchange, 'client'>> {
  client?: Exchange['client'] | undefined
  /** Body of the request. */
  sent?: string | null
}

const CLIENT = { run: 'RUN', name: 'client.mjs', pid: 7, userAgent: 'client/1.0', connection: '1' }
export const TOKEN_LINE = 'POST https://api.example/api/token/request'

/** A captured request with its attempts. */
export function made(line: string, attempts: readonly Said[], rest: Made = {}): Exchange {
  const { sent = null, ...given } = rest
  const request = makeRequest(line.replace(/ \//, ' https://api.example/'), {
    body: sent,
    headers: [['User-Agent', 'client/1.0']],
  })
  const isToken = /\/api\/token\/request$/.test(request.url)
  const all = attempts.map((said, index) => attemptOf(said, index + 1, isToken))
  const last = all.at(-1)
  const envelope = last?.response ? decode(last.response).envelope : null
  const isDone = last?.response && last.response.status < 300 && (envelope?.code ?? 0) === 0
  return {
    version: 1,
    id: newId(),
    source: 'capture',
    replayOf: null,
    profile: 'sandbox',
    key: 'company',
    startedAt: all[0]?.startedAt ?? '',
    endedAt: all[0]?.startedAt ?? '',
    request,
    attempts: all,
    outcome: last?.failure
      ? last.failure.kind === 'cancelled'
        ? 'cancelled'
        : 'transport-failure'
      : isDone
        ? 'success'
        : (last?.response?.status ?? 0) < 300
          ? 'service-failure'
          : 'http-failure',
    envelope,
    findings: [],
    diagnosis: null,
    client: CLIENT,
    ...given,
  }
}

/** A token request that brings a token. */
export function tokenAt(at: number, said: Partial<Said> = {}, rest: Made = {}): Exchange {
  return made(
    TOKEN_LINE,
    [{ at, took: 50, body: { status: { code: 0 }, data: { token: '[redacted]', expiresIn: 900 } }, ...said }],
    rest,
  )
}

let ids = 0

/** A ULID; random ones would take most of the time of many traces. */
function newId(): string {
  ids += 1
  return `01${String(ids).padStart(24, '0')}`
}

export function attemptOf(said: Said, number: number, isToken: boolean): Attempt {
  const { at, took = 50, status = 200, failure, token = isToken ? null : 'one', ahead = 0, rest } = said
  const code =
    said.code ?? (status < 300 ? 0 : status === 401 || status === 403 || status === 404 ? status : 100)
  const message = code === 0 ? '' : 'It failed.'
  const errors = code === 0 ? [] : [{ code, message }]
  const body = said.body ?? {
    status: { code, errorMessage: message },
    data: said.data ?? null,
    count: null,
    message,
    errors,
  }
  const date =
    ahead === null ? [] : [['Date', new Date(MINUTE + at + took + ahead).toUTCString()] satisfies Header]
  const headers: Header[] = [['Content-Type', 'application/json'], ...date, ...(said.headers ?? [])]
  return makeAttempt({
    number,
    purpose: isToken ? 'token' : 'request',
    startedAt: new Date(MINUTE + at).toISOString(),
    timing: { waitedMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: took, totalMs: took },
    response: failure ? null : makeResponse(status, body, headers),
    failure: failure ?? null,
    ...(token !== null && { tokenMark: token }),
    ...(number === 1 ? { grouped: 'first' } : { grouped: 'same-connection' }),
    ...rest,
  })
}

export const lost: Failure = { kind: 'reset', code: 'ECONNRESET', message: 'reset', mayHaveBeenSent: true }
export const gaveUp: Failure = {
  kind: 'cancelled',
  code: 'CANCELLED',
  message: 'The program left.',
  mayHaveBeenSent: true,
}

export function verdictOn(rule: Rule, exchanges: readonly Exchange[], options?: CheckOptions): RuleVerdict {
  const found = checkCalls(exchanges, options).rules.find((each) => each.rule === rule)
  if (!found) throw new Error(`There is no rule ${rule}`)
  return found
}

/** Names of the broken rules. */
export function brokenIn(exchanges: readonly Exchange[], options?: CheckOptions): Rule[] {
  return brokenOf(checkCalls(exchanges, options))
}

export function brokenOf({ rules }: Report): Rule[] {
  return rules.filter(({ verdict }) => verdict === 'broken').map(({ rule }) => rule)
}

export function expectVerdict(
  rule: Rule,
  verdict: RuleVerdict['verdict'],
  exchanges: readonly Exchange[],
  options?: CheckOptions,
): void {
  expect(verdictOn(rule, exchanges, options)).toMatchObject({ verdict })
}
