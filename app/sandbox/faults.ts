import { parseDuration, parseSignedDuration } from '../contract/duration.ts'

/** What stands behind the name of a fault, such as the `500` of `status=500`. */
type AmountKind = 'status' | 'code' | 'duration' | 'signed-duration' | 'size'

interface FaultRow {
  readonly name: string
  /** What goes wrong, in a few words. */
  readonly title: string
  /** What the sandbox does, in a sentence for help texts. */
  readonly description: string
  /** A whole specification, ready to be used. */
  readonly example: string
  /** Null for faults that take no value. */
  readonly amount: AmountKind | null
}

/** Every way in which the sandbox misbehaves on request. Help texts are made from this table. */
export const SANDBOX_FAULTS = [
  {
    name: 'status',
    title: 'A status of your choice',
    description: 'Returns this HTTP status (400 to 599) in a standard envelope.',
    example: 'status=500;times=2',
    amount: 'status',
  },
  {
    name: 'expired-token',
    title: 'The token has expired',
    description: 'Lets the bearer token expire and returns 401. The next token works.',
    example: 'expired-token;times=1',
    amount: null,
  },
  {
    name: 'revoked-key',
    title: 'A revoked key',
    description: 'Revokes the key behind the token. Its tokens and its token requests get 401 from then on.',
    example: 'revoked-key',
    amount: null,
  },
  {
    name: 'full-window',
    title: 'The rate window is full',
    description: 'Fills the rate window of the key. Its requests get 429 until the next rate window.',
    example: 'full-window',
    amount: null,
  },
  {
    name: 'slow',
    title: 'A slow response',
    description: 'Waits this long before the usual response.',
    example: 'slow=3s',
    amount: 'duration',
  },
  {
    name: 'hang',
    title: 'No response at all',
    description: 'Takes the request and never responds.',
    example: 'hang',
    amount: null,
  },
  {
    name: 'cut-body',
    title: 'A response cut in half',
    description: 'Announces the whole response, sends half of it, and closes the connection.',
    example: 'cut-body',
    amount: null,
  },
  {
    name: 'reset',
    title: 'The connection breaks',
    description: 'Resets the connection without a response.',
    example: 'reset;times=1',
    amount: null,
  },
  {
    name: 'html-502',
    title: 'A proxy’s error page',
    description: 'Returns 502 with an HTML page, as a proxy does.',
    example: 'html-502',
    amount: null,
  },
  {
    name: 'gateway-429',
    title: 'The gateway’s rate limit',
    description: 'Returns 429 with the body of a gateway. retry-after sets the seconds to wait.',
    example: 'gateway-429;retry-after=7',
    amount: null,
  },
  {
    name: 'problem-details',
    title: 'Problem details',
    description: 'Returns 400 with problem details (RFC 9457), as a web framework does.',
    example: 'problem-details',
    amount: null,
  },
  {
    name: 'wrong-envelope',
    title: 'Another endpoint’s envelope',
    description: 'Returns the usual data, but in the envelope of another endpoint.',
    example: 'wrong-envelope',
    amount: null,
  },
  {
    name: 'unknown-code',
    title: 'A service code of no catalog',
    description: 'Returns 400, or the given status, with this service code, which no catalog knows.',
    example: 'unknown-code=734;status=200',
    amount: 'code',
  },
  {
    name: 'code',
    title: 'A failure inside a 200',
    description: 'Returns the usual status and paging with this service code, and no data.',
    example: 'code=100',
    amount: 'code',
  },
  {
    name: 'huge',
    title: 'A huge response',
    description: 'Returns a body of at least this size, as fast as the reader takes it.',
    example: 'huge=50MB',
    amount: 'size',
  },
  {
    name: 'clock-skew',
    title: 'The server’s clock is wrong',
    description:
      'Shifts the clock of the server for this request: its Date, its rate window, its view of the token.',
    example: 'clock-skew=90s',
    amount: 'signed-duration',
  },
] as const satisfies readonly FaultRow[]

export type FaultName = (typeof SANDBOX_FAULTS)[number]['name']

export interface Fault {
  readonly name: FaultName
  /** Status, service code, ms or bytes, as the fault has it; 0 for a fault without a value. */
  readonly amount: number
  /** How many requests it strikes; null when nothing was said. */
  readonly times: number | null
  /** Seconds for `Retry-After`; null when nothing was said. */
  readonly retryAfterS: number | null
  /** HTTP status that goes with the fault; null when nothing was said. */
  readonly status: number | null
  /** Only requests of this path are struck. An added fault without a path spares token exchanges. */
  readonly path: string | null
  /** Only requests of this method are struck. */
  readonly method: string | null
  /** As it was written. */
  readonly spec: string
}

type ParsedFault = { ok: true; fault: Fault } | { ok: false; problem: string }

