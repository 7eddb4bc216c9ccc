import { connect } from 'node:net'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { pairsOf } from '../../../app/capture/passedHeaders.ts'
import { resend } from '../../../app/deliveries/resend.ts'
import { openSchemeFile } from '../../../app/deliveries/schemeFile.ts'
import { asReceived } from '../../../app/webhooks/asReceived.ts'
import { startServer } from '../../fixtures/localServer.ts'
import { testRecorder } from '../../fixtures/testRecorder.ts'
import { post, receiving, SECRET, signed } from './receiving.ts'

const JSON_BODY = Buffer.from('{"event":"approve","eventType":"timesheet","data":{"id":7}}')

/** A program of the user, and the deliveries that it got. */
async function program(respond: (response: ServerResponse, count: number, request: IncomingMessage) => void) {
  const got: { headers: [string, string][]; body: Buffer }[] = []
  const server = await startServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      got.push({ headers: pairsOf(request.rawHeaders), body: Buffer.concat(chunks) })
      respond(response, got.length, request)
    })
  })
  onTestFinished(() => void server.close())
  return { url: `${server.url}/hook?x=1`, got }
}

const accept = (response: ServerResponse): void => void response.writeHead(200).end('ok')

describe('a delivery', () => {
  it('is checked, recorded, responded to and forwarded', async () => {
    const { url: forwardTo, got } = await program(accept)
    const { url, ended } = await receiving({ forwardTo })
    expect(await post(`${url}/webhooks?a=b`, signed(JSON_BODY), JSON_BODY)).toMatchObject({ status: 200 })
    const [exchange] = await ended(1)
    expect(exchangeSchema.parse(exchange)).toEqual(exchange)
    expect(exchange).toMatchObject({
      direction: 'in',
      source: 'capture',
      outcome: 'success',
      findings: [],
      request: { method: 'POST', route: '/webhooks', body: JSON_BODY.toString() },
      delivery: {
        event: 'timesheet.approve',
        sentId: 'msg_1',
        signature: 'valid',
        certainty: 'found',
        signedBy: 'HOOK',
        raw: null,
        returned: { status: 200 },
        forwardedTo: forwardTo,
      },
      attempts: [{ response: { status: 200, body: 'ok' } }],
    })
    expect(got).toHaveLength(1)
    expect(got[0]?.body).toEqual(JSON_BODY)
    expect(got[0]?.headers).toEqual(
      expect.arrayContaining(signed(JSON_BODY).filter(([name]) => name === 'Webhook-Id')),
    )
  })

  it.each([
    ['no JSON', Buffer.from('a=1&b=2')],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x80, 0x00, 0x7d])],
    ['a byte order mark', Buffer.from('\ufeff{}')],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le')],
    ['nothing', Buffer.alloc(0)],
    ['cut JSON', Buffer.from('{"event":"app')],
    ['1 MB of any bytes', Buffer.from(Array.from({ length: 2 ** 20 }, (_, at) => (at * 7) % 256))],
    ['CRLF', Buffer.from('{\r\n"a": 1}\r\n')],
  ])('is kept byte for byte: %s', async (_, body) => {
    const { url: forwardTo, got } = await program(accept)
    const { url, ended } = await receiving({ forwardTo })
    await post(url, signed(body), body)
    const [exchange] = await ended(1)
    expect(exchange?.delivery?.signature).toBe('valid')
    expect(got[0]?.body.equals(body)).toBe(true)
    if (!exchange) throw new Error('Nothing was recorded.')
    expect(Buffer.from(asReceived(exchange).body ?? []).equals(body)).toBe(true)
  })

  it('is checked before its secrets are redacted, and cannot be sent as it was received then', async () => {
    const body = Buffer.from(JSON.stringify({ event: 'x', note: SECRET.value }))
    const { url, ended } = await receiving()
    await post(url, [...signed(body), ['Authorization', 'Bearer abcdefghijklmnop']], body)
    const [exchange] = await ended(1)
    expect(exchange?.delivery?.signature).toBe('valid')
    expect(JSON.stringify(exchange)).not.toContain(SECRET.value)
    expect(JSON.stringify(exchange)).not.toContain('abcdefghijklmnop')
    if (!exchange) throw new Error('Nothing was recorded.')
    expect(asReceived(exchange)).toMatchObject({ body: null, redacted: ['Authorization'] })
    const ports = { recorder: testRecorder(), scheme: openSchemeFile(null), secrets: () => [SECRET] }
    const options = { to: url, isResigned: false, signal: new AbortController().signal }
    await expect(resend(exchange, options, ports)).rejects.toThrow('so its bytes are gone')
  })

  it('holds no secret in the bytes either', async () => {
    const body = Buffer.concat([Buffer.from([0xff]), Buffer.from(SECRET.value)])
    const { url, ended } = await receiving()
    await post(url, signed(body), body)
    const [exchange] = await ended(1)
    expect(exchange?.delivery).toMatchObject({ signature: 'valid', raw: '[redacted]' })
  })

  it('is on the disk before its sender gets a 2xx', async () => {
    let save: () => void = () => undefined
    const saved = new Promise<void>((resolve) => (save = resolve))
    const kept: boolean[] = []
    const { url } = await receiving({
      keep: (_, { durable }) => {
        kept.push(durable)
        return kept.length === 1 ? saved : Promise.resolve()
      },
    })
    let isAnswered = false
    const answered = post(url, signed(JSON_BODY), JSON_BODY).then((result) => {
      isAnswered = true
      return result
    })
    await expect.poll(() => kept).toEqual([true])
    expect(isAnswered).toBe(false)
    save()
    expect(await answered).toMatchObject({ status: 200 })
  })

  it('signed by either of two secrets names the one', async () => {
    const old = { name: 'OLD', value: 'whsec_b2xkIG9sZCBvbGQgb2xk' }
    const { url, ended } = await receiving({ secrets: () => [SECRET, old] })
    await post(url, signed(JSON_BODY, { secret: old.value }), JSON_BODY)
    await post(url, signed(JSON_BODY, { id: 'msg_2' }), JSON_BODY)
    const all = await ended(2)
    expect(all.map(({ delivery }) => delivery?.signedBy).toSorted()).toEqual(['HOOK', 'OLD'])
    expect(all.map(({ delivery }) => delivery?.certainty)).toContain('certain')
  })

  it.each([
    ['behind', -600_000],
    ['ahead of', 600_000],
  ])('whose clock is %s ours is told', async (side, byMs) => {
    const { url, ended } = await receiving()
    await post(url, signed(JSON_BODY, { at: Date.now() + byMs }), JSON_BODY)
    const [exchange] = await ended(1)
    expect(exchange?.findings).toMatchObject([{ rule: 'timestamp-old', severity: 'warning' }])
    expect(exchange?.findings[0]?.message).toContain(side)
  })

  it('that comes twice is told, and so is a program that accepts both', async () => {
    const { url: forwardTo } = await program(accept)
    const { url, ended } = await receiving({ forwardTo })
    await post(url, signed(JSON_BODY), JSON_BODY)
    await ended(1)
    await post(url, signed(JSON_BODY), JSON_BODY)
    const rules = (await ended(2)).map(({ findings }) => findings.map(({ rule }) => rule))
    expect(rules).toContainEqual([])
    expect(rules).toContainEqual(['duplicate-processed', 'duplicate-delivery'])
  })

  it('without a signature, and with a wrong one, is told', async () => {
    const { url, ended } = await receiving()
    await post(url, [], JSON_BODY)
    await post(url, signed(JSON_BODY, { id: 'a' }), JSON_BODY)
    await post(url, signed(JSON_BODY, { id: 'b' }), JSON_BODY)
    await post(url, signed(Buffer.from('{}'), { id: 'c' }), JSON_BODY)
    const all = await ended(4)
    const by = (state: string) => all.find(({ delivery }) => delivery?.signature === state)
    expect(by('missing')?.findings).toMatchObject([{ rule: 'signature-missing', severity: 'error' }])
    expect(by('wrong')?.findings.map(({ rule }) => rule)).toContain('signature-wrong')
  })
})

