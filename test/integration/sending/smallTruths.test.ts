import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../app/clock.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { answer, answerWell, startHostileServer, type Behaviour } from '../../fixtures/hostileServer.ts'
import { makeCertificate } from '../../fixtures/hostileServerCertificates.ts'
import { arena, ends, LONG_TIMEOUTS, patient } from './arena.ts'
import { createHarness } from './harness.ts'

const says =
  (text: string): Behaviour =>
  (socket) =>
    socket.write(text)
const messages = (exchange: Exchange) => exchange.findings.map(({ message }) => message).join(' ')

describe('a coding that the user asked for', () => {
  test.each(['zstd', 'compress', 'gzip, zstd'])(
    '%s is named as one that Postern cannot decode',
    async (coding) => {
      const { harness } = await arena((socket) =>
        socket.write(
          answer(200, { 'Content-Encoding': coding }, Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 1, 2])),
        ),
      )
      const exchange = await harness.send({
        key: null,
        target: '/hostile',
        headers: [['Accept-Encoding', coding]],
      })
      expect(messages(exchange)).toContain(`Postern cannot decode ${coding.split(', ').at(-1)}`)
      expect(messages(exchange)).not.toMatch(/not coded as|on the way|plain text/)
    },
  )

  test('a coding that Postern knows, and the body has not, is told as before', async () => {
    const { face } = await arena((socket) => socket.write(answer(200, { 'Content-Encoding': 'gzip' }, '{}')))
    expect(messages(await face())).toContain('not coded as Content-Encoding says')
  })
})

describe('a redirect to https on the same host', () => {
  test.each(['https://127.0.0.1:9/hostile', 'https://127.0.0.1/hostile', '//127.0.0.1:9/hostile'])(
    '%s',
    async (location) => {
      const { face, server } = await arena((socket) => socket.write(answer(301, { Location: location }, '')))
      const { diagnosis, attempts } = await face()
      if (location.startsWith('//')) {
        expect(attempts[0]?.failure?.code).toBe('OTHER_ORIGIN')
        return
      }
      expect(attempts[0]?.failure?.code).toBe('HTTPS_WANTED')
      expect(diagnosis?.headline).toBe(`127.0.0.1:${server.port} wants https`)
      expect(diagnosis?.remedy[0]).toContain('Change the base URL to https')
    },
  )

  test('to https on another host is another host', async () => {
    const { face } = await arena(
      says('HTTP/1.1 301 M\r\nLocation: https://127.0.0.2/x\r\nContent-Length: 0\r\n\r\n'),
    )
    expect((await face()).attempts[0]?.failure?.code).toBe('OTHER_ORIGIN')
  })
})

const authority = makeCertificate('Test authority')
const own = makeCertificate('Test server', { host: '127.0.0.1', issuer: authority })
const folder = mkdtempSync(join(tmpdir(), 'small-truths-'))
const caFile = join(folder, 'ca.pem')
writeFileSync(caFile, authority.cert)
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('a server that wants a client certificate', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('is told so, by %s', async (version) => {
    const server = await startHostileServer(
      { '/hostile': answerWell },
      {
        cert: own.cert,
        key: own.key,
        ca: authority.cert,
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: version,
        maxVersion: version,
      },
    )
    ends.push(() => server.close())
    const harness = createHarness(systemClock, patient(server.url, { timeouts: LONG_TIMEOUTS, caFile }))
    ends.push(() => harness.sender.close())
    const exchange = await harness.send({ key: null, target: '/hostile' })
    const { headline, cause } = exchange.diagnosis ?? expect.fail()
    expect(version === 'TLSv1.3' ? headline : cause).toMatch(/asks? for a client certificate/)
    expect(exchange.attempts[0]?.failure?.mayHaveBeenSent).toBe(false)
  })
})

test.each(['Bearer Bearer abc.def.ghi', 'bearer  Bearer abc.def.ghi', 'Bearer bearer BEARER abc.def.ghi'])(
  'of the word in %j one goes, and that is said',
  async (value) => {
    const { harness, server } = await arena(answerWell)
    const exchange = await harness.send({
      key: null,
      target: '/hostile',
      headers: [['authorization', value]],
    })
    expect(server.requests[0]).toMatch(/^authorization: Bearer abc\.def\.ghi\r$/im)
    expect(exchange.attempts[0]?.decision?.reason).toContain('the word Bearer twice')
  },
)

test('a ready-made token with the word Bearer before it has it once', async () => {
  const { harness, server } = await arena(answerWell)
  await harness.send({ key: null, token: 'Bearer abc.def.ghi', target: '/hostile' })
  expect(server.requests[0]).toMatch(/^authorization: Bearer abc\.def\.ghi\r$/im)
})
