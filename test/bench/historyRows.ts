import type { Exchange, Outcome } from '../../app/contract/exchange.ts'

/** Of the last row; the others lie before it, some seconds apart. */
export const LAST_START = Date.parse('2026-11-01T12:00:00.000Z')
const SPACING_MS = 7_000
const VOCABULARY = 6000

/** The same numbers from 0 to 1 for the same seed: Mulberry32, by Tommy Ettinger, in the public domain. */
function randomOf(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const SYLLABLES = [
  'ka',
  'mor',
  'ta',
  'lin',
  'ves',
  'ro',
  'han',
  'du',
  'per',
  'sil',
  'wo',
  'gar',
  'ny',
  'el',
  'bru',
  'cham',
]
const words = Array.from({ length: VOCABULARY }, (_, at) => {
  const part = (place: number) => SYLLABLES[Math.floor(at / 16 ** place) % 16] ?? ''
  return part(0) + part(1) + part(2) + (at > 4095 ? part(3) : '')
})

interface Kind {
  /** Of 1000. */
  share: number
  method: string
  route: string
  status: number
  code: number
  outcome: Outcome
  message: (id: number) => string
}

const SITES = '/api/external/sites'
const success = (share: number, method: string, route: string): Kind => ({
  share,
  method,
  route,
  status: 200,
  code: 0,
  outcome: 'success',
  message: () => '',
})
const failure = (
  share: number,
  method: string,
  route: string,
  status: number,
  message: (id: number) => string,
  code = 100,
): Kind => ({ share, method, route, status, code, outcome: 'http-failure', message })

const KINDS: Kind[] = [
  success(300, 'GET', SITES),
  success(220, 'GET', '/api/external/staffs'),
  success(150, 'GET', '/api/external/timesheets'),
  success(90, 'GET', '/api/external/staffs/{id}/licenses'),
  success(40, 'POST', '/api/webhook/subscriptions'),
  failure(60, 'GET', SITES, 403, (id) => `Customer ${id} is outside the scope of this API key.`),
  failure(
    30,
    'GET',
    '/api/external/timesheets',
    403,
    (id) => `Site ${id} is outside the scope of this API key.`,
  ),
  failure(40, 'GET', '/api/external/staffs/{id}/licenses', 404, (id) => `Staff ${id} does not exist.`, 404),
  failure(20, 'POST', '/api/webhook/subscriptions', 400, () => 'uri must be an HTTPS address.'),
  failure(20, 'GET', '/api/external/liveops', 401, () => 'The token has expired.', 401),
  failure(20, 'GET', SITES, 429, () => 'Rate limit exceeded.'),
  failure(8, 'GET', '/api/external/timesheets', 500, () => 'Unhandled server error.'),
  failure(2, 'POST', '/api/webhook/subscribers', 500, () => 'Unhandled server error.', 734),
]
const KEYS = Array.from({ length: 12 }, (_, at) => `site-${at + 1}`)
const PROFILES = ['sandbox', 'guardhouse-au', 'guardhouse-uk']
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Row number `at` of `count`, as it would have come from the API. Equal for equal arguments. */
export function rowOf(at: number, count: number): Exchange {
  const random = randomOf(at * 7919 + 17)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(list: readonly T[], fallback: T): T => list[below(list.length)] ?? fallback
  const word = () => pick(words, 'kamorta')
  const kind = kindAt(below(1000))
  const id = 1000 + below(4000)
  const start = LAST_START - (count - at) * SPACING_MS + below(3000)
  const tookMs = below(100) === 0 ? 2000 + below(30_000) : 20 + below(400)
  const iso = new Date(start).toISOString()
  const url = `https://api.example.com${kind.route.replace('{id}', String(id))}?customerId=${id}&limit=20&searchText=${word()}`
  const message = kind.message(id)
  const failed = kind.outcome !== 'success'
  const trace = Array.from({ length: 4 }, () =>
    below(2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('')
  const body = JSON.stringify({
    status: { code: kind.code, errorMessage: message },
    data: failed ? null : Array.from({ length: 2 + below(8) }, () => recordOf(below, word)),
    count: failed ? null : 9,
    message,
    errors: failed ? [{ code: kind.code, message }] : [],
    nextPageParameter: null,
    prevPageParameter: null,
  })
  return {
    version: 1,
    id: ulidOf(start, random),
    source: at % 23 === 0 ? 'replay' : 'composer',
    replayOf: at % 23 === 0 ? ulidOf(start - 60_000, random) : null,
    profile: pick(PROFILES, 'sandbox'),
    key: pick(KEYS, 'site-1'),
    startedAt: iso,
    endedAt: new Date(start + tookMs).toISOString(),
    request: {
      method: kind.method,
      url,
      route: kind.route,
      headers: [
        ['Accept', 'application/json'],
        ['Authorization', 'Bearer [redacted]'],
        ['User-Agent', 'Postern/0.1'],
      ],
      body:
        kind.method === 'POST'
          ? JSON.stringify({ subscriberId: id, event: 'submit', uri: `https://${word()}.example.org/hook` })
          : null,
      idempotent: kind.method === 'GET',
    },
    attempts: [
      {
        number: 1,
        purpose: 'request',
        startedAt: iso,
        timing: {
          waitedMs: 0,
          dnsMs: 1.2,
          connectMs: 3.4,
          tlsMs: 9.1,
          firstByteMs: tookMs - 4,
          totalMs: tookMs - 2,
        },
        response: {
          status: kind.status,
          headers: [
            ['content-type', 'application/json; charset=utf-8'],
            ['date', new Date(start).toUTCString()],
            ['x-trace-id', trace],
            ['content-length', String(body.length)],
            ['strict-transport-security', 'max-age=31536000'],
            ['connection', 'keep-alive'],
          ],
          body,
          bodyBytes: body.length,
          truncated: false,
        },
        failure: null,
        decision: {
          action: failed ? 'stop' : 'accept',
          rule: failed ? 'client-error-never' : 'success',
          reason: failed
            ? 'A retry would send the same request and be refused again.'
            : 'The API answered with success.',
          delayMs: 0,
        },
      },
    ],
    outcome: kind.outcome,
    envelope: {
      kind: 'cursor',
      code: kind.code,
      message,
      errors: failed ? [{ code: kind.code, message }] : [],
      count: failed ? null : 9,
      page: null,
    },
    findings: [],
    diagnosis: {
      headline: failed ? `${message} (${kind.status})` : 'The API answered with success',
      meaning: failed
        ? 'The API has read the request and refuses it; what it names is not allowed for this key.'
        : 'The request did what it was meant to do.',
      cause: failed
        ? 'The claims of the token do not cover what the request asks for.'
        : 'Nothing went wrong.',
      remedy: failed
        ? ['Use a key that covers it, or leave the parameter out.', 'Ask the owner of the key to widen it.']
        : [],
      remedyActions: failed ? ['switch-key', null] : [],
      basis: 'service-code',
      retry: {
        helps: 'no',
        advice: failed ? 'A retry sends the same and is refused again.' : 'There is nothing to retry.',
        notBefore: null,
      },
      scope: null,
      parameters: [],
      traceId: trace,
      fingerprint: `${kind.method} ${kind.route} ${kind.status}/${kind.code} ${message.toLowerCase().replace(/\d+/g, '#')}`,
    },
  }
}

function recordOf(below: (limit: number) => number, word: () => string): unknown {
  return {
    id: below(100_000),
    firstName: word(),
    lastName: word(),
    siteName: `${word()} ${word()}`,
    city: word(),
    email: `${word()}@example.org`,
    isActive: below(5) > 0,
  }
}

function kindAt(place: number): Kind {
  let left = place
  for (const kind of KINDS) {
    if (left < kind.share) return kind
    left -= kind.share
  }
  return KINDS[0] ?? success(1000, 'GET', SITES)
}

/** A ULID of that time whose other half comes from `random`. */
function ulidOf(time: number, random: () => number): string {
  let left = time
  let head = ''
  for (let place = 0; place < 10; place += 1) {
    head = (ALPHABET[left % 32] ?? '0') + head
    left = Math.floor(left / 32)
  }
  return head + Array.from({ length: 16 }, () => ALPHABET[Math.floor(random() * 32)] ?? '0').join('')
}
