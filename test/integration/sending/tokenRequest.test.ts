import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../app/clock.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { answer, startHostileServer, type Behaviour } from '../../fixtures/hostileServer.ts'
import { ends, patient } from './arena.ts'
import { createHarness, story, type HarnessOptions } from './harness.ts'

const TOKEN_PATH = '/api/token/request'
const JSON_TYPE = { 'Content-Type': 'application/json' }
const REFUSED = '{"status":{"code":401,"errorMessage":"No."},"data":null,"message":"No.","errors":[]}'
const json =
  (body: unknown, status = 200): Behaviour =>
  (socket) =>
    socket.write(answer(status, JSON_TYPE, JSON.stringify(body)))

async function ask(
  behaviours: Readonly<Record<string, Behaviour>>,
  token: Partial<Profile['token']> = {},
  options: HarnessOptions = {},
) {
  const server = await startHostileServer(behaviours)
  ends.push(() => server.close())
  const profile = patient(server.url)
  const harness = createHarness(systemClock, { ...profile, token: { ...profile.token, ...token } }, options)
  ends.push(() => harness.sender.close())
  const exchange = await harness.send({ target: '/api/external/sites' })
  const { diagnosis } = exchange
  const told = [diagnosis?.headline, diagnosis?.meaning, diagnosis?.cause, ...(diagnosis?.remedy ?? [])].join(
    ' ',
  )
  return { exchange, server, diagnosis, told, last: exchange.attempts.at(-1) }
}

describe('a token request that leads to no token names its method, its address and the response', () => {
  test.each<[string, Behaviour, RegExp, string]>([
    [
      'a web page',
      (socket) =>
        socket.write(answer(200, { 'Content-Type': 'text/html' }, '<html><title>Hi</title></html>')),
      /^A web page came instead of a token$/,
      'POST /api/token/request returned 200 and a web page',
    ],
    [
      'an error of OAuth',
      json({ error: 'invalid_client', error_description: 'Client is disabled' }),
      /^The token request was refused: invalid_client$/,
      'POST /api/token/request returned 200 and the error “invalid_client”: “Client is disabled”',
    ],
    [
      'an error of OAuth with 400',
      json({ error: 'invalid_grant' }, 400),
      /^The token request was refused: invalid_grant$/,
      'POST /api/token/request returned 400 and the error “invalid_grant”',
    ],
    [
      'an error of OAuth about the request',
      json({ error: 'unsupported_grant_type' }),
      /^The token request was refused: unsupported_grant_type$/,
      'POST /api/token/request returned 200 and the error “unsupported_grant_type”',
    ],
    ['other JSON', json({ hello: 1 }), /^No token was found/, 'POST /api/token/request returned 200'],
    ['nothing', (socket) => socket.write(answer(204, {}, '')), /^No token was found/, 'returned 204'],
    [
      'a reset',
      (socket) => socket.destroy(),
      /^The token request failed: the connection was cut$/,
      'The token request was POST /api/token/request.',
    ],
    [
      'a redirect',
      (socket) => socket.write(answer(302, { Location: '/login' }, '')),
      /^The server redirected to \/login, a sign-in page$/,
      'The token request was POST /api/token/request.',
    ],
    [
      'a 404',
      json({}, 404),
      /^The token request is not at this URL$/,
      'POST /api/token/request returned 404',
    ],
    ['a 500', json({}, 500), /^The token request failed/, 'POST /api/token/request returned 500'],
    ['a 401', json({}, 401), /was refused$/, 'POST /api/token/request returned 401'],
  ])('%s', async (_, behaviour, headline, said) => {
    const { exchange, diagnosis, told, server } = await ask({ [TOKEN_PATH]: behaviour })
    expect(diagnosis?.headline).toMatch(headline)
    expect(told).toContain(said)
    expect(told).not.toMatch(/exchange succeeded|GET \/api\/external/)
    expect(exchange.outcome).not.toBe('success')
    expect(server.requests.every((head) => !head.includes('/api/external'))).toBe(true)
  })

  test('and the field where the profile looks for it', async () => {
    const { told } = await ask({ [TOKEN_PATH]: json({ token: 'an-opaque-token' }) }, { tokenAt: 'data.jwt' })
    expect(told).toContain('no token at data.jwt')
  })
})

