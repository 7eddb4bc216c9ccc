import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { exchangeSchema, type Exchange } from '../../../app/contract/exchange.ts'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'
import { formsOf } from '../../e2e/support/forms.ts'
import { startServer } from '../../fixtures/localServer.ts'
import { SPELLINGS } from '../../unit/recorder/spellings.ts'

const tool = join(import.meta.dirname, '../../../out/cli.js')

let folder: string
beforeAll(async () => {
  await ensureBuilt(['historyWorker', 'captureWorker', 'cli'])
  folder = await mkdtemp(join(tmpdir(), 'postern-capture-'))
}, 120_000)
afterAll(() => rm(folder, { recursive: true }))

/** The tool as it is shipped, in a process of its own. */
function start(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [tool, ...args], {
    env: { ...process.env, POSTERN_DATA: join(folder, 'data'), ...env },
    // What does not end by itself is a mistake, and ends with the test.
    timeout: 30_000,
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, ...output }))
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  /** Resolves with what the pattern finds once it is printed. */
  async function printed(pattern: RegExp, where: 'stdout' | 'stderr' = 'stdout'): Promise<string> {
    for (;;) {
      const found = pattern.exec(output[where])
      if (found) return found[1] ?? found[0]
      await once(child[where], 'data')
    }
  }
  return { child, ended, printed }
}

const postern = (args: string[], env?: Record<string, string>) => start(args, env).ended

/** A program, in the language of these tests. */
async function program(source: string): Promise<string[]> {
  const file = join(folder, `${randomBytes(4).toString('hex')}.mjs`)
  await writeFile(file, source)
  return ['--', process.execPath, file]
}

function documents(text: string): Exchange[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => exchangeSchema.parse(JSON.parse(line)))
}

/** Asks the sandbox for a token, and then for sites that its key may see, and may not. */
const TWO_SITES = `
  const base = process.env.BASE
  const asked = await fetch(base + '/api/token/request', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ apiKey: 'sandbox-site-7' }),
  })
  const token = /eyJ[\\w.-]+/.exec(await asked.text())[0]
  for (const customer of [7, 1099]) {
    const response = await fetch(base + '/api/external/sites?customerId=' + customer, {
      headers: { Authorization: 'Bearer ' + token },
    })
    console.log(response.status)
  }
`

