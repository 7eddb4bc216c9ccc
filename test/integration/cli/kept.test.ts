import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { exchangeSchema, type Exchange } from '../../../app/contract/exchange.ts'
import { openHistory } from '../../../app/history/openHistory.ts'
import { DEFAULT_SETTINGS } from '../../../app/settings/settings.ts'
import { startSandbox } from '../../../app/sandbox/sandbox.ts'
import { systemClock } from '../../../app/clock.ts'
import { headless, type HeadlessOptions } from '../../fixtures/headless.ts'
import { exampleExchange } from '../../unit/history/exampleExchange.ts'
import { bundle, type Bundle } from '../history/bundle.ts'
import { redacted } from '../../fixtures/testRecorder.ts'

let worker: Bundle
beforeAll(async () => {
  worker = await bundle('app/history/worker.ts')
})
afterAll(() => worker.remove())

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-cli-'))
})
afterEach(() => rm(folder, { recursive: true }))

function postern(args: string[], { env, ...options }: HeadlessOptions = {}) {
  return headless(args, { historyWorker: worker.url, env: { POSTERN_DATA: folder, ...env }, ...options })
}

/** Sends with `--keep` and gives the exchange back. */
async function keep(...args: string[]): Promise<Exchange> {
  const { stdout } = await postern(['send', 'GET', '/api/external/sites', '--keep', '--json', ...args])
  return exchangeSchema.parse(JSON.parse(stdout))
}

/** Puts exchanges into the history, as the app would. */
async function put(...exchanges: Exchange[]): Promise<void> {
  const history = await openHistory({ file: join(folder, 'history.db'), worker: worker.url })
  await Promise.all(exchanges.map((exchange) => history.put(redacted(exchange))))
  await history.close()
}

const listed = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) })

async function idsOf(...query: string[]): Promise<string[]> {
  const { stdout } = await postern(['history', ...query, '--json'])
  return listed.parse(JSON.parse(stdout)).items.map(({ id }) => id)
}

const replayDocument = z.strictObject({
  version: z.literal(1),
  dryRun: z.boolean(),
  plan: z.looseObject({
    counts: z.strictObject({ ready: z.number(), unsafe: z.number(), blocked: z.number() }),
    requests: z.array(z.looseObject({ state: z.string(), reason: z.string().nullable() })),
    warnings: z.array(z.string()),
  }),
  results: z
    .array(
      z.strictObject({
        original: z.string(),
        exchange: z.string().nullable(),
        state: z.string(),
        verdict: z.string().nullable(),
        reason: z.string().nullable(),
      }),
    )
    .nullable(),
  notes: z.array(z.string()),
})

async function replay(args: string[], options: HeadlessOptions = {}) {
  const { code, stdout, stderr } = await postern(['replay', ...args, '--json'], options)
  return { code, stderr, document: replayDocument.parse(JSON.parse(stdout)) }
}

describe('postern send --keep and postern history', () => {
  it('keep what was sent, list it, and find it by a query', async () => {
    const ok = await keep()
    const refused = await keep('--query', 'customerId=1099')
    expect(await idsOf()).toEqual([refused.id, ok.id])
    expect(await idsOf('outcome:failed', 'code:100')).toEqual([refused.id])
    const { code, stdout } = await postern(['history', 'status:403'])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      new RegExp(`^${refused.id}  .*403/100 .*GET /api/external/sites\\?customerId=1099`),
    )
    expect(await readdir(folder)).toContain('history.db')
  })

  it('never keep the key', async () => {
    await keep()
    const { stdout } = await postern(['export', 'outcome:success', '--format', 'jsonl'])
    expect(stdout).not.toContain('sandbox-site-7')
    expect(stdout).toContain('[redacted]')
  })

  it('read it while another program has it open', async () => {
    const history = await openHistory({ file: join(folder, 'history.db'), worker: worker.url })
    const exchange = exampleExchange()
    await history.put(redacted(exchange))
    expect(await idsOf()).toEqual([exchange.id])
    const sent = await keep()
    expect((await history.get(sent.id))?.outcome).toBe('success')
    await history.close()
  })

  it('say so where nothing is kept, and make nothing there', async () => {
    const nowhere = join(folder, 'misspelt')
    const { code, stdout, stderr } = await postern(['history'], { env: { POSTERN_DATA: nowhere } })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`There is no history at ${nowhere}`)
    expect(await readdir(folder)).toEqual([])
  })

  it('say what is wrong with a query or a limit', async () => {
    await put(exampleExchange())
    expect(await postern(['history', 'status:many'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Write it like this'),
    })
    expect(await postern(['history', '--limit', '0'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--limit'),
    })
  })
})

