import { FAILURE_KINDS, OUTCOMES, SIGNATURE_STATES, SOURCES } from '../contract/kinds.ts'
import type { MomentField, OutcomeName, RangeField, State, TextField } from './query.ts'

/** A value that can be offered, and what it stands for. */
export interface KnownValue {
  value: string
  description: string
}

interface Explained {
  description: string
  /** A whole term that is right. */
  example: string
  /** What may stand there: every value when `isClosed`, else some to begin with. */
  values: readonly KnownValue[]
  isClosed: boolean
}

/** A field, and the kind of condition that it makes. */
export type Field = Explained &
  (
    | { kind: 'range'; name: RangeField }
    | { kind: 'text'; name: TextField }
    | { kind: 'moment'; name: MomentField }
    | { kind: 'outcome'; name: 'outcome' }
    | { kind: 'state'; name: 'is' }
  )

const FAILED = ['service-failure', 'http-failure', 'transport-failure'] as const satisfies OutcomeName[]

/** What can be written behind `outcome:`; `failed` stands for three. */
export const OUTCOME_GROUPS: ReadonlyMap<string, readonly OutcomeName[]> = new Map([
  ['failed', FAILED],
  ...OUTCOMES.map((outcome): [string, readonly OutcomeName[]] => [outcome, [outcome]]),
])

const OUTCOME_TEXTS: Readonly<Record<OutcomeName | 'failed', string>> = {
  failed: 'any failure: of the service, by HTTP status, or without a response',
  success: 'the API returned success',
  'service-failure': 'HTTP said success, the service code did not',
  'http-failure': 'the HTTP status says failure',
  'transport-failure': 'no usable response arrived',
  cancelled: 'stopped by hand',
  interrupted: 'Postern ended before the response arrived',
}

export const ALL_STATES = [
  'replay',
  'capture',
  'webhook',
  'pinned',
  'running',
  'noted',
] as const satisfies State[]

const STATE_TEXTS: Readonly<Record<State, string>> = {
  replay: 'made from an earlier exchange',
  capture: 'sent by your own program, through Capture',
  webhook: 'a webhook, or a replay of one',
  pinned: 'pinned, so Postern keeps it',
  running: 'still in progress',
  noted: 'has a note',
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']

/** Every field of the query language. */
export const FIELDS: readonly Field[] = [
  range('status', 'HTTP status of the last response', 'status:4xx', [
    { value: '2xx', description: 'success' },
    { value: '4xx', description: 'the API refused the request' },
    { value: '5xx', description: 'the server failed' },
    { value: '401', description: 'the token is missing, expired or refused' },
    { value: '403', description: 'outside the scope of the key' },
    { value: '404', description: 'not there, or archived' },
    { value: '429', description: 'over the rate limit' },
  ]),
  range('code', 'service code inside the envelope', 'code:100', [
    { value: '0', description: 'success' },
    { value: '100', description: 'generic application error' },
  ]),
  text('method', 'HTTP method', 'method:POST', listed(METHODS)),
  text('route', 'a part of the path, ids left out', 'route:/sites'),
  text('key', 'alias of the key', 'key:site-7'),
  text('profile', 'id of the profile', 'profile:sandbox'),
  {
    name: 'outcome',
    kind: 'outcome',
    description: 'how it ended',
    example: 'outcome:failed',
    values: Object.entries(OUTCOME_TEXTS).map(([value, description]) => ({ value, description })),
    isClosed: true,
  },
  moment('since', 'started at this time or later', 'since:2h', [
    { value: '15m', description: 'the last 15 minutes' },
    { value: '2h', description: 'the last two hours' },
    { value: 'today', description: 'since midnight' },
    { value: 'yesterday', description: 'since midnight of the day before' },
    { value: '7d', description: 'the last seven days' },
  ]),
  moment('until', 'started before this time', 'until:2026-03-01', [
    { value: '1h', description: 'more than an hour ago' },
    { value: 'today', description: 'before midnight' },
  ]),
  range('took', 'time from start to end', 'took:>2s', [
    { value: '>500ms', description: 'more than half a second' },
    { value: '>2s', description: 'more than two seconds' },
    { value: '>1m', description: 'more than a minute' },
  ]),
  {
    name: 'is',
    kind: 'state',
    description: 'what else is true of it',
    example: 'is:replay',
    values: Object.entries(STATE_TEXTS).map(([value, description]) => ({ value, description })),
    isClosed: true,
  },
  text('failure', 'why no usable response arrived', 'failure:timeout', listed(FAILURE_KINDS), true),
  text('source', 'where it came from', 'source:composer', listed(SOURCES), true),
  text('client', 'program that sent it', 'client:python3'),
  text('run', 'id of a start by postern run', 'run:01KAN8B5T8Q4Z7S4N0V8J3C1RW'),
  text('event', 'event of a webhook', 'event:timesheet.approve'),
  text('signature', 'check of a webhook’s signature', 'signature:wrong', listed(SIGNATURE_STATES), true),
  text('trace', 'beginning of the trace ID', 'trace:4bf9'),
  text('id', 'id of the exchange', 'id:01KAN8B5T8Q4Z7S4N0V8J3C1RW'),
  text('fingerprint', 'the problem it belongs to', 'fingerprint:"GET /api/external/sites 404/404 not found"'),
]

export function fieldNamed(name: string): Field | undefined {
  return FIELDS.find((field) => field.name === name)
}

function listed(values: readonly string[]): KnownValue[] {
  return values.map((value) => ({ value, description: '' }))
}

function range(name: RangeField, description: string, example: string, values: KnownValue[]): Field {
  return { name, kind: 'range', description, example, values, isClosed: false }
}

function moment(name: MomentField, description: string, example: string, values: KnownValue[]): Field {
  return { name, kind: 'moment', description, example, values, isClosed: false }
}

function text(
  name: TextField,
  description: string,
  example: string,
  values: KnownValue[] = [],
  isClosed = false,
): Field {
  return { name, kind: 'text', description, example, values, isClosed }
}