describe('postern run', () => {
  it('hands the address over, and ends as the program does', async () => {
    const source = `
      console.log(process.env.POSTERN_CAPTURE_URL === process.env.BASE, process.env.BASE === process.env.OTHER)
      console.error('said aside')
      for await (const piece of process.stdin) console.log(String(piece))
      process.exitCode = 7`
    const run = start([
      'run',
      '--to',
      'sandbox',
      '--env',
      'BASE',
      '--env',
      'OTHER',
      ...(await program(source)),
    ])
    run.child.stdin.end('handed in')
    const { code, stdout, stderr } = await run.ended
    expect(code).toBe(7)
    expect(stdout).toBe('true true\nhanded in\n')
    expect(stderr).toContain('said aside\nPostern captured no request.')
  })

  it('captures its calls, with its key and its run, in the file and in the history', async () => {
    const file = join(folder, 'run.jsonl')
    const { stdout, stderr, code } = await postern([
      ...['run', '--to', 'sandbox', '--env', 'BASE', '--keep', '--json', file],
      ...(await program(TWO_SITES)),
    ])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '200\n403\n' })
    expect(stderr).toContain('Postern captured 3 requests: 1 failed.')
    const exchanges = documents(readFileSync(file, 'utf8'))
    const [first] = exchanges
    expect(exchanges).toHaveLength(3)
    expect(first?.client).toMatchObject({ name: expect.stringMatching(/^node/), pid: expect.any(Number) })
    for (const { key, source, client } of exchanges) {
      expect({ key, source }).toEqual({ key: 'site-7', source: 'capture' })
      expect(client).toMatchObject({ run: first?.client?.run, userAgent: 'node' })
    }
    const refused = exchanges.find(({ outcome }) => outcome === 'http-failure')
    expect(refused?.diagnosis?.headline).toContain('1099')
    expect(refused?.attempts[0]?.decision?.rule).toBe('forbidden-never')
    const listed = await postern(['history', `run:${first?.client?.run}`, '--json'])
    expect(JSON.parse(listed.stdout)).toMatchObject({ items: [{}, {}, {}] })
  })

  it('says what the program did after each failure', async () => {
    const file = join(folder, 'chain.jsonl')
    const source = `
      const ask = () => fetch(process.env.BASE + '/api/external/sites', { headers: { Authorization: 'Bearer x' } })
      for (let count = 0; count < 3; count += 1) await (await ask()).text()`
    await postern([
      ...['run', '--to', 'sandbox', '--fault', 'status=503;times=3', '--env', 'BASE', '--json', file],
      ...(await program(source)),
    ])
    const exchanges = documents(readFileSync(file, 'utf8'))
    expect(exchanges.map(({ attempts }) => attempts.map(({ clientDid }) => clientDid?.verdict))).toEqual([
      ['too-early', 'too-early', 'nothing'],
    ])
  })

  it('lets a program that has a proxy reach the capture without it', async () => {
    const source = `console.log(process.env.NO_PROXY, process.env.no_proxy, process.env.HTTP_PROXY)`
    const args = ['run', '--to', 'sandbox', ...(await program(source))]
    const proxy = 'http://127.0.0.1:1'
    const { stdout } = await postern(args, { HTTP_PROXY: proxy, NO_PROXY: 'intern.test' })
    expect(stdout).toBe(`intern.test,127.0.0.1 intern.test,127.0.0.1 ${proxy}\n`)
  })

  it('hands a signal over, and ends as the program then does', async () => {
    const source = `
      process.on('SIGTERM', () => process.exit(9))
      setInterval(() => undefined, 1000)
      console.log('ready')`
    const run = start(['run', '--to', 'sandbox', ...(await program(source))])
    await run.printed(/ready/)
    run.child.kill('SIGTERM')
    expect((await run.ended).code).toBe(9)
  })

  it('ends with 128 and the signal that ended the program', async () => {
    const run = await postern([
      'run',
      '--to',
      'sandbox',
      ...(await program(`process.kill(process.pid, 'SIGKILL')`)),
    ])
    expect(run.code).toBe(137)
  })

  it.each([
    ['no command', ['run', '--to', 'sandbox'], /goes after --/],
    ['a command before --', ['run', 'node', '--', 'x'], /goes after --/],
    ['a program that is not there', ['run', '--to', 'sandbox', '--', 'no-such-program'], /found no program/],
    ['a variable that is none', ['run', '--env', 'A-B', '--', 'node'], /name of an environment variable/],
    ['a profile that is none', ['run', '--to', 'sandbix', '--', 'node'], /Did you mean sandbox\?/],
    [
      'an address with a password',
      ['run', '--to', 'http://a:b@c.test', '--', 'node'],
      /Leave out the user name/,
    ],
    [
      'a fault elsewhere',
      ['run', '--to', 'http://127.0.0.1:1', '--fault', 'hang', '--', 'node'],
      /--to sandbox/,
    ],
    ['what is safe in other words', ['run', '--idempotent', 'x', '--', 'node'], /a method and a path/],
  ])('refuses %s with 2', async (_, args, said) => {
    const { code, stderr } = await postern(args)
    expect(code).toBe(2)
    expect(stderr).toMatch(said)
  })
})

