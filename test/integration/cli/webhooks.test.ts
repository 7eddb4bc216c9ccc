import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { verifyDocumentSchema } from '../../../app/cli/verifyDocument.ts'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { openHistory } from '../../../app/history/openHistory.ts'
import { NAMED_SCHEMES } from '../../../app/webhooks/scheme.ts'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'
import { headless, type HeadlessOptions } from '../../fixtures/headless.ts'
import { startServer } from '../../fixtures/localServer.ts'
import { post, SECRET, signed } from '../webhooks/receiving.ts'

const root = join(import.meta.dirname, '../../..')
const historyWorker = new URL(`file://${root}/out/historyWorker.js`)

beforeAll(() => ensureBuilt(['historyWorker', 'cli']), 120_000)
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-webhooks-'))
  folders.push(folder)
  return folder
}

const BODY = Buffer.from('{"event":"approve","eventType":"timesheet"}')

/** A delivery as a raw HTTP request. */
function raw(headers: readonly (readonly [string, string])[], body: Uint8Array, end = '\r\n'): Buffer {
  const lines = ['POST /hook HTTP/1.1', ...headers.map(([name, value]) => `${name}: ${value}`), '', '']
  return Buffer.concat([Buffer.from(lines.join(end)), body])
}

const env = { HOOK: SECRET.value, OTHER: 'whsec_b3RoZXIgb3RoZXIgb3RoZXI=' }

async function verify(stdin: Uint8Array, args: string[] = ['--secret-env', 'HOOK']) {
  const { code, stdout, stderr } = await headless(['webhooks', 'verify', '-', '--json', ...args], {
    stdin,
    env,
  })
  return { code, stderr, document: stdout === '' ? null : (JSON.parse(stdout) as unknown) }
}

