import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { execFileSync } from 'node:child_process'
import { USUAL_RATE } from '../../../app/check/check.ts'
import { reportSchema, RULES, type Report } from '../../../app/contract/check.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import { DEFAULT_SETTINGS } from '../../../app/settings/settings.ts'
import { openHistory } from '../../../app/history/openHistory.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { redacted } from '../../fixtures/testRecorder.ts'
import { headless, type HeadlessOptions } from '../../fixtures/headless.ts'
import { made } from '../../unit/check/support.ts'
import { bundle, type Bundle } from '../history/bundle.ts'

let worker: Bundle
beforeAll(async () => {
  worker = await bundle('app/history/worker.ts')
})
afterAll(() => worker.remove())

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-check-'))
})
afterEach(() => rm(folder, { recursive: true }))

function check(args: string[], options: HeadlessOptions = {}) {
  const env = { POSTERN_DATA: join(folder, 'data') }
  return headless(['check', ...args], { historyWorker: worker.url, env, ...options })
}

async function file(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const linesOf = (exchanges: readonly Exchange[]) =>
  exchanges.map((each) => `${JSON.stringify(each)}\n`).join('')
const reportIn = (text: string): Report => reportSchema.parse(JSON.parse(text))

const SITES = 'GET /api/external/sites'
const good = () => made(SITES, [{ at: 0 }])
const retried403 = () =>
  made(SITES, [
    { at: 1000, status: 403 },
    { at: 3000, status: 403 },
  ])
const retried404 = () =>
  made(SITES, [
    { at: 1000, status: 404 },
    { at: 3000, status: 404 },
  ])

const TOKEN = ['made', 'up', 'token', '5512'].join('-')
const entry = (seconds: number, status: number) => ({
  startedDateTime: `2026-03-02T08:00:0${seconds}.000Z`,
  time: 100,
  request: {
    method: 'GET',
    url: 'https://api.example.test/api/external/sites',
    headers: [{ name: 'Authorization', value: `Bearer ${TOKEN}` }],
  },
  response: { status, headers: [], content: { text: '{}', size: 2 } },
})
const har = (...entries: unknown[]) => JSON.stringify({ log: { version: '1.2', entries } })

describe('what postern check reads', () => {
  it('JSON lines', async () => {
    const path = await file('calls.jsonl', linesOf([good(), retried403()]))
    const { code, stdout } = await check([path, '--json'])
    expect(code).toBe(1)
    const report = reportIn(stdout)
    expect(report).toMatchObject({ version: 1, calls: 3, result: 'broken' })
    expect(report.rules.map(({ rule }) => rule)).toEqual([...RULES])
    expect(report.rules[0]).toMatchObject({ rule: 'retried-forbidden', verdict: 'broken', count: 1 })
  })

  it('the same from standard input', async () => {
    const { code, stdout } = await check(['-'], { stdin: linesOf([good()]) })
    expect(code).toBe(0)
    expect(stdout).toContain('Postern checked 1 call at 2026-03-02T09:00:00Z.')
    expect(stdout).toContain('Kept\n  secret-in-url\n')
    expect(stdout).toContain('Not seen, which is no pass\n')
  })

  it('a HAR file, whose secrets it prints nowhere, and of which it is less sure', async () => {
    const path = await file('calls.har', har(entry(1, 403), entry(3, 403)))
    const { code, stdout } = await check([path, '--json'])
    expect(code).toBe(1)
    expect(reportIn(stdout).rules[0]).toMatchObject({ verdict: 'broken', count: 1 })
    expect(reportIn(stdout).notes.join(' ')).toContain('Verdicts on them are less sure.')
    expect(stdout).not.toContain(TOKEN)
  })

  it('a token that stays the same in a HAR file', async () => {
    const path = await file('calls.har', har(entry(1, 401), entry(3, 401)))
    const { stdout } = await check([path, '--json'])
    expect(
      reportIn(stdout)
        .rules.filter(({ verdict }) => verdict === 'broken')
        .map(({ rule }) => rule),
    ).toEqual(['kept-dead-token'])
  })

  it('the last run of the history, or what a query finds there', async () => {
    const history = await openHistory({
      file: join(folder, 'data', 'history.db'),
      worker: worker.url,
      onNotice: () => undefined,
    })
    for (const exchange of [retried404(), good()]) await history.put(redacted(exchange))
    await history.close()
    expect(await check([])).toMatchObject({ code: 1 })
    expect(await check(['--fail-on', 'error'])).toMatchObject({ code: 0 })
    expect(await check(['status:200'])).toMatchObject({ code: 0 })
    expect(await check(['run:NONE'])).toMatchObject({ code: 3, stdout: 'Postern found no call to check.\n' })
    expect(await check(['status:'])).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('the rate limit', () => {
  const six = linesOf(Array.from({ length: 6 }, (_, at) => made(SITES, [{ at: 10_000 + at * 1000 }])))
  const isBroken = async (args: string[]) => {
    const { stdout } = await check([await file('calls.jsonl', six), '--json', ...args])
    return reportIn(stdout).rules.find(({ rule }) => rule === 'over-the-window')?.verdict === 'broken'
  }

  it('is that of --rate, else that of the profile in the settings', async () => {
    expect(await isBroken([])).toBe(false)
    expect(await isBroken(['--rate', '5/60s'])).toBe(true)
    const rate = { ...USUAL_RATE, limit: 5 }
    const profiles = [{ ...profileFor('sandbox', 'Sandbox', 'http://127.0.0.1:1'), rate }]
    await mkdir(join(folder, 'data'))
    await writeFile(join(folder, 'data', 'settings.json'), JSON.stringify({ ...DEFAULT_SETTINGS, profiles }))
    expect(await isBroken([])).toBe(true)
    expect(await isBroken(['--rate', '60/60s'])).toBe(false)
  })
})

it.skipIf(process.platform === 'win32')('reads what another program writes into a pipe', async () => {
  const path = join(folder, 'calls.pipe')
  execFileSync('mkfifo', [path])
  const writing = writeFile(path, linesOf([good()]))
  expect(await check([path])).toMatchObject({ code: 0, stdout: expect.stringContaining('checked 1 call') })
  await writing
})

describe('two keys in a HAR file', () => {
  /** Each program asks for a token with a key of its own, at the same time, and calls with it. */
  const both = (one: string, other: string) =>
    har(
      ...[one, other].flatMap((key) => [
        {
          ...entry(1, 200),
          request: {
            method: 'POST',
            url: 'https://api.example.test/api/token/request',
            headers: [{ name: 'Content-Type', value: 'application/json' }],
            postData: { mimeType: 'application/json', text: JSON.stringify({ apiKey: `${key}-made-up` }) },
          },
          response: {
            status: 200,
            headers: [],
            content: {
              text: JSON.stringify({ status: { code: 0 }, data: { token: `${key}-token-made-up` } }),
            },
          },
        },
        {
          ...entry(3, 200),
          request: {
            method: 'GET',
            url: `https://api.example.test/api/external/sites?customerId=${key.length}`,
            headers: [{ name: 'Authorization', value: `Bearer ${key}-token-made-up` }],
          },
        },
      ]),
    )
  const stampede = async (text: string) => {
    const { stdout } = await check([await file('calls.har', text), '--json'])
    expect(stdout).not.toContain('made-up')
    return reportIn(stdout).rules.find(({ rule }) => rule === 'refresh-stampede')?.verdict
  }

  it('are two, and one is one', async () => {
    expect(await stampede(both('first', 'second'))).toBe('not-seen')
    expect(await stampede(both('first', 'first'))).toBe('broken')
  })
})

describe('a secret in the URL of JSON lines', () => {
  it('is said, and printed in no form', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const jwt = `${part({ alg: 'HS256' })}.${part({ KeyType: 'public', exp: 1 })}.c2lnbmF0dXJl`
    const path = await file(
      'calls.jsonl',
      linesOf([made(`GET /api/external/${jwt}/x?token=${jwt}`, [{ at: 0 }])]),
    )
    for (const format of ['text', 'json', 'junit', 'markdown', 'sarif']) {
      const { code, stdout, stderr } = await check([path, '--format', format])
      expect(code).toBe(1)
      expect(stdout).toContain('secret-in-url')
      expect(stdout + stderr).not.toContain(jwt.slice(0, 20))
    }
  })
})

it('Ctrl+C ends it', async () => {
  const path = await file('calls.jsonl', linesOf([good()]))
  const result = await check([path], { signal: AbortSignal.abort() })
  expect(result).toEqual({ code: 3, stdout: '', stderr: 'Cancelled.\n' })
})

describe('the exit code', () => {
  it('is 1 for any broken rule, and as --fail-on says', async () => {
    const warning = await file('warning.jsonl', linesOf([retried404()]))
    const error = await file('error.jsonl', linesOf([retried403()]))
    expect((await check([warning])).code).toBe(1)
    expect((await check([warning, '--fail-on', 'error'])).code).toBe(0)
    expect((await check([error, '--fail-on', 'error'])).code).toBe(1)
    expect((await check([error])).code).toBe(1)
    expect((await check([error, '--fail-on', 'never'])).code).toBe(0)
  })

  it('is 1 where a rule is not seen that has to be', async () => {
    const path = await file('calls.jsonl', linesOf([good()]))
    const { code, stderr } = await check([
      path,
      '--require-seen',
      'no-backoff',
      '--require-seen',
      'secret-in-url',
    ])
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'No call put no-backoff to the test. --require-seen asks for that.\n',
    })
  })

  it('is 3 without any call', async () => {
    const path = await file('calls.jsonl', '\n')
    expect(await check([path])).toMatchObject({ code: 3 })
    expect(reportIn((await check([path, '--json'])).stdout)).toMatchObject({
      calls: 0,
      from: null,
      result: 'nothing',
    })
    expect(await check([await file('calls.har', har())])).toMatchObject({ code: 3 })
    expect(await check(['-'], { stdin: '' })).toMatchObject({ code: 3 })
  })

  it('is 3 without a history, which is said', async () => {
    for (const query of [[], ['run:A']]) {
      const { code, stdout, stderr } = await check(query)
      expect({ code, stdout }).toEqual({ code: 3, stdout: 'Postern found no call to check.\n' })
      expect(stderr).toContain('There is no history at ')
    }
  })
})

describe('what is wrong', () => {
  it.each([
    [['--format', 'html'], '--format takes text, json, junit, markdown or sarif, not "html".'],
    [['--fail-on', 'errors'], '--fail-on takes error, warning or never, not "errors". Did you mean error?'],
    [['--require-seen', 'no-back-off'], 'Did you mean no-backoff?'],
    [['--idempotent', '/x'], '--idempotent takes a method and a path'],
    [['a.har', 'b.jsonl'], 'postern check reads one file at a time. Leave out all but a.har.'],
    [['--out', 'report.html'], '--out takes a file that ends with .txt, .json, .xml, .md or .sarif'],
    [['none.har'], 'There is no file none.har.'],
    [['none.jsonl'], 'There is no file none.jsonl.'],
    [['--frob'], 'There is no option --frob.'],
    [[tmpdir()], 'is a folder'],
    [['--rate', '60'], '--rate takes requests and a duration, for example 60/60s, not "60".'],
  ] as const)('%j is said before anything is read', async (args, message) => {
    const { code, stdout, stderr } = await check([...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it('a file that is no text, no list of calls, or broken', async () => {
    const refused = async (name: string, content: string | Uint8Array) => {
      const { code, stdout, stderr } = await check([await file(name, content)])
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      return stderr
    }
    expect(await refused('a.bin', new Uint8Array([1, 0, 2]))).toContain('is not text')
    expect(await refused('a.txt', 'hello')).toContain('is neither a HAR file nor JSON lines')
    expect(await refused('a.har', '{"log":{"entries":[')).toContain('This is not a whole HAR file')
    expect(await refused('b.jsonl', `${linesOf([good()])}\n{"version":1}\n`)).toContain('Line 3 of ')
    expect(await refused('c.jsonl', 'hello')).toContain('is neither a HAR file nor JSON lines')
  })

  it('a file of 2 GB', async () => {
    const path = await file('large.jsonl', '{')
    await truncate(path, 2 * 1024 ** 3)
    const { code, stderr } = await check([path])
    expect(code).toBe(2)
    expect(stderr).toContain('is larger than 1 GB, the most that Postern checks.')
  })

  it('a report that cannot be written, before anything is read', async () => {
    await mkdir(join(folder, 'report.xml'))
    for (const out of [join(folder, 'report.xml'), join(folder, 'missing', 'report.xml')]) {
      const { code, stderr } = await check(['missing.har', '--out', out])
      expect(code).toBe(2)
      expect(stderr).toContain(`Postern cannot write the report ${out}`)
    }
  })
})

describe('--out', () => {
  it('is refused where --format asks for another form than its ending', async () => {
    const path = await file('calls.jsonl', linesOf([good()]))
    const out = join(folder, 'report.md')
    const { code, stdout, stderr } = await check([path, '--format', 'junit', '--out', out])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('its ending means markdown. Leave out --format.')
    expect(await check([path, '--format', 'markdown', '--out', out])).toMatchObject({ code: 0 })
    expect(await check([path, '--format', 'junit', '--out', join(folder, 'report')])).toMatchObject({
      code: 0,
    })
  })

  it.each([
    ['report.json', '{'],
    ['report.xml', '<?xml'],
    ['report.md', '## '],
    ['report.sarif', '{'],
    ['report.txt', 'Postern checked'],
  ])('writes %s in the form that its ending asks for', async (name, start) => {
    const path = await file('calls.jsonl', linesOf([good()]))
    const out = join(folder, name)
    const { code, stdout, stderr } = await check([path, '--out', out])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('Postern checked 1 call')
    expect((await readFile(out, 'utf8')).startsWith(start)).toBe(true)
  })

  it('names file and line of the JSON lines in SARIF', async () => {
    const path = await file('calls.jsonl', linesOf([good(), retried403()]))
    const { stdout } = await check([path, '--format', 'sarif'])
    expect(JSON.parse(stdout)).toMatchObject({
      runs: [
        {
          results: [
            {
              ruleId: 'retried-forbidden',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: `file://${path}` },
                    region: { startLine: 2 },
                  },
                },
              ],
            },
          ],
        },
      ],
    })
  })
})

describe('what a browser writes beside the calls of the API', () => {
  const har = (...entries: object[]) => JSON.stringify({ log: { version: '1.2', entries } })
  const at = (url: string, status: number) => ({
    ...entry(1, status),
    request: { method: 'GET', url, headers: [] },
  })

  it('is left out, and said', async () => {
    const path = await file(
      'page.har',
      har(
        entry(0, 200),
        at('https://cdn.example.test/favicon.ico', 404),
        { ...at('https://cdn.example.test/favicon.ico', 404), startedDateTime: '2026-03-02T08:00:04.000Z' },
        { ...entry(2, 200), _fromCache: 'memory' },
        { ...entry(3, 200), startedDateTime: 'not a date' },
      ),
    )
    const { stdout, stderr } = await check([path, '--json'])
    expect(reportIn(stdout)).toMatchObject({ calls: 1, from: '2026-03-02T08:00:00.000Z', result: 'kept' })
    expect(stderr).toContain(
      'Postern left out 1 response from the cache of a browser, 1 entry without a time and 2 calls to hosts other than that of the API.',
    )
  })
})