describe('where nothing can listen', () => {
  it.each([
    ['capture', ['capture', '--to', 'sandbox']],
    ['run', ['run', '--to', 'sandbox', '--', process.execPath, '-e', 'console.log("began")']],
  ])('postern %s says so, and ends with 3', async (_, args) => {
    const refusing = join(folder, 'refusing.cjs')
    await writeFile(
      refusing,
      `const net = require('node:net')
       const { isMainThread } = require('node:worker_threads')
       // The sandbox listens in the main thread.
       if (!isMainThread) net.Server.prototype.listen = function () {
         queueMicrotask(() => this.emit('error', Object.assign(new Error('no'), { code: 'EADDRNOTAVAIL' })))
         return this
       }`,
    )
    const { code, stdout, stderr } = await postern(args, { NODE_OPTIONS: `--require ${refusing}` })
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain('Postern could not listen on this computer (EADDRNOTAVAIL).')
  })
})

const ADDRESS = /listens on (http:\/\/127\.0\.0\.1:\d+) and passes on to http/

describe('postern capture', () => {
  it('prints where it listens, passes on, and ends with 0 on Ctrl+C', async () => {
    const capture = start(['capture', '--to', 'sandbox', '--port', '0'])
    const url = await capture.printed(ADDRESS)
    expect((await fetch(`${url}/api/external/sites`)).status).toBe(401)
    await capture.printed(/401 {2}GET \/api\/external\/sites {2}\S/, 'stderr')
    capture.child.kill('SIGINT')
    const { code, stdout } = await capture.ended
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  })

  it('prints documents alone with --json', async () => {
    const capture = start(['capture', '--to', 'sandbox', '--port', '0', '--json'])
    const url = await capture.printed(ADDRESS, 'stderr')
    await fetch(`${url}/api/external/sites`)
    await capture.printed(/\n/)
    capture.child.kill('SIGINT')
    const [exchange, ...more] = documents((await capture.ended).stdout)
    expect(more).toEqual([])
    expect(exchange).toMatchObject({ source: 'capture', outcome: 'http-failure', client: { run: null } })
    // The program is found at best.
    expect([null, process.pid]).toContain(exchange?.client?.pid)
  })

  it('takes the next free port where one is in use, and says so', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const capture = start(['capture', '--to', 'sandbox', '--port', String(port)])
    const url = await capture.printed(ADDRESS)
    expect(url).not.toContain(`:${port}`)
    await capture.printed(new RegExp(`Port ${port} is in use\\. Postern took port \\d+\\.`), 'stderr')
    capture.child.kill('SIGINT')
    expect((await capture.ended).code).toBe(0)
  })

  it('lets what is in flight finish', async () => {
    const api = await startServer((_, response) => {
      setTimeout(() => response.end('late'), 700)
    })
    onTestFinished(() => void api.close())
    const capture = start(['capture', '--to', api.url, '--port', '0'])
    const url = await capture.printed(ADDRESS)
    const asked = fetch(`${url}/slow`)
    await new Promise((resolve) => setTimeout(resolve, 200))
    capture.child.kill('SIGINT')
    expect(await (await asked).text()).toBe('late')
    const { code, stderr } = await capture.ended
    expect(code).toBe(0)
    expect(stderr).toContain('200  GET /slow')
  })

  it('holds back what would break the window, and says for how long', async () => {
    const stamps: number[] = []
    const api = await startServer((_, response) => {
      stamps.push(Date.now())
      response.end('{}')
    })
    onTestFinished(() => void api.close())
    const data = join(folder, 'limited')
    const file = join(data, 'settings.json')
    const { profileFor } = await import('../../../app/contract/presets.ts')
    const { DEFAULT_SETTINGS } = await import('../../../app/settings/settings.ts')
    const { mkdir } = await import('node:fs/promises')
    const base = profileFor('limited', 'Limited', api.url)
    const profile = { ...base, rate: { ...base.rate, limit: 1, lengthMs: 2000 } }
    await mkdir(data, { recursive: true })
    await writeFile(file, JSON.stringify({ ...DEFAULT_SETTINGS, profiles: [profile] }))
    const capture = start(['capture', '--to', 'limited', '--port', '0', '--hold'], { POSTERN_DATA: data })
    const url = await capture.printed(ADDRESS)
    const ask = () => fetch(`${url}/api/external/sites`, { headers: { Authorization: 'Bearer opaque' } })
    const [first, second] = [await ask(), await ask()]
    expect(first.headers.has('x-postern-held-ms')).toBe(false)
    const heldMs = Number(second.headers.get('x-postern-held-ms'))
    expect(heldMs).toBeGreaterThan(0)
    const [windowOne = 0, windowTwo = 0] = stamps.map((at) => Math.floor(at / 2000))
    expect(windowTwo).toBeGreaterThan(windowOne)
    capture.child.kill('SIGINT')
    await capture.ended
  })

  it.each([
    [['capture', '--port', 'x'], /--port takes a number/],
    [['capture', 'word'], /one word too many/],
    [['capture', '--to', 'https://'], /refused the URL of --to/],
  ])('refuses %j with 2', async (args, said) => {
    const { code, stderr } = await postern(args)
    expect(code).toBe(2)
    expect(stderr).toMatch(said)
  })
})

