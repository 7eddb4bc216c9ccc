import { describe, expect, it } from 'vitest'
import type { CallBegun, CallEnded } from '../../../app/capture/calls.ts'
import { createRecording, type RecordingPorts } from '../../../app/capture/recording.ts'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { exchangeSchema, type Exchange } from '../../../app/contract/exchange.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import { testRecorder } from '../../fixtures/testRecorder.ts'
import { pieceIn } from '../recorder/spellings.ts'

const START = Date.parse('2026-03-02T09:00:00.000Z')
const KEY = 'Kf7+Qz/9bXw2&Lm8Tn4='
const NONE = { bytes: new Uint8Array(), size: 0, isCut: false }

function begun(call: number, changes: Partial<CallBegun> = {}): CallBegun {
  return {
    kind: 'begun',
    call,
    at: START,
    method: 'GET',
    target: '/api/external/sites?customerId=7',
    headers: [['User-Agent', 'job/1.0']],
    connection: 1,
    port: 50_000,
    bodyHash: 'none',
    token: 'mark',
    key: null,
    ...changes,
  }
}

const bodyOf = (text: string) => ({ bytes: Buffer.from(text), size: text.length, isCut: false })
const envelope = (code: number) =>
  JSON.stringify({ status: { code, errorMessage: '' }, data: [], count: 0, message: '', errors: [] })

function ended(call: number, status: number, changes: Partial<CallEnded> = {}): CallEnded {
  return {
    kind: 'ended',
    call,
    at: START + 100,
    request: NONE,
    response: {
      status,
      headers: [['Content-Type', 'application/json']],
      body: bodyOf(envelope(status < 400 ? 0 : 100)),
    },
    failure: null,
    timing: { waitedMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 90, totalMs: 100 },
    key: 'abcdef0123456789',
    isTokenRequest: false,
    secrets: [],
    window: null,
    clockOffsetMs: 0,
    boundaryMs: 30_000,
    ...changes,
  }
}

function setUp(ports: Partial<RecordingPorts> = {}) {
  const puts: Exchange[] = []
  const clock = { now: START }
  let released = 0
  let links = 0
  let unrecorded = 0
  const recording = createRecording({
    recorder: testRecorder({ onRecorded: (exchange) => puts.push(exchange) }),
    catalog: () => builtInCatalog,
    profile: profileFor('own', 'Own', 'https://api.example'),
    now: () => clock.now,
    aliasOf: () => null,
    run: () => null,
    programAt: () => Promise.resolve(null),
    idempotent: [],
    secretsIn: () => [],
    settled: () => Promise.resolve(),
    onRefused: () => undefined,
    onClient: () => undefined,
    onUnrecorded: () => {
      unrecorded += 1
    },
    onLink: () => {
      links += 1
    },
    release: (bytes) => {
      released += bytes
    },
    ...ports,
  })
  return {
    recording,
    puts,
    clock,
    released: () => released,
    links: () => links,
    unrecorded: () => unrecorded,
    /** What is known of each exchange in the end, as documents. */
    async kept(isProgramOver = false): Promise<Exchange[]> {
      await recording.close(isProgramOver)
      return [...new Map(puts.map((exchange) => [exchange.id, exchange])).values()].map((exchange) =>
        exchangeSchema.parse(JSON.parse(JSON.stringify(exchange))),
      )
    },
  }
}