describe('postern replay', () => {
  it('sends again to a sandbox of its own, keeps what came, and says what changed', async () => {
    const refused = await keep('--query', 'customerId=1099')
    const { code, stdout, stderr } = await postern(['replay', refused.id.toLowerCase()])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^1 fail as before\.\nThe new exchange is \w{26}\./)
    expect(stderr).toContain('1 refused with 403')
    const [id] = await idsOf('is:replay')
    expect(stdout).toContain(id)
  })

  it('tells of what is mended', async () => {
    const broken = await keep('--header', 'x-sandbox-fault: status=500;times=1', '--backoff', '')
    const { code, document } = await replay(['outcome:failed'])
    expect(code).toBe(0)
    expect(document.results).toMatchObject([{ original: broken.id, state: 'sent', verdict: 'fixed' }])
  })

  it('only plans with --dry-run', async () => {
    const refused = await keep('--query', 'customerId=1099')
    const { code, document } = await replay([refused.id, '--dry-run'])
    expect({ code, results: document.results, dryRun: document.dryRun }).toEqual({
      code: 0,
      results: null,
      dryRun: true,
    })
    expect(document.plan.counts).toEqual({ ready: 1, unsafe: 0, blocked: 0 })
    expect(await idsOf()).toEqual([refused.id])
    const { stdout } = await postern(['replay', 'status:403', '--dry-run'])
    expect(stdout).toContain('1 request to replay')
  })

  it('leaves out what may have run until it is confirmed', async () => {
    const { request } = exampleExchange()
    const post = {
      ...request,
      method: 'POST',
      idempotent: false,
      url: request.url.replace(/\/api.*/, '/api/webhook/subscribers'),
    }
    const [attempt] = exampleExchange().attempts
    const answered = attempt
      ? [{ ...attempt, response: attempt.response && { ...attempt.response, status: 500 } }]
      : []
    await put(exampleExchange({ request: post, key: 'webhook', attempts: answered }))
    const careful = await replay(['method:POST'])
    expect(careful.code).toBe(2)
    expect(careful.document.results).toMatchObject([
      { state: 'skipped', reason: expect.stringContaining('may have run') },
    ])
    const confirmed = await replay(['method:POST', '--repeat-unsafe'])
    expect(confirmed).toMatchObject({ code: 0, document: { results: [{ verdict: 'fixed' }] } })
  })

  it('stops when the first answers show that nothing has changed', async () => {
    await put(...Array.from({ length: 12 }, (_, at) => exampleExchange({}, at)))
    const { code, document } = await replay(['status:403'])
    expect(code).toBe(1)
    expect(document.results?.filter(({ state }) => state === 'sent')).toHaveLength(3)
    expect(document.notes).toEqual([expect.stringContaining('Nothing has changed')])
  })

  it('asks for a key that lies in the vault, and takes one from the environment to its own address alone', async () => {
    const { request } = exampleExchange()
    const headers: Exchange['request']['headers'] = [['Authorization', '[redacted]']]
    const url = 'https://gateway-api.guardhousehq.com/api/external/sites'
    await put(
      exampleExchange({ profile: 'guardhouse-au', key: 'mine', request: { ...request, url, headers } }),
    )
    const without = await replay(['key:mine', '--dry-run'])
    expect(without.document.plan.requests).toMatchObject([
      { state: 'blocked', reason: expect.stringContaining('Only the app can read') },
    ])

    const api = await startSandbox({ clock: systemClock })
    try {
      const env = { MY_KEY: 'sandbox-company' }
      const args = ['key:mine', '--key-env', 'MY_KEY', '--base-url', api.url]
      const { code, document } = await replay(args, { env })
      expect(code).toBe(0)
      expect(document.results).toMatchObject([{ verdict: 'fixed' }])
      expect(api.log().map(({ path }) => path)).toEqual(['/api/token/request', '/api/external/sites'])
      const { stdout } = await postern(['export', 'is:replay', '--format', 'jsonl'])
      expect(stdout).not.toContain('sandbox-company')
    } finally {
      await api.close()
    }
  })

  it('ends with 3 when it is cancelled before anything came', async () => {
    await put(exampleExchange())
    const interrupt = new AbortController()
    interrupt.abort()
    const { code, document } = await replay(['status:403'], { signal: interrupt.signal })
    expect(code).toBe(3)
    expect(document.results).toMatchObject([{ state: 'skipped' }])
  })

  it.each([
    ['nothing named', [], 'Give an id or a query'],
    ['an id that is not there', ['01J00000000000000000000000'], 'no exchange 01J0'],
    ['a query that matches nothing', ['status:418'], 'Nothing in the history matches'],
    ['a key and a token', ['status:403', '--key-env', 'A', '--token-env', 'B'], 'Give either'],
    ['an unset key', ['status:403', '--key-env', 'NOT_SET'], 'NOT_SET'],
    ['a base URL that is none', ['status:403', '--base-url', 'ftp://x'], '--base-url'],
  ])('refuses %s', async (_what, args, text) => {
    await put(exampleExchange())
    expect(await postern(['replay', ...args])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(text),
    })
  })
})