describe('the secrets of the traffic', () => {
  const word = () => `aB${randomBytes(12).toString('base64url')}`
  const key = `q"${word()}\\/+%&=x${word()}`
  const token = `${word()}${word()}${word()}`

  function filesBelow(path: string): string[] {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  }

  it('are in no file, in no spelling', async () => {
    const api = await startServer((request, response) => {
      request.resume()
      request.on('end', () => {
        if (request.url === '/api/token/request') return response.end(JSON.stringify({ token }))
        const at = Number(new URL(request.url ?? '', 'http://x').searchParams.get('at') ?? 0)
        const said = SPELLINGS[at]?.[1](key) ?? ''
        response.writeHead(at % 2 === 0 ? 403 : 200, {
          'X-Said': encodeURIComponent(said),
          Link: `<${encodeURIComponent(token)}>`,
        })
        response.end(
          JSON.stringify({ status: { code: 100, errorMessage: `Not ${said}` }, message: token, data: null }),
        )
      })
    })
    onTestFinished(() => void api.close())
    const source = `
      const base = process.env.BASE
      const key = JSON.parse(process.env.THE_KEY)
      const asked = await fetch(base + '/api/token/request', { method: 'POST', body: JSON.stringify({ apiKey: key }) })
      const { token } = await asked.json()
      for (let at = 0; at < ${SPELLINGS.length}; at += 1) {
        const url = base + '/api/external/sites?at=' + at + '&customer=' + encodeURIComponent(key)
        await (await fetch(url, { headers: { Authorization: 'Bearer ' + token, 'X-Copy': encodeURIComponent(key) } })).text()
      }
      await fetch(base + '/api/external/sites', { method: 'POST', body: 'say ' + token, headers: { Authorization: 'Bearer ' + token } })`
    const data = join(folder, 'secrets')
    const file = join(folder, 'secrets.jsonl')
    const { code, stdout, stderr } = await postern(
      ['run', '--to', api.url, '--env', 'BASE', '--keep', '--json', file, ...(await program(source))],
      { POSTERN_DATA: data, THE_KEY: JSON.stringify(key) },
    )
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`captured ${SPELLINGS.length + 2} requests`),
    })
    expect(documents(readFileSync(file, 'utf8')).length).toBe(SPELLINGS.length + 2)
    const files = [file, ...filesBelow(data)]
    expect(files.some((each) => each.endsWith('history.db'))).toBe(true)
    const found = files.flatMap((each) => {
      const bytes = existsSync(each) ? readFileSync(each) : Buffer.alloc(0)
      return Object.entries({ key, token }).flatMap(([name, secret]) =>
        [...formsOf(secret)]
          .filter(([, form]) => bytes.includes(form))
          .map(([form]) => `${each}: ${name} ${form}`),
      )
    })
    expect(found).toEqual([])
    for (const [, secret] of Object.entries({ key, token })) expect(stdout + stderr).not.toContain(secret)
  }, 60_000)
})