describe('a captured call', () => {
  it('is an exchange with its program, explained', async () => {
    const { recording, kept } = setUp({ run: () => ({ run: 'run-1', name: 'job', pid: 12 }) })
    recording.take(begun(1))
    recording.take(ended(1, 403))
    const [exchange] = await kept()
    expect(exchange).toMatchObject({
      source: 'capture',
      profile: 'own',
      key: 'key-abcdef',
      outcome: 'http-failure',
      client: { run: 'run-1', name: 'job', pid: 12, userAgent: 'job/1.0', connection: '1' },
      request: { url: 'https://api.example/api/external/sites?customerId=7', route: '/api/external/sites' },
    })
    expect(exchange?.diagnosis?.headline).not.toBe('')
    expect(exchange?.attempts).toMatchObject([
      { grouped: 'first', decision: { rule: 'forbidden-never' }, timing: { totalMs: 100 } },
    ])
  })

  it('is there from its beginning, and gives its room back when it is recorded', async () => {
    const { recording, puts, kept, released } = setUp()
    recording.take(begun(1))
    await recording.look()
    expect(puts).toMatchObject([{ outcome: null, endedAt: null }])
    recording.take(ended(1, 200, { request: bodyOf('1234') }))
    await kept()
    expect(released()).toBe(4 + envelope(0).length)
  })

  it('is said to lead past the capture where its body names the host of the API', async () => {
    const { recording, kept, links } = setUp()
    const bodies = ['{"next":"https://api.example/page"}', '{"next":"https://other.example/page"}']
    for (const [call, body] of bodies.entries()) {
      recording.take(begun(call))
      recording.take(ended(call, 200, { response: { status: 200, headers: [], body: bodyOf(body) } }))
    }
    await kept()
    expect(links()).toBe(1)
  })

  it('has the mark of its token, and none where it had no token', async () => {
    const { recording, kept } = setUp()
    recording.take(begun(1))
    recording.take(ended(1, 401))
    recording.take(begun(2, { at: START + 200, token: null }))
    recording.take(ended(2, 401, { at: START + 300 }))
    const [exchange] = await kept()
    expect(exchange?.attempts.map(({ tokenMark }) => tokenMark)).toEqual(['mark', undefined])
  })

  it('stays with its key where the program goes on without a token', async () => {
    const { recording, kept } = setUp({ aliasOf: () => 'site-7' })
    recording.take(begun(1))
    recording.take(ended(1, 401))
    recording.take(begun(2, { at: START + 200, token: null }))
    recording.take(ended(2, 401, { at: START + 300, key: null }))
    expect(await kept()).toMatchObject([{ key: 'site-7', attempts: [{}, {}] }])
  })

  it('goes by the alias of a key that is in the vault', async () => {
    const { recording, kept } = setUp({ aliasOf: (mark) => (mark === 'abcdef0123456789' ? 'site-7' : null) })
    recording.take(begun(1))
    recording.take(ended(1, 200))
    expect((await kept())[0]?.key).toBe('site-7')
  })

  it('is kept when its program has left, and says so', async () => {
    const { recording, kept } = setUp()
    const failure = { kind: 'cancelled', code: 'CLIENT_LEFT', message: 'x', mayHaveBeenSent: true } as const
    recording.take(begun(1))
    recording.take(ended(1, 0, { response: null, failure }))
    const [exchange] = await kept()
    expect(exchange).toMatchObject({ outcome: 'transport-failure', attempts: [{ decision: null }] })
    expect(exchange?.diagnosis?.headline).toBe('Your program closed the connection')
  })

  it('holds nothing that it has shown of keys and tokens, in no spelling', async () => {
    const { recording, kept, puts } = setUp({ secretsIn: ({ request }) => (request.body ? [KEY] : []) })
    const body = JSON.stringify({ apiKey: KEY })
    recording.take(begun(1, { method: 'POST', target: '/api/token/request' }))
    const said = bodyOf(JSON.stringify({ message: `The key ${KEY} or ${encodeURIComponent(KEY)} is wrong.` }))
    recording.take(
      ended(1, 401, {
        request: bodyOf(body),
        response: { status: 401, headers: [], body: said },
        isTokenRequest: true,
        secrets: [KEY],
      }),
    )
    const [exchange] = await kept()
    expect(exchange?.request.body).toBe('{"apiKey":"[redacted]"}')
    expect(exchange?.attempts[0]?.purpose).toBe('token')
    for (const put of puts) expect(pieceIn(JSON.stringify(put), KEY)).toBeNull()
  })

  it('is kept without its bodies where these hold more secrets than can be looked for', async () => {
    const { recording, kept } = setUp({
      secretsIn: () => {
        throw new Error('too many')
      },
    })
    recording.take(begun(1, { method: 'POST' }))
    recording.take(ended(1, 400, { request: bodyOf(KEY) }))
    const [exchange] = await kept()
    expect(exchange?.request.body).toBeNull()
    expect(exchange?.attempts[0]?.response).toMatchObject({ body: '', truncated: true })
  })

  it('does not hold the next one up where it cannot be recorded, which is said', async () => {
    const { recording, kept, unrecorded } = setUp({
      aliasOf: (mark) => {
        if (mark === 'bad') throw new Error('no')
        return null
      },
    })
    recording.take(begun(1))
    await recording.look()
    recording.take(ended(1, 200, { key: 'bad' }))
    recording.take(begun(2))
    recording.take(ended(2, 200))
    expect((await kept()).map(({ outcome }) => outcome)).toEqual([null, 'success'])
    expect(unrecorded()).toBe(1)
  })
})

