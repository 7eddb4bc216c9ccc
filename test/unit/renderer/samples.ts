import { CAPTURE_DEFAULTS } from '../../../app/contract/capture.ts'
import type { EventPayload } from '../../../app/contract/events.ts'
import type { JobOf } from '../../../app/contract/job.ts'
import type { SessionState } from '../../../app/contract/session.ts'
import type { AppInfo } from '../../../app/contract/appInfo.ts'
import type { KeyInfo } from '../../../app/contract/keys.ts'
import type { Settings } from '../../../app/contract/settings.ts'
import type { Attempt, Exchange } from '../../../app/contract/exchange.ts'
import { PRESETS } from '../../../app/contract/presets.ts'
import { summarize, type ExchangeSummary } from '../../../app/contract/summary.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ULID whose order is that of `n`. */
export function idOf(n: number): string {
  let rest = n
  let text = ''
  for (let place = 0; place < 10; place += 1) {
    text = (ALPHABET[rest % 32] ?? '0') + text
    rest = Math.floor(rest / 32)
  }
  return `${text}0000000000000000`
}

export function attemptOf(change: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    purpose: 'request',
    startedAt: '2026-08-03T12:00:00.000Z',
    timing: { waitedMs: 0, dnsMs: 1, connectMs: 2, tlsMs: null, firstByteMs: 30, totalMs: 40 },
    response: { status: 200, headers: [], body: '{}', bodyBytes: 2, truncated: false },
    failure: null,
    decision: { action: 'accept', rule: 'success', reason: 'The API carried it out.', delayMs: 0 },
    ...change,
  }
}

export function exchangeOf(n: number, change: Partial<Exchange> = {}): Exchange {
  return {
    version: 1,
    id: idOf(n),
    source: 'composer',
    replayOf: null,
    profile: 'sandbox',
    key: 'site-7',
    startedAt: '2026-08-03T12:00:00.000Z',
    endedAt: '2026-08-03T12:00:00.048Z',
    request: {
      method: 'GET',
      url: 'http://127.0.0.1:4000/api/external/sites?customerId=1099',
      route: '/api/external/sites',
      headers: [],
      body: null,
      idempotent: true,
    },
    attempts: [attemptOf()],
    outcome: 'success',
    envelope: null,
    findings: [],
    diagnosis: null,
    ...change,
  }
}

export function summaryOf(n: number, change: Partial<ExchangeSummary> = {}): ExchangeSummary {
  return { ...summarize(exchangeOf(n)), ...change }
}

export const SETTINGS: Settings = {
  version: 1,
  theme: 'system',
  selected: { profile: 'sandbox', key: 'site-7' },
  profiles: [],
  catalogFile: null,
  keeping: { days: null, exchanges: null, megabytes: null },
  capture: CAPTURE_DEFAULTS,
  updateFeed: null,
  confirmedOrigins: null,
}

export const INFO: AppInfo = {
  version: '0.1.0',
  electron: '33',
  platform: 'linux',
  protection: 'memory',
  dataFolder: '/data',
  notices: [],
}

export function keyOf(alias: string, change: Partial<KeyInfo> = {}): KeyInfo {
  return {
    profile: 'sandbox',
    alias,
    state: 'ready',
    kept: 'memory',
    boundTo: null,
    builtIn: true,
    note: null,
    lastClaims: null,
    ...change,
  }
}

export const PROFILES = PRESETS.map((profile) =>
  profile.id === 'sandbox' ? { ...profile, baseUrl: 'http://127.0.0.1:4000' } : profile,
)

/** What main pushes with a step of an exchange; `exchange` is given where the page has opened it. */
export function changeTo(
  summary: ExchangeSummary,
  exchange: Exchange | null = null,
): EventPayload<'exchange:changed'> {
  return { summary, exchange }
}

/** What main pushes of settings, profiles and keys. */
export function sessionOf(change: Partial<SessionState> = {}): SessionState {
  return {
    info: INFO,
    settings: SETTINGS,
    profiles: [...PROFILES],
    keys: [],
    rateWindow: null,
    token: null,
    ...change,
  }
}

export function replayJobOf(changes: Partial<JobOf<'replay'>>): JobOf<'replay'> {
  return {
    id: '1',
    kind: 'replay',
    phase: 'running',
    error: null,
    title: { startedAt: '2026-08-03T12:00:00.000Z', startAt: null, only: null },
    progress: { done: 0, total: 1, unit: 'requests' },
    result: {
      ...{ sent: 0, fixed: 0, skipped: 0, unsafe: 0, unchanged: 0, notTried: 0, blocked: 0, uncertain: 0 },
      ...{ waitsFor: null, endsAt: null, notes: [], latest: null, sentAgain: [], left: null },
    },
    ...changes,
  }
}
