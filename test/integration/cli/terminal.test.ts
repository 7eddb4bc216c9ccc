import { afterAll, expect, it } from 'vitest'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { headless } from '../../fixtures/headless.ts'
import { startServer } from '../../fixtures/localServer.ts'

const ACTING = [
  '\x1b]0;owned\x07',
  '\x1b[2J',
  '\x9b31m',
  '\x85',
  '\x7f',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u2028',
  '\ufeff',
  '\u061c',
  '\r',
  '\u{e0041}',
]
const SHOWN = /^[\t\n\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2bff…]*$/u
const said = `No${ACTING.join(' x ')}end`

const server = await startServer((_request, response) => {
  response.writeHead(400, {
    'Content-Type': 'application/json',
    'X-Trace-Id': Buffer.from('a\x9b\x85b', 'latin1').toString('latin1'),
  })
  response.end(
    JSON.stringify({
      status: { code: 100, errorMessage: said },
      data: null,
      count: null,
      message: said,
      errors: [{ code: 100, message: said }],
    }),
  )
})
const { url } = server
afterAll(server.close)

const send = (...more: string[]) =>
  headless(['send', 'GET', '/sites', '--base-url', url, '--token-env', 'T', ...more], {
    env: { T: 'abc.def.ghi' },
  })

it('shows nothing that acts on a terminal of what a server says', async () => {
  const { stdout, stderr } = await send()
  expect(stdout).toMatch(SHOWN)
  expect(stderr).toMatch(SHOWN)
  expect(stdout).toContain('\\u001b]0;owned\\u0007')
})

it('prints a document that is the same once it is read, and acts on no terminal', async () => {
  const { stdout } = await send('--json')
  expect(stdout).toMatch(SHOWN)
  const { attempts } = exchangeSchema.parse(JSON.parse(stdout))
  expect(attempts.at(-1)?.response?.body).toContain(JSON.stringify(said).slice(1, -1))
})

it.each([
  [['explain', '-', '--status', '400'], said],
  [['explain', '-', '--status', '400', '--json'], said],
  [[`send${said}`], ''],
  [['help', said], ''],
  [['send', 'GET', '/x', `--${said}`], ''],
  [['send', 'GET', '/x', '--base-url', said], ''],
  [['send', said, '/x'], ''],
  [['send', 'GET', '/x', '--catalog', said], ''],
  [['history', said], ''],
  [['schema', said], ''],
])('%j shows what it was given in a way that acts on no terminal', async (args, stdin) => {
  const { stdout, stderr } = await headless(args, { stdin })
  expect(stdout + stderr).toMatch(SHOWN)
  expect(stdout + stderr).not.toBe('')
})