describe('the attempts of one request', () => {
  it('are one exchange, with what is recommended and what the program did', async () => {
    const { recording, kept } = setUp()
    recording.take(begun(1))
    recording.take(ended(1, 503))
    recording.take(begun(2, { at: START + 103 }))
    recording.take(ended(2, 503, { at: START + 200 }))
    recording.take(begun(3, { at: START + 2300, connection: 2 }))
    recording.take(ended(3, 200, { at: START + 2400 }))
    const exchanges = await kept()
    expect(exchanges).toHaveLength(1)
    expect(exchanges[0]).toMatchObject({ outcome: 'success', startedAt: new Date(START).toISOString() })
    expect(exchanges[0]?.attempts).toMatchObject([
      {
        grouped: 'first',
        decision: { action: 'back-off', delayMs: 1000 },
        clientDid: { afterMs: 3, verdict: 'too-early' },
      },
      {
        grouped: 'same-connection',
        decision: { action: 'back-off', delayMs: 2000 },
        clientDid: { afterMs: 2100, verdict: 'as-recommended' },
      },
      { grouped: 'matched', decision: { action: 'accept' } },
    ])
  })

  it('end with a success', async () => {
    const { recording, kept } = setUp()
    for (const call of [1, 2]) {
      recording.take(begun(call, { at: START + call * 1000 }))
      recording.take(ended(call, 200, { at: START + call * 1000 + 100 }))
    }
    expect(await kept()).toHaveLength(2)
  })

  it('are told apart where four of the same run side by side', async () => {
    const { recording, kept } = setUp()
    for (const call of [1, 2, 3, 4]) recording.take(begun(call, { connection: call }))
    for (const call of [1, 2, 3, 4]) recording.take(ended(call, 503))
    const exchanges = await kept()
    expect(exchanges.map(({ attempts }) => attempts[0]?.grouped)).toEqual([
      'first',
      'first',
      'first',
      'first',
    ])
  })

  it('go on after a new token, and after the program ran out of time', async () => {
    const { recording, kept } = setUp()
    const failure = { kind: 'cancelled', code: 'CLIENT_LEFT', message: 'x', mayHaveBeenSent: true } as const
    recording.take(begun(1))
    recording.take(ended(1, 401, {}))
    recording.take(begun(2, { at: START + 500, token: 'new' }))
    recording.take(ended(2, 0, { at: START + 600, response: null, failure }))
    recording.take(begun(3, { at: START + 700, token: 'new', connection: 2 }))
    recording.take(ended(3, 200, { at: START + 800 }))
    const [exchange, ...more] = await kept()
    expect(more).toEqual([])
    // Without a challenge that asks for a token, a 401 is refreshed as the documentation says.
    expect(exchange?.attempts.map(({ clientDid }) => clientDid?.verdict)).toEqual([
      'as-recommended',
      undefined,
      undefined,
    ])
  })
})

describe('a program that does not retry', () => {
  it('is known by that after 60 s', async () => {
    const { recording, clock, kept } = setUp()
    recording.take(begun(1))
    recording.take(ended(1, 503))
    clock.now = START + 30_000
    await recording.look()
    clock.now = START + 60_101
    await recording.look()
    expect((await kept())[0]?.attempts[0]?.clientDid).toEqual({ afterMs: 60_001, verdict: 'nothing' })
  })

  it.each([
    [true, { afterMs: 900, verdict: 'nothing' }],
    [false, undefined],
  ])('is known by that at the end of the capture only if it is over: %s', async (isOver, clientDid) => {
    const { recording, clock, kept } = setUp()
    recording.take(begun(1))
    recording.take(ended(1, 503))
    clock.now = START + 1000
    expect((await kept(isOver))[0]?.attempts[0]?.clientDid).toEqual(clientDid)
  })

  it('has done well after a 403', async () => {
    const { recording, kept } = setUp()
    recording.take(begun(1))
    recording.take(ended(1, 403))
    expect((await kept(true))[0]?.attempts[0]?.clientDid).toBeUndefined()
  })
})