const MODIFIERS = ['times', 'retry-after', 'status', 'path', 'method'] as const
const HOUR_MS = 3_600_000

interface Amount {
  readonly read: (text: string) => number | null
  readonly min: number
  readonly max: number
  readonly expected: string
}

const AMOUNTS: Record<AmountKind, Amount> = {
  status: { read: wholeNumber, min: 400, max: 599, expected: 'an HTTP status from 400 to 599' },
  code: { read: wholeNumber, min: 1, max: 999_999_999, expected: 'a whole number above 0' },
  duration: {
    read: (text) => parseDuration(text),
    min: 0,
    max: HOUR_MS,
    expected: 'a time up to 1h, for example 500ms or 3s',
  },
  'signed-duration': {
    read: (text) => parseSignedDuration(text),
    min: -24 * HOUR_MS,
    max: 24 * HOUR_MS,
    expected: 'a time up to 24h, for example 90s or -5m',
  },
  size: { read: bytes, min: 1, max: 2 * 1024 ** 3, expected: 'a size up to 2GB, for example 50MB' },
}

function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null
}

function bytes(text: string): number | null {
  const [, amount, unit = ''] = /^(\d{1,9})(B|KB|MB|GB)$/.exec(text) ?? []
  return amount === undefined ? null : Number(amount) * 1024 ** ['B', 'KB', 'MB', 'GB'].indexOf(unit)
}

/**
 * Reads `name[=value][;times=N][;retry-after=S][;status=N][;path=/…][;method=POST]`.
 * A unit of size is a multiple of 1024.
 */
export function parseFault(spec: string): ParsedFault {
  const [head = '', ...modifiers] = spec.split(';').map((part) => part.trim())
  const [name, value] = splitOnce(head)
  const row = SANDBOX_FAULTS.find((candidate) => candidate.name === name)
  if (!row) return fail(`There is no fault ${JSON.stringify(name)}. Faults: ${faultNames().join(', ')}.`)
  const amount = readAmount(row, value)
  if (typeof amount === 'string') return fail(amount)
  const extras = readModifiers(modifiers)
  if (typeof extras === 'string') return fail(extras)
  return { ok: true, fault: { name: row.name, amount, ...extras, spec } }
}

function faultNames(): FaultName[] {
  return SANDBOX_FAULTS.map((row) => row.name)
}

const fail = (problem: string): ParsedFault => ({ ok: false, problem })

function readAmount({ name, amount: kind, example }: FaultRow, value: string | null): number | string {
  if (kind === null) return value === null ? 0 : `The fault ${name} takes no value. Example: ${example}.`
  const amount = AMOUNTS[kind]
  const number = value === null ? null : measure(value, amount)
  return number ?? `The fault ${name} needs ${amount.expected}. Example: ${example}.`
}

type Extras = Pick<Fault, 'times' | 'retryAfterS' | 'status' | 'path' | 'method'>

function readModifiers(modifiers: readonly string[]): Extras | string {
  const given = new Map(modifiers.filter((part) => part !== '').map(splitOnce))
  const stranger = [...given.keys()].find((key) => !MODIFIERS.some((known) => known === key))
  if (stranger !== undefined)
    return `A fault takes no ${JSON.stringify(stranger)}, only ${MODIFIERS.join(', ')}.`
  const times = readCount(given.get('times'), 1, 1000)
  const retryAfterS = readCount(given.get('retry-after'), 0, 86_400)
  const status = readCount(given.get('status'), 200, 599)
  const path = given.get('path')
  const method = given.get('method')
  if (times === undefined) return 'times must be a whole number from 1 to 1000.'
  if (retryAfterS === undefined) return 'retry-after must be whole seconds from 0 to 86400.'
  if (status === undefined) return 'status must be an HTTP status from 200 to 599.'
  if (path === null || (path !== undefined && !path.startsWith('/'))) return 'path must start with a slash.'
  if (method === null || (method !== undefined && !/^[A-Z]+$/.test(method)))
    return 'method must be a method in capitals, for example POST.'
  return { times, retryAfterS, status, path: path ?? null, method: method ?? null }
}

/** Null when the modifier was left out, undefined when its value does not fit. */
function readCount(value: string | null | undefined, min: number, max: number): number | null | undefined {
  if (value === undefined) return null
  return measure(value ?? '', { read: wholeNumber, min, max }) ?? undefined
}

function measure(text: string, { read, min, max }: Omit<Amount, 'expected'>): number | null {
  const amount = read(text)
  return amount !== null && amount >= min && amount <= max ? amount : null
}

function splitOnce(part: string): [string, string | null] {
  const at = part.indexOf('=')
  return at === -1 ? [part, null] : [part.slice(0, at).trim(), part.slice(at + 1).trim()]
}
