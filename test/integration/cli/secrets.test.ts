import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { headless } from '../../fixtures/headless.ts'
import { startServer } from '../../fixtures/localServer.ts'
import { pieceIn, SPELLINGS } from '../../unit/recorder/spellings.ts'

const KEY = 'Kf7+Qz/9bXw2&Lm8Tn4='
const TOKENS = ['Old+Token/Zq8w7E6r5T=', 'New+Token/aS1d2F3g4H=']

let answer: (request: IncomingMessage, response: ServerResponse) => void
let tokens = 0
const server = await startServer((request, response) => {
  if (!request.url?.includes('token')) return answer(request, response)
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify({ token: TOKENS[tokens], echo: KEY }))
  tokens = Math.min(tokens + 1, 1)
})
const { url } = server
beforeEach(() => {
  tokens = 0
})
afterAll(server.close)

const said = (message: string) =>
  JSON.stringify({
    status: { code: 100, errorMessage: message },
    data: null,
    count: null,
    message,
    errors: [{ code: 100, message }],
  })

/** Sends with the key, and checks that nothing that is printed holds a piece of any secret. */
async function sent(more: string[] = []) {
  const args = ['send', 'GET', '/api/external/sites', '--base-url', url, '--key-env', 'MY_KEY', ...more]
  const env = { MY_KEY: KEY }
  const { stdout, stderr } = await headless([...args, '--json'], { env })
  tokens = 0
  const told = await headless(args, { env })
  for (const text of [stdout, stderr, told.stdout, told.stderr])
    for (const secret of [KEY, ...TOKENS]) expect(pieceIn(text, secret)).toBeNull()
  return exchangeSchema.parse(JSON.parse(stdout))
}

describe('what the headless tool prints', () => {
  it.each(SPELLINGS)('holds no key that the API repeats %s', async (_, write) => {
    answer = (_request, response) => {
      response.writeHead(400, { 'Content-Type': 'application/json', 'X-Echo': encodeURI(write(KEY)) })
      response.end(said(`The key ${write(KEY)} may not do this.`))
    }
    const { diagnosis, envelope } = await sent()
    expect(diagnosis?.fingerprint).toMatch(/ 400\/100 the key .* may not do this\./)
    expect(envelope?.message).toMatch(/^The key .*\[redacted\].* may not do this\.$/)
  })

  it('holds no old token after a refresh', async () => {
    let requests = 0
    answer = ({ headers }, response) => {
      requests += 1
      const isOld = headers.authorization === `Bearer ${TOKENS[0]}`
      response.writeHead(isOld ? 401 : 400, { 'Content-Type': 'application/json' })
      response.end(said(`Neither ${TOKENS[0]} nor ${encodeURIComponent(String(TOKENS[1]))} may do this.`))
    }
    const { attempts, diagnosis } = await sent()
    expect(attempts.map(({ purpose, response }) => `${purpose} ${response?.status}`)).toEqual([
      'token 200',
      'request 401',
      'token 200',
      'request 400',
    ])
    expect(requests).toBe(4)
    expect(diagnosis?.fingerprint).toMatch(/ 400\/100 neither # nor # may do this\.$/)
  })

  it('holds no part of a key that a redirect leads to', async () => {
    for (const length of [150, 170, 175, 180, 185, 190]) {
      const location = `https://elsewhere.example.test/${'x'.repeat(length - 31)}${encodeURIComponent(KEY)}`
      answer = (_request, response) => {
        response.writeHead(302, {
          Location: location.replace('elsewhere', length % 2 ? 'elsewhere' : 'other'),
        })
        response.end()
      }
      expect((await sent()).attempts.at(-1)?.failure?.code).toBe('OTHER_ORIGIN')
      answer = (_request, response) => {
        response.writeHead(302, { Location: `http://[${location}` })
        response.end()
      }
      expect((await sent()).attempts.at(-1)?.failure?.code).toBe('INVALID_LOCATION')
    }
  })

  it('holds no beginning of a key that an answer broke off in', async () => {
    for (const [, write] of SPELLINGS) {
      const written = write(KEY)
      answer = (_request, response) => {
        response.writeHead(400, { 'Content-Type': 'application/json', 'Content-Length': 5000 })
        response.write(said(`The key ${written}`).slice(0, 52 + Math.floor(written.length * 0.8)), () =>
          response.destroy(),
        )
      }
      const { attempts } = await sent(['--backoff', ''])
      expect(attempts.at(-1)?.response?.truncated).toBe(true)
    }
  })

  it('holds no coding that an answer comes in, which may be a key', async () => {
    answer = (_request, response) => {
      response.writeHead(400, { 'Content-Encoding': `${'x'.repeat(30)}${KEY.replaceAll(/[^\w]/g, '')}` })
      response.end('{}')
    }
    await sent()
  })
})

describe('postern explain', () => {
  const parts = [{ alg: 'none' }, { SiteId: '7', exp: 1 }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const token = `${parts.join('.')}.c2lnbmVkQnlNZQ`

  it('prints no token that the answer holds, and none that it was given', async () => {
    for (const env of [{}, { TOKEN: token }]) {
      const given = 'TOKEN' in env ? ['--token-env', 'TOKEN'] : []
      for (const more of [[], ['--json']]) {
        const { stdout, stderr } = await headless(['explain', '--status', '400', ...given, ...more], {
          stdin: said(`Token ${token} has expired`),
          env,
        })
        expect(stdout).toContain('has expired')
        for (const part of [...parts, 'c2lnbmVkQnlNZQ'])
          expect((stdout + stderr).toLowerCase()).not.toContain(part.toLowerCase())
      }
    }
  })

  it('prints no key that a header of the answer names', async () => {
    const { stdout } = await headless(
      ['explain', '--status', '400', '--header', `X-Api-Key: ${KEY}`, '--json'],
      { stdin: said(`The key ${encodeURIComponent(KEY)} may not do this.`) },
    )
    expect(pieceIn(stdout, KEY)).toBeNull()
  })
})