describe('the program that deliveries are forwarded to', () => {
  it.each([
    [
      'fails',
      (response: ServerResponse): void => void response.writeHead(500).end('{"no":1}'),
      'http-failure',
      ['not-2xx'],
    ],
    [
      'redirects',
      (response: ServerResponse): void => void response.writeHead(302, { Location: '/elsewhere' }).end(),
      'http-failure',
      ['redirected'],
    ],
    ['hangs', () => undefined, 'transport-failure', ['not-2xx']],
    [
      'closes',
      (response: ServerResponse): void => void response.socket?.destroy(),
      'transport-failure',
      ['not-2xx'],
    ],
  ] as const)('may do anything: it %s', async (_, respond, outcome, rules) => {
    const { url: forwardTo, got } = await program(respond)
    const { url, ended } = await receiving({ forwardTo, timeoutMs: 300 })
    expect(await post(url, signed(JSON_BODY), JSON_BODY)).toMatchObject({ status: 200 })
    const [exchange] = await ended(1)
    expect(exchange).toMatchObject({ outcome, findings: rules.map((rule) => ({ rule })) })
    expect(got).toHaveLength(1)
  })

  it('may not be there', async () => {
    const gone = await startServer(() => undefined)
    await gone.close()
    const { url, ended } = await receiving({ forwardTo: gone.url })
    expect(await post(url, signed(JSON_BODY), JSON_BODY)).toMatchObject({ status: 200 })
    expect((await ended(1))[0]).toMatchObject({
      outcome: 'transport-failure',
      attempts: [{ failure: { kind: 'refused' } }],
      diagnosis: { headline: 'Your program returned no response to timesheet.approve' },
    })
  })

  it('holds up no other delivery while it hangs on one, of a hundred together', async () => {
    const { url: forwardTo } = await program((response, _, request) => {
      if (request.headers['webhook-id'] !== 'hang') accept(response)
    })
    const { url, ended, recorded } = await receiving({ forwardTo })
    await post(url, signed(JSON_BODY, { id: 'hang' }), JSON_BODY)
    const all = Array.from({ length: 100 }, (_, at) =>
      post(url, signed(JSON_BODY, { id: `msg_${at}` }), JSON_BODY),
    )
    expect((await Promise.all(all)).every(({ status }) => status === 200)).toBe(true)
    await ended(100)
    expect([...recorded.values()].filter(({ endedAt }) => endedAt === null)).toMatchObject([
      { delivery: { sentId: 'hang' } },
    ])
  })
})

