import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { exchangeSchema, type Exchange } from '../../../app/contract/exchange.ts'
import { systemClock } from '../../../app/clock.ts'
import { startSandbox } from '../../../app/sandbox/sandbox.ts'
import { headless } from '../../fixtures/headless.ts'
import { startServer } from '../../fixtures/localServer.ts'

const SITES = ['send', 'GET', '/api/external/sites']

function documentOf(stdout: string): Exchange {
  return exchangeSchema.parse(JSON.parse(stdout))
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

describe('postern send', () => {
  it('sends to a sandbox of its own, and tells each attempt', async () => {
    const { code, stdout, stderr } = await headless(SITES)
    expect(code).toBe(0)
    expect(stderr).toMatch(/^ 1 {2}token +200/m)
    expect(stderr).toMatch(/^ 2 {2}request +200 .*→ accept/m)
    expect(stdout).toMatch(/^200 {2}/)
  })

  it('prints the exchange document of a refused customer with exit code 1', async () => {
    const { code, stdout, stderr } = await headless([...SITES, '--query', 'customerId=1099', '--json'])
    const document = documentOf(stdout)
    expect(code).toBe(1)
    expect(stderr).toBe('')
    expect(document.outcome).toBe('http-failure')
    expect(document.envelope?.code).toBe(100)
    expect(document.diagnosis?.headline).toContain('1099')
    expect(document.diagnosis?.retry.helps).toBe('no')
    expect(document.diagnosis?.scope?.rows.find((row) => row.claim === 'CustomerId')).toMatchObject({
      requested: ['1099'],
      verdict: 'refuses',
    })
    expect(document.attempts.at(-1)?.decision).toMatchObject({ action: 'stop' })
  })

  it('never prints the key or the token, in any form', async () => {
    const { stdout, stderr } = await headless([...SITES, '--json'])
    expect(stdout + stderr).not.toContain('sandbox-site-7')
    expect(stdout + stderr).not.toMatch(/eyJ[\w-]+\./)
  })

  it('backs off as told, and tries no more than that', async () => {
    const fault = ['--header', 'x-sandbox-fault: status=500', '--backoff', '1ms,2ms']
    const { code, stdout } = await headless([...SITES, ...fault, '--json'])
    const requests = documentOf(stdout).attempts.filter((attempt) => attempt.purpose === 'request')
    expect(code).toBe(1)
    expect(requests.map((attempt) => attempt.decision?.action)).toEqual(['back-off', 'back-off', 'stop'])
  })

  it('does not repeat what may have run, unless it is vouched for', async () => {
    const post = [
      'send',
      'POST',
      '/api/webhook/subscribers',
      '--key',
      'webhook',
      '--backoff',
      '1ms,1ms',
      '--json',
    ]
    const fault = ['--header', 'x-sandbox-fault: status=500;times=1']
    const once = documentOf((await headless([...post, ...fault])).stdout)
    expect(once.attempts.filter((attempt) => attempt.purpose === 'request')).toHaveLength(1)
    expect(once.diagnosis?.retry.helps).toBe('unsafe')

    const markedIdempotent = await headless([...post, ...fault, '--idempotent'])
    expect(markedIdempotent.code).toBe(0)
    expect(
      documentOf(markedIdempotent.stdout).attempts.filter((attempt) => attempt.purpose === 'request'),
    ).toHaveLength(2)
  })

  it('talks to another address with a key from the environment', async () => {
    const sandbox = await startSandbox({ clock: systemClock })
    try {
      const { code, stdout } = await headless(
        [...SITES, '--base-url', sandbox.url, '--key-env', 'MY_KEY', '--json'],
        { env: { MY_KEY: 'sandbox-one-site' } },
      )
      expect(code).toBe(0)
      expect(documentOf(stdout).key).toBe('MY_KEY')
      expect(stdout).not.toContain('sandbox-one-site')
    } finally {
      await sandbox.close()
    }
  })

  it('blanks a token from the environment in every form, also where the request itself holds it', async () => {
    const token = 'opaque/token+of=mine'
    const echoed = JSON.stringify([encodeURIComponent(token), Buffer.from(token).toString('base64')])
    const api = await startServer((_request, answer) => {
      answer.setHeader('content-type', 'application/json').end(`{"status":{"code":0},"data":${echoed}}`)
    })
    try {
      const { code, stdout, stderr } = await headless(
        ['send', 'POST', `/x?t=${encodeURIComponent(token)}`, '--data', `"${token}"`].concat([
          '--base-url',
          api.url,
          '--token-env',
          'TOKEN',
          '--json',
        ]),
        { env: { TOKEN: token } },
      )
      expect(code).toBe(0)
      const printed = stdout + stderr
      for (const form of [token, encodeURIComponent(token), Buffer.from(token).toString('base64')])
        expect(printed).not.toContain(form)
    } finally {
      await api.close()
    }
  })

  it('blanks a token that has been exchanged for another meanwhile', async () => {
    const tokens = ['first-opaque-token', 'second-opaque-token']
    const given: string[] = []
    const api = await startServer((request, answer) => {
      answer.setHeader('content-type', 'application/json')
      if (request.method === 'POST') {
        const token = tokens[given.length] ?? ''
        given.push(token)
        answer.end(JSON.stringify({ token }))
      } else if (request.headers.authorization === `Bearer ${tokens[0]}`) answer.writeHead(401).end()
      else answer.end(`{"status":{"code":0},"data":"It was ${tokens[0]} before."}`)
    })
    try {
      const { code, stdout } = await headless(
        ['send', 'GET', '/x', '--base-url', api.url, '--key-env', 'MY_KEY', '--json'],
        { env: { MY_KEY: 'a-key-of-mine' } },
      )
      expect(code).toBe(0)
      expect(given).toEqual(tokens)
      expect(documentOf(stdout).attempts.at(-1)?.response?.body).toContain('It was [redacted] before.')
    } finally {
      await api.close()
    }
  })

  it('ends with 3 when nobody answers, and says where it knocked', async () => {
    const port = await closedPort()
    const { code, stdout } = await headless([
      ...SITES,
      '--base-url',
      `http://127.0.0.1:${port}`,
      '--backoff',
      '',
      '--json',
    ])
    const document = documentOf(stdout)
    expect(code).toBe(3)
    expect(document.outcome).toBe('transport-failure')
    expect(document.attempts.at(-1)?.failure).toMatchObject({
      kind: 'refused',
      code: 'ECONNREFUSED',
      mayHaveBeenSent: false,
    })
  })

  it('ends with 3 when a web page comes with HTTP 200, and does not call it a success', async () => {
    const portal = await startServer((_request, answer) => {
      answer
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><title>Sign in to the network</title>')
    })
    const { code, stdout } = await headless([...SITES, '--base-url', portal.url, '--json'])
    await portal.close()
    const document = documentOf(stdout)
    expect(document.attempts.at(-1)?.response?.status).toBe(200)
    expect(document.attempts.at(-1)?.decision).toMatchObject({ action: 'stop', rule: 'unusable-answer' })
    expect(document.outcome).toBe('transport-failure')
    expect(code).toBe(3)
  })

  it.each([
    [
      'the sandbox that fails',
      async () => ['--header', 'x-sandbox-fault: status=503'],
      /^503 · code 100 {2}Cancelled before the next attempt: /,
    ],
    [
      'a port on which nobody listens',
      async () => ['--base-url', `http://127.0.0.1:${await closedPort()}`],
      /^Cancelled before the next attempt: 127\.0\.0\.1:\d+ refused the connection/,
    ],
  ])('is cancelled by Ctrl+C while it waits for %s, and says so first', async (_what, argsFor, headline) => {
    const interrupt = new AbortController()
    const { code, stdout } = await headless([...SITES, ...(await argsFor())], {
      signal: interrupt.signal,
      onStderr: (text) => {
        if (text.includes('waiting')) interrupt.abort()
      },
    })
    expect(code).toBe(3)
    expect(stdout).toMatch(headline)
  })

  it.each([
    ['no path', ['send', 'GET'], 'method and a path'],
    ['a method that is none', ['send', 'G E T', '/x'], 'not an HTTP method'],
    ['a base URL that is none', [...SITES, '--base-url', 'ftp://x'], '--base-url'],
    ['a password in the base URL', [...SITES, '--base-url', 'http://u:p@127.0.0.1'], 'password'],
    [
      'a rate that is none',
      [...SITES, '--rate', 'many'],
      '--rate takes requests and a duration, for example',
    ],
    ['a rate without a time', [...SITES, '--rate', '60'], 'for example 60/60s, not "60"'],
    ['a delay that is none', [...SITES, '--backoff', '1s,soon'], '--backoff'],
    ['a query that is none', [...SITES, '--query', 'x'], '--query'],
    ['an unknown mode', [...SITES, '--mode', 'watch'], '--mode'],
    ['a time that is none', [...SITES, '--timeout', '0s'], '--timeout'],
    ['a key that the sandbox has not', [...SITES, '--key', 'nobody'], 'nobody'],
    ['key and token at once', [...SITES, '--key-env', 'A', '--token-env', 'B'], 'Give either'],
    ['an unset key', [...SITES, '--key-env', 'NO_SUCH_KEY'], 'NO_SUCH_KEY'],
    ['a body that is not there', [...SITES, '--data', '@/no/such/file'], 'is unreadable'],
    ['a time that no timer can run', [...SITES, '--deadline', '1000h'], '24 days'],
  ])('refuses %s with exit code 2, before anything is sent', async (_what, args, text) => {
    const { code, stdout, stderr } = await headless(args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(text)
  })
})

it.each([
  ['send', [...SITES, '--key-env', 'SHORT']],
  ['send', [...SITES, '--token-env', 'SHORT']],
  ['explain', ['explain', '-', '--token-env', 'SHORT']],
])('%s takes no secret that could not be redacted', async (_command, args) => {
  const { code, stdout, stderr } = await headless(args, { env: { SHORT: 'k9Zq1' } })
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain('SHORT, but its value is wrong: a key has at least six characters')
  expect(stderr).not.toContain('k9Zq1')
})

it('warns once before a key goes to another host over plain HTTP, and never for this computer', async () => {
  const server = createHttpServer((_request, response) => response.end('{"token":"a-token-of-no-shape"}'))
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  const { port } = server.address() as AddressInfo
  const warnings = async (host: string, secret: string[]) => {
    const target = ['send', 'GET', '/x', '--base-url', `http://${host}:${port}`, ...secret]
    const { stderr } = await headless([...target, '--json'], { env: { MY_KEY: 'key-of-this-test' } })
    return stderr.split('uses plain HTTP').length - 1
  }
  // Every interface, so none that is only this computer.
  expect(await warnings('0.0.0.0', ['--key-env', 'MY_KEY'])).toBe(1)
  expect(await warnings('0.0.0.0', ['--token-env', 'MY_KEY'])).toBe(1)
  expect(await warnings('0.0.0.0', [])).toBe(0)
  expect(await warnings('127.0.0.1', ['--key-env', 'MY_KEY'])).toBe(0)
  server.close()
})

describe('postern sandbox', () => {
  it('prints its address and keys, answers, and ends on Ctrl+C', async () => {
    const interrupt = new AbortController()
    const answers: Promise<number>[] = []
    const { code, stdout } = await headless(['sandbox', '--port', '0'], {
      signal: interrupt.signal,
      onStdout: (text) => {
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? ''
        answers.push(
          fetch(`${url}/api/external/sites`)
            .then((answer) => answer.status)
            .finally(() => {
              interrupt.abort()
            }),
        )
      },
    })
    expect(code).toBe(0)
    expect(await Promise.all(answers)).toEqual([401])
    expect(stdout).toContain('sandbox-site-7')
    expect(stdout).toContain('status=500')
  })

  it('says so when the port is taken', async () => {
    const first = await startSandbox({ clock: systemClock })
    try {
      const { code, stderr } = await headless(['sandbox', '--port', String(first.port)])
      expect(code).toBe(2)
      expect(stderr).toContain(String(first.port))
    } finally {
      await first.close()
    }
  })
})