describe('postern webhooks verify', () => {
  it.each(Object.entries(NAMED_SCHEMES))('finds the scheme of %s', async (_, scheme) => {
    const { code, document } = await verify(raw(signed(BODY, { scheme }), BODY))
    expect(code).toBe(0)
    expect(document).toEqual({ signature: 'valid', scheme, reason: 'The signature is valid.', findings: [] })
  })

  it.each(['\n', '\r\n'])('reads a head whose lines end with %j, and any bytes behind it', async (end) => {
    const body = Buffer.from([0xff, 0x0d, 0x0a, 0x0d, 0x0a, 0x00])
    expect((await verify(raw(signed(body), body, end))).code).toBe(0)
  })

  it.each([
    ['wrong secret', signed(BODY), BODY, ['--secret-env', 'OTHER'], 'unknown-scheme'],
    ['no secret', signed(BODY), BODY, [], 'unknown-scheme'],
    ['no signature', [], BODY, ['--secret-env', 'HOOK'], 'missing'],
    [
      'a body written anew',
      signed(BODY),
      Buffer.from('{ "event": "approve", "eventType": "timesheet" }'),
      undefined,
      'wrong',
    ],
    [
      'a line end behind the body',
      signed(BODY),
      Buffer.concat([BODY, Buffer.from('\r\n')]),
      undefined,
      'wrong',
    ],
  ] as const)('says why: %s', async (_, headers, body, args, signature) => {
    const { code, document } = await verify(raw(headers, body), args && [...args])
    expect(code).toBe(1)
    expect(document).toMatchObject({ signature })
    expect(verifyDocumentSchema.parse(document)).toEqual(document)
    expect(Object.keys(document ?? {})).toEqual(['signature', 'scheme', 'reason', 'findings'])
  })

  it('takes either of two secrets, and says which', async () => {
    const both = ['--secret-env', 'OTHER', '--secret-env', 'HOOK']
    expect((await verify(raw(signed(BODY), BODY), both)).document).toMatchObject({
      signature: 'valid',
      reason: 'The signature is valid. The secret “HOOK” signed the delivery.',
    })
  })

  it('sees a body that was cut', async () => {
    const { document } = await verify(raw([['Content-Length', '43'], ...signed(BODY)], BODY.subarray(0, 20)))
    expect(document).toMatchObject({ findings: [{ rule: 'body-truncated' }] })
  })

  it('reads a file, and prints the scheme for people', async () => {
    const file = join(dataFolder(), 'delivery.http')
    writeFileSync(file, raw(signed(BODY), BODY))
    const { code, stdout } = await headless(['webhooks', 'verify', file, '--secret-env', 'HOOK'], { env })
    expect(code).toBe(0)
    expect(stdout).toContain('HMAC-SHA-256 over id.timestamp.body in base64')
    expect(stdout).toContain('found from this delivery')
    expect(stdout).not.toContain(SECRET.value)
  })

  it.each([
    [['verify', 'a', 'b'], 'one word too many'],
    [['verify', '/nowhere/at/all'], 'unreadable'],
    [['verify', '--secret-env', 'NOT_SET'], 'empty or missing'],
    [['verify', '-'], 'no empty line'],
    [['listen', '--answer', '700'], '--answer takes'],
    [['listen', '--forward', 'localhost:3000'], '--forward takes a URL'],
    [['listen', '--forward', 'http://me:word@127.0.0.1'], 'without a user name'],
    [['listen', '--port', 'x'], '--port takes'],
    [['simulate'], 'Give an event'],
    [['simulate', 'timesheet.aprove', '--secret-env', 'HOOK'], 'Did you mean timesheet.approve?'],
    [['simulate', 'timesheet.approve'], 'Postern signs with a secret'],
    [['simulate', 'timesheet.approve', '--scheme', 'y', '--secret-env', 'HOOK'], '--scheme takes'],
    [['replay', 'x', '--resign', '--as-received'], 'either'],
    [['lisen'], 'Did you mean listen?'],
    [[], 'Give one of'],
  ])('%j is a wrong command', async (args, message) => {
    const { code, stderr } = await headless(['webhooks', ...args], { stdin: 'no delivery', env })
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})

/** A listener of the command line within this process. */
async function listening(args: string[], options: Partial<HeadlessOptions> = {}) {
  const ending = new AbortController()
  let seen = ''
  let wake: () => void = () => undefined
  const told = (text: string) => {
    seen += text
    wake()
  }
  const ended = headless(['webhooks', 'listen', '--port', '0', ...args], {
    historyWorker,
    ...options,
    env: { ...env, POSTERN_DATA: dataFolder(), ...options.env },
    signal: ending.signal,
    onStdout: told,
    onStderr: told,
  })
  async function printed(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(seen)
      if (found) return found[1] ?? found[0]
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const url = await printed(/on (http:\S+)/)
  return {
    url,
    printed,
    end: () => {
      ending.abort()
      return ended
    },
  }
}

describe('postern webhooks listen', () => {
  it('prints a line for each delivery, with both responses', async () => {
    const program = await startServer((_, response) => response.writeHead(500).end())
    onTestFinished(() => void program.close())
    const { url, printed, end } = await listening(['--secret-env', 'HOOK', '--forward', program.url])
    await post(url, signed(BODY), BODY)
    const line = await printed(/✓ {2}timesheet\.approve.*\n/)
    expect(line).toMatch(/✓ {2}timesheet\.approve {2}200 {2}program: 500 in \d+ ms/)
    expect(line).toContain('not-2xx')
    expect(await end()).toMatchObject({ code: 0 })
  })

  it('prints exchange documents alone with --json, without the secret', async () => {
    const { url, printed, end } = await listening(['--secret-env', 'HOOK', '--json'])
    await post(url, signed(BODY), BODY)
    await printed(/"direction":"in"/)
    const { stdout } = await end()
    const [line = ''] = stdout.split('\n')
    expect(exchangeSchema.parse(JSON.parse(line))).toMatchObject({ delivery: { signature: 'valid' } })
    expect(stdout).not.toContain(SECRET.value)
  })

  it.each([
    ['204', 204],
    ['503', 503],
  ])('responds with --answer %s', async (answer, status) => {
    const { url, end } = await listening(['--answer', answer])
    expect(await post(url, [], BODY)).toMatchObject({ status })
    await end()
  })

  it('keeps what the history can find, replay and export, and no secret in any file', async () => {
    const data = dataFolder()
    let status = 500
    const program = await startServer((_, response) => response.writeHead(status).end())
    onTestFinished(() => void program.close())
    const { url, printed, end } = await listening(
      ['--secret-env', 'HOOK', '--keep', '--forward', program.url],
      { env: { POSTERN_DATA: data } },
    )
    await post(url, signed(BODY), BODY)
    await printed(/timesheet\.approve.*\n/)
    await post(url, signed(BODY, { id: 'msg_2' }), BODY)
    await printed(/timesheet\.approve[^]*timesheet\.approve.*\n/)
    expect(await end()).toMatchObject({ code: 0 })
    const options = { historyWorker, env: { ...env, POSTERN_DATA: data } }
    const list = await headless(
      ['history', 'is:webhook', 'event:timesheet.approve', 'signature:valid', '--json'],
      options,
    )
    expect(JSON.parse(list.stdout)).toMatchObject({ items: [{ outcome: 'http-failure' }, { status: 500 }] })
    expect(JSON.parse(readFileSync(join(data, 'webhooks.json'), 'utf8'))).toMatchObject({
      scheme: NAMED_SCHEMES['standard-webhooks'],
      certainty: 'certain',
    })

    const check = await headless(['check', 'is:webhook', '--json'], options)
    expect(JSON.parse(check.stdout)).toMatchObject({ calls: 0 })
    const toApi = await headless(['replay', 'is:webhook', '--dry-run', '--json'], options)
    expect(JSON.parse(toApi.stdout)).toMatchObject({ plan: { counts: { ready: 0, unsafe: 0, blocked: 2 } } })
    const har = await headless(['export', 'is:webhook', '--format', 'har'], options)
    expect(har.stdout).toContain('"direction":"in","event":"timesheet.approve","signature":"valid"')
    const bundle = await headless(['export', 'is:webhook', '--format', 'bundle'], options)
    expect(bundle.stdout).toContain('signature valid')
    writeFileSync(join(data, 'webhooks.har'), har.stdout)
    const imported = await headless(['import', join(data, 'webhooks.har'), '--json'], options)
    expect(imported.stdout).toContain('a webhook that Postern received')

    status = 200
    const replayed = await headless(
      ['webhooks', 'replay', 'outcome:failed', '--resign', '--secret-env', 'HOOK'],
      options,
    )
    expect(replayed.code).toBe(0)
    expect(replayed.stdout.match(/500 → 200 {2}fixed/g)).toHaveLength(2)
    const originals = await headless(
      ['webhooks', 'replay', 'is:webhook', '--to', 'http://127.0.0.1:9'],
      options,
    )
    expect(originals.stdout.match(/→ refused/g)).toHaveLength(2)
    const again = await headless(['webhooks', 'replay', 'is:replay', '--to', 'http://127.0.0.1:9'], options)
    expect(again.code).toBe(3)
    const files = readdirSync(data).map((name) => readFileSync(join(data, name), 'latin1'))
    expect(files.length).toBeGreaterThan(1)
    expect(files.filter((text) => text.includes(SECRET.value))).toEqual([])
  })
})

it('postern webhooks replay goes on behind a delivery that it cannot send again', async () => {
  const data = dataFolder()
  const program = await startServer((_, response) => response.end())
  onTestFinished(() => void program.close())
  const { url, end } = await listening(['--secret-env', 'HOOK', '--keep'], { env: { POSTERN_DATA: data } })
  const hidden = Buffer.from(JSON.stringify({ event: 'approve', clientSecret: 'x'.repeat(12) }))
  await post(url, signed(hidden), hidden)
  await post(url, signed(BODY, { id: 'msg_2' }), BODY)
  await end()
  const replayed = await headless(['webhooks', 'replay', 'is:webhook', '--to', program.url], {
    historyWorker,
    env: { ...env, POSTERN_DATA: data },
  })
  expect(replayed.stderr).toContain('redacted a secret')
  expect(replayed.stdout.match(/→ 200/g)).toHaveLength(1)
  expect(replayed.code).toBe(3)
})

describe('postern webhooks simulate', () => {
  it('sends what listen verifies, and what it should refuse', async () => {
    const { url, printed, end } = await listening(['--secret-env', 'HOOK'])
    const simulate = (...args: string[]) =>
      headless(['webhooks', 'simulate', ...args, '--to', url, '--secret-env', 'HOOK'], { env })
    expect(await simulate('all')).toMatchObject({ code: 0 })
    await printed(/(?:✓.*\n){6}/)
    expect(await simulate('timesheet.submit', '--count', '3', '--scheme', 'github')).toMatchObject({
      code: 0,
    })
    await printed(/(?:✓.*\n){9}/)
    await simulate('timesheet.reject', '--bad-signature')
    await printed(/\? {2}timesheet\.reject/)
    await simulate('timesheet.reject', '--old', '10m')
    await printed(/✓ {2}timesheet\.reject.*timestamp-old/)
    await simulate('timesheet.reject', '--duplicate')
    await printed(/✓ {2}timesheet\.reject.*duplicate-delivery/)
    await end()
    expect(await simulate('timesheet.reject')).toMatchObject({ code: 3 })
  })

  it('exits with 1 where a delivery is refused', async () => {
    const { url, end } = await listening(['--answer', '500'])
    const { code } = await headless(
      ['webhooks', 'simulate', 'timesheet.reject', '--to', url, '--secret-env', 'HOOK'],
      { env },
    )
    expect(code).toBe(1)
    await end()
  })
})

describe('killed while a hundred deliveries a second come in', () => {
  it.each([40, 120, 250])('after %i of them, nothing confirmed is lost', async (most) => {
    const data = dataFolder()
    const child = spawn(
      process.execPath,
      [join(root, 'out/cli.js'), 'webhooks', 'listen', '--port', '0', '--keep', '--secret-env', 'HOOK'],
      { env: { ...process.env, ...env, POSTERN_DATA: data }, stdio: ['ignore', 'pipe', 'ignore'] },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    const gone = once(child, 'exit')
    const [head] = (await once(child.stdout, 'data')) as [Buffer]
    const url = /on (http:\S+)/.exec(head.toString())?.[1] ?? ''
    const confirmed: string[] = []
    const sending = Array.from({ length: 10 }, async (_, sender) => {
      for (let at = 0; ; at += 1) {
        const id = `msg_${sender}_${at}`
        const { status } = await post(url, signed(BODY, { id }), BODY)
        if (status !== 200) return
        confirmed.push(id)
        if (confirmed.length >= most) child.kill('SIGKILL')
      }
    })
    await Promise.all([...sending, gone])
    expect(confirmed.length).toBeGreaterThanOrEqual(most)
    const history = await openHistory({ file: join(data, 'history.db'), worker: historyWorker })
    const { ids } = await history.ids({ query: 'is:webhook', limit: 100_000 })
    const kept = new Set<string | null>()
    for (const id of ids) kept.add((await history.get(id))?.delivery?.sentId ?? null)
    expect(confirmed.filter((id) => !kept.has(id))).toEqual([])
    await history.close()
  })
})