describe('a replay', () => {
  it('is the same bytes, or signed for now', async () => {
    let status = 500
    const { url: forwardTo, got } = await program((response) => void response.writeHead(status).end())
    const { url, ended } = await receiving({ forwardTo })
    const at = Date.now() - 3_600_000
    const body = Buffer.from([0x7b, 0xff, 0x7d])
    await post(url, [['X-Odd-CASE', 'kept'], ...signed(body, { at })], body)
    const [original] = await ended(1)
    if (!original) throw new Error('Nothing was recorded.')
    status = 204
    const ports = { recorder: testRecorder(), scheme: openSchemeFile(null), secrets: () => [SECRET] }
    const { signal } = new AbortController()
    const same = await resend(original, { to: forwardTo, isResigned: false, signal }, ports)
    const anew = await resend(original, { to: forwardTo, isResigned: true, signal }, ports)
    expect(same.exchange).toMatchObject({
      source: 'replay',
      replayOf: original.id,
      outcome: 'success',
      delivery: { signature: 'valid' },
      findings: [{ rule: 'timestamp-old' }],
    })
    expect(anew.exchange).toMatchObject({
      outcome: 'success',
      delivery: { signature: 'valid' },
      findings: [],
    })
    expect(got.map((each) => each.body.equals(body))).toEqual([true, true, true])
    expect(got[1]?.headers).toEqual(got[0]?.headers)
    expect(got[2]?.headers).toContainEqual(['X-Odd-CASE', 'kept'])
    expect(got[2]?.headers).not.toEqual(got[0]?.headers)
  })
})

describe('the listener refuses', () => {
  it('a web page', async () => {
    const { url, refused, recorded } = await receiving()
    const page: [string, string][] = [['Origin', 'https://evil.example']]
    expect(await post(url, [...signed(JSON_BODY), ...page], JSON_BODY)).toMatchObject({ status: 403 })
    expect(await post(url, [['Sec-Fetch-Site', 'same-origin']], JSON_BODY)).toMatchObject({ status: 403 })
    expect(await post(url, [], Buffer.alloc(0), 'GET')).toMatchObject({ status: 405 })
    expect(refused.map(([status]) => status)).toEqual([403, 403, 405])
    expect(recorded.size).toBe(0)
  })

  it('a body of 50 MB, and takes the next delivery', async () => {
    const { url, refused, ended } = await receiving()
    const large = Buffer.alloc(50 * 2 ** 20, 0x61)
    expect(await post(url, signed(JSON_BODY), large)).toMatchObject({ status: 413 })
    expect(refused).toMatchObject([[413, expect.stringContaining('10 MB')]])
    expect(await post(url, signed(JSON_BODY), JSON_BODY)).toMatchObject({ status: 200 })
    expect(await ended(1)).toHaveLength(1)
  })

  it.each([
    ['a body that is cut', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"a"', 400],
    ['a length that is no number', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n{}', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400],
    ['no HTTP', 'hello\r\n\r\n', 400],
  ])('%s', async (_, text, status) => {
    const { port, refused, recorded } = await receiving()
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.end(text)
    socket.resume()
    await expect.poll(() => refused.map(([each]) => each)).toEqual([status])
    expect(recorded.size).toBe(0)
  })

  it('no port that another program has: it takes the next', async () => {
    const { port } = await receiving()
    const other = await receiving({ port })
    expect(other.port).toBeGreaterThan(port)
  })
})

it('a sender waits where it should', async () => {
  const { url, recorded } = await receiving({ status: null })
  let isAnswered = false
  void post(url, signed(JSON_BODY), JSON_BODY).then(() => (isAnswered = true))
  await expect.poll(() => [...recorded.values()].map(({ outcome }) => outcome)).toEqual(['transport-failure'])
  expect(isAnswered).toBe(false)
})