test.each([401, 403, 100])('a token beside service code %s is not used', async (code) => {
  const { exchange, server } = await ask({
    [TOKEN_PATH]: json({
      status: { code, errorMessage: 'No.' },
      data: { token: 'opaque-token-beside-a-code' },
      message: 'No.',
      errors: [{ code, message: 'No.' }],
    }),
  })
  expect(story(exchange)).toBe('token 200 stop')
  expect(server.requests).toHaveLength(1)
  expect(JSON.stringify(exchange)).not.toContain('opaque-token-beside-a-code')
})

test('a token beside code 0 is used', async () => {
  const { exchange } = await ask({
    [TOKEN_PATH]: json({ status: { code: 0 }, data: { token: 'opaque-token-of-test' }, errors: [] }),
  })
  expect(exchange.outcome).toBe('success')
})

describe('a 401 after a token was requested again', () => {
  const refused: Behaviour = (socket) => socket.write(answer(401, JSON_TYPE, REFUSED))

  test('that came back the same is called no fresh one', async () => {
    const { diagnosis, last, told } = await ask({
      [TOKEN_PATH]: json({ token: 'the-very-same-token' }),
      '/api/external/sites': refused,
    })
    expect(last?.decision).toMatchObject({ action: 'stop', rule: 'unauthorized-same-token' })
    expect(last?.decision?.reason).toContain('returned the same token')
    expect(diagnosis?.headline).toBe('The token request returned the refused token again')
    expect(`${told} ${diagnosis?.retry.advice} ${last?.decision?.reason}`).not.toMatch(/fresh|revoked/)
  })

  test('that came back another points at the key, as before', async () => {
    let count = 0
    const { last } = await ask({
      [TOKEN_PATH]: (socket) => json({ token: `token-number-${(count += 1)}` })(socket, ''),
      '/api/external/sites': refused,
    })
    expect(last?.decision).toMatchObject({ rule: 'unauthorized-after-refresh' })
  })
})

describe('a token request tells where the key was, and whether it has ever led to a token', () => {
  const never = { proven: { has: () => false, add: () => undefined } }
  const before = { proven: { has: () => true, add: () => undefined } }

  test('in the attempt', async () => {
    const { last } = await ask(
      { [TOKEN_PATH]: json({}, 404) },
      { sendKeyIn: 'form', keyName: 'secret' },
      never,
    )
    expect(last?.tokenRequest).toMatchObject({
      method: 'POST',
      sendKeyIn: 'form',
      keyName: 'secret',
      isProven: false,
    })
  })

  test('and the first token proves it', async () => {
    const proven: string[] = []
    await ask(
      { [TOKEN_PATH]: json({ token: 'an-opaque-token' }) },
      {},
      {
        proven: { has: () => false, add: (profile) => proven.push(profile.token.path) },
      },
    )
    expect(proven).toEqual([TOKEN_PATH])
  })

  test.each([401, 403])('so that a %i is not blamed on the key before', async (status) => {
    const { diagnosis } = await ask({ [TOKEN_PATH]: json({}, status) }, {}, never)
    expect(diagnosis?.headline).toBe('The token request was refused')
    expect(diagnosis?.cause).toContain('has not led to a token yet')
    expect(diagnosis?.remedyActions).toEqual(['open-token-settings', 'enter-key'])
    const proven = await ask({ [TOKEN_PATH]: json({}, status) }, {}, before)
    expect(proven.diagnosis?.remedyActions.at(-1)).toBe('enter-key')
    expect(proven.diagnosis?.headline).toMatch(/^The key .* was refused$/)
  })

  test('but the words of the API about the key go first', async () => {
    const revoked = { code: 401, message: 'The API key has been revoked.', errors: [] }
    const { diagnosis } = await ask({ [TOKEN_PATH]: json(revoked, 401) }, {}, never)
    expect(diagnosis?.headline).toMatch(/revoked/)
  })
})
