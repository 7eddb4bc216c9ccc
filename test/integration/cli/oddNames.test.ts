import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, expect, it } from 'vitest'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { headless } from '../../fixtures/headless.ts'
import { startServer } from '../../fixtures/localServer.ts'

/** Names that every object has by birth. */
const NAMES = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf']

let seen: IncomingMessage | null = null
let answer: (response: ServerResponse) => void
const server = await startServer((request, response) => {
  seen = request
  answer(response)
})
const { url } = server
afterAll(server.close)

async function sent(...more: string[]) {
  const { stdout } = await headless(
    ['send', 'GET', '/sites', '--base-url', url, '--token-env', 'T', '--backoff', '', '--json', ...more],
    { env: { T: 'abc.def.ghi' } },
  )
  return exchangeSchema.parse(JSON.parse(stdout))
}

it.each(NAMES)('a header and a parameter %s are sent once, as they are', async (name) => {
  answer = (response) => response.end('{}')
  const { request } = await sent('--header', `${name}: x`, '--query', `${name}=y`)
  const raw = seen?.rawHeaders ?? []
  expect(raw.filter((text) => text.toLowerCase() === name.toLowerCase())).toEqual([name])
  expect(raw[raw.indexOf(name) + 1]).toBe('x')
  expect(raw.join()).not.toContain('native code')
  expect(seen?.url).toBe(`/sites?${name}=y`)
  expect(request.headers).toContainEqual([name, 'x'])
})

it.each(NAMES)('an answer whose coding is %s is shown as it came', async (name) => {
  answer = (response) => response.writeHead(200, { 'Content-Encoding': name }).end('{}')
  const { attempts } = await sent()
  expect(attempts.at(-1)).toMatchObject({ failure: null, response: { body: '{}' } })
})

it.each(NAMES)('a field, a header and a limit of an answer may be named %s', async (name) => {
  const body = `{"status":{"code":100,"errorMessage":"No."},"${name}":{"${name}":"x"},"data":{"${name}":1},"errors":[{"${name}":1}]}`
  answer = (response) => response.writeHead(400, [name, 'x', 'RateLimit', `${name}=1;r=0`]).end(body)
  const { attempts, outcome } = await sent()
  expect(attempts.at(-1)?.response?.body).toBe(body)
  expect(outcome).toBe('http-failure')
})

it.each(NAMES)('an environment variable %s that is not set is none', async (name) => {
  const { code, stderr } = await headless(['send', 'GET', '/x', '--base-url', url, '--key-env', name])
  expect(code).toBe(2)
  expect(stderr).toContain('which is empty or missing')
})