describe('postern export', () => {
  it('writes each format, the oldest first', async () => {
    const first = exampleExchange({}, 1)
    const second = exampleExchange({}, 2)
    await put(first, second)
    const inFormat = async (format: string) =>
      (await postern(['export', 'status:403', '--format', format])).stdout
    const lines = (await inFormat('jsonl')).trimEnd().split('\n')
    expect(lines.map((text) => exchangeSchema.parse(JSON.parse(text)).id)).toEqual([first.id, second.id])
    expect(JSON.parse(await inFormat('har'))).toMatchObject({
      log: { creator: { name: 'Postern', version: '1.2.3' }, entries: [{}, {}] },
    })
    expect((await inFormat('curl')).match(/^curl --url/gm)).toHaveLength(2)
    expect((await inFormat('bundle')).match(/^# Customer 1099/gm)).toHaveLength(2)
  })

  it.each([
    ['no format', ['status:403'], '--format is one of curl, fetch, axios'],
    ['a format that is none', ['status:403', '--format', 'constructor'], '--format is one of'],
    ['nothing named', ['--format', 'har'], 'Give an id or a query'],
  ])('refuses %s', async (_what, args, text) => {
    await put(exampleExchange())
    expect(await postern(['export', ...args])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(text),
    })
  })
})

describe('an operation by its name', () => {
  it('takes JSON and gives JSON', async () => {
    await put(exampleExchange())
    const { code, stdout } = await postern(['history:count', '{"query":"","limit":10}'])
    expect({ code, output: JSON.parse(stdout) }).toEqual({ code: 0, output: { count: 1, isExact: true } })
    expect(JSON.parse((await postern(['history:usage'])).stdout)).toMatchObject({ exchanges: 1 })
    expect((await postern(['history:count', '-'], { stdin: '{"query":"","limit":1}' })).code).toBe(0)
  })

  it.each([
    [['history:count', '{"limit":0}'], /input is wrong[\s\S]*query[\s\S]*postern schema history:count/],
    [['history:count', 'limit'], /not JSON/],
    [['history:get', '{"id":"01HF3Z8Q5M0000000000000000"}'], /not in the history/],
    [['keys:list'], /There is no command/],
    [['import:file', '{"path":"/x"}'], /There is no command/],
  ])('says what is wrong: %j', async (args, text) => {
    await put(exampleExchange())
    const { code, stdout, stderr } = await postern(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(text)
  })
})

describe('the help', () => {
  it.each(['history', 'replay', 'export', 'send', 'schema'])('tells of postern %s', async (name) => {
    const { code, stdout } = await postern([name, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain(`postern ${name}`)
    expect((await postern(['--help'])).stdout).toContain(name)
  })
})

it('what is kept is explained by the catalog of the settings, as in the app', async () => {
  const catalogFile = join(folder, 'codes.json')
  const serviceCodes = [
    { code: 734, title: 'The pay period is closed', meaning: 'It cannot be changed any more.' },
  ]
  await writeFile(catalogFile, JSON.stringify({ version: 1, serviceCodes }))
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ ...DEFAULT_SETTINGS, catalogFile }))
  const sent = await keep('--header', 'x-sandbox-fault: unknown-code=734')
  expect(sent.diagnosis).toMatchObject({ basis: 'service-code' })
  await postern(['replay', sent.id])
  const [latest] = await idsOf('is:replay')
  const { stdout } = await postern(['export', latest ?? '', '--format', 'jsonl'])
  expect(exchangeSchema.parse(JSON.parse(stdout)).diagnosis?.basis).toBe('service-code')
  await rm(catalogFile)
  const { stderr } = await postern(['replay', sent.id, '--dry-run'])
  expect(stderr).toContain('codes.json of the settings')
})
