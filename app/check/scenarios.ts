import type { Rule, Scenario } from '../contract/check.ts'

interface ScenarioPlay {
  /** What the sandbox does, in a sentence for lists. */
  readonly description: string
  /** Specifications of faults, the first to strike first. `speed` divides their times. */
  readonly faults: (speed: number) => readonly string[]
  /** Rules that a program is put to the test of. */
  readonly shows: readonly Rule[]
}

/** Longer than a program waits for a response. */
const SLOW_MS = 30_000

const atFirst = (fault: string, ...methods: string[]) => methods.map((method) => `${fault};method=${method}`)

/** What a program has to cope with, one matter each. */
export const SCENARIO_PLAYS: Readonly<Record<Scenario, ScenarioPlay>> = {
  'expired-token': {
    description: 'The first token expires early. The API returns 401.',
    faults: () => ['expired-token'],
    shows: ['kept-dead-token', 'refresh-stampede'],
  },
  revoked: {
    description: 'The API revokes the key. Every request and every token request gets 401.',
    faults: () => ['revoked-key'],
    shows: ['refreshed-twice', 'kept-dead-token'],
  },
  403: {
    description: 'The first request gets 403.',
    faults: () => ['status=403'],
    shows: ['retried-forbidden'],
  },
  429: {
    description: 'The rate window is full. Every request gets 429 until it ends.',
    faults: () => ['full-window'],
    shows: ['called-in-full-window', 'over-the-window'],
  },
  '500-twice': {
    description: 'The first two GET requests get 500.',
    faults: () => atFirst('status=500;times=2', 'GET'),
    shows: ['no-backoff'],
  },
  '500-on-post': {
    description: 'The first POST gets 500, and so does the first PUT, PATCH and DELETE.',
    faults: () => atFirst('status=500', 'POST', 'PUT', 'PATCH', 'DELETE'),
    shows: ['repeated-unsafe', 'too-many-retries'],
  },
  'code-100-in-200': {
    description: 'The first GET gets 200 with service code 100 and no data.',
    faults: () => atFirst('code=100', 'GET'),
    shows: ['failing-page-followed'],
  },
  'code-401-in-200': {
    description: 'The first request gets 200 with service code 401.',
    faults: () => ['code=401'],
    shows: ['code-401-ignored'],
  },
  reset: {
    description: 'The connection breaks at the first GET and the first POST.',
    faults: () => atFirst('reset', 'GET', 'POST'),
    shows: ['no-backoff', 'repeated-unsafe'],
  },
  'cut-body': {
    description: 'The first GET and the first POST get half a response.',
    faults: () => atFirst('cut-body', 'GET', 'POST'),
    shows: ['no-backoff', 'repeated-unsafe'],
  },
  slow: {
    description: 'The first GET and the first POST get a very late response.',
    faults: (speed) => atFirst(`slow=${Math.round(SLOW_MS / speed)}ms`, 'GET', 'POST'),
    shows: ['repeated-unsafe'],
  },
}
