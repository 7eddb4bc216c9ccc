import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { OPERATIONS } from '../../../app/operations/list.ts'
import { SANDBOX_FAULTS } from '../../../app/sandbox/faults.ts'
import cases from '../../fixtures/answers/cases.json' with { type: 'json' }
import { headless } from '../../fixtures/headless.ts'
import { exampleExchange, exchangeUnderWay } from '../../unit/history/exampleExchange.ts'
import { openHistory } from '../../../app/history/openHistory.ts'
import { bundle, type Bundle } from '../history/bundle.ts'
import { redacted } from '../../fixtures/testRecorder.ts'

const ANSWERS = join(import.meta.dirname, '../../fixtures/answers')

/** A reader as others have one: it knows the standard, and refuses a schema that goes beyond it. */
async function readerOf(...args: string[]): Promise<ValidateFunction> {
  const { code, stdout, stderr } = await headless(['schema', ...args])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const reader = new Ajv2020({ allowUnionTypes: true, formats: { 'date-time': true } })
  return reader.compile(z.record(z.string(), z.unknown()).parse(JSON.parse(stdout)))
}

function problemsOf(reader: ValidateFunction, value: unknown) {
  reader(value)
  return reader.errors ?? []
}

let exchangeReader: ValidateFunction
beforeAll(async () => {
  exchangeReader = await readerOf()
})

describe('the schema of the exchange document holds for', () => {
  it.each(cases)('what explain prints: $file', async ({ file, request }) => {
    const { stdout } = await headless(['explain', join(ANSWERS, file), '--request', request, '--json'])
    expect(problemsOf(exchangeReader, JSON.parse(stdout))).toEqual([])
  })

  const bearable = SANDBOX_FAULTS.filter(({ example }) => !/^(?:huge|slow)/.test(example))
  it.each(bearable)('what send prints: $example', async ({ example }) => {
    const limits = ['--backoff', '1ms', '--timeout', '200ms', '--deadline', '2s']
    const { stdout } = await headless([
      'send',
      'GET',
      '/api/external/sites',
      '--header',
      `x-sandbox-fault: ${example}`,
      ...limits,
      '--json',
    ])
    expect(problemsOf(exchangeReader, JSON.parse(stdout))).toEqual([])
  })

  it('nothing that was altered: a value of another type, a field too few, a field too many', async () => {
    const args = ['--status', '403', '--request', 'GET /api/external/sites?customerId=1099', '--json']
    const { stdout } = await headless(['explain', join(ANSWERS, '403-customer.txt'), ...args])
    const altered = alterations(JSON.parse(stdout))
    expect(altered.length).toBeGreaterThan(100)
    const accepted = altered.filter(({ value }) => exchangeReader(value)).map(({ what }) => what)
    // Documents of earlier versions have none of these.
    expect(accepted.sort()).toEqual(['$ without confidence', '$ without reading', '$.diagnosis without said'])
  })
})

describe('of the history', () => {
  let worker: Bundle
  let folder: string
  beforeAll(async () => {
    worker = await bundle('app/history/worker.ts')
    folder = await mkdtemp(join(tmpdir(), 'postern-schema-'))
    const history = await openHistory({ file: join(folder, 'history.db'), worker: worker.url })
    await Promise.all([exampleExchange(), exchangeUnderWay({}, 1)].map((each) => history.put(redacted(each))))
    await history.close()
  })
  afterAll(async () => {
    await worker.remove()
    await rm(folder, { recursive: true })
  })

  const printed = async (...args: string[]) =>
    (await headless(args, { historyWorker: worker.url, env: { POSTERN_DATA: folder } })).stdout

  it('the list has a schema of its own, which refuses what was altered', async () => {
    const reader = await readerOf('history')
    const page: unknown = JSON.parse(await printed('history', '--json'))
    expect(page).toMatchObject({ items: [{}, {}] })
    expect(problemsOf(reader, page)).toEqual([])
    expect(problemsOf(reader, { ...Object(page), items: [{}] })).not.toEqual([])
  })

  it('every exchange is an exchange document, line by line', async () => {
    const lines = (await printed('export', '--format', 'jsonl', 'method:GET')).trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    for (const line of lines) expect(problemsOf(exchangeReader, JSON.parse(line))).toEqual([])
  })

  it.each([
    ['a replay that was only planned', ['--dry-run']],
    ['a replay', []],
  ])('%s has a schema of its own, which refuses what was altered', async (_, args) => {
    const reader = await readerOf('replay')
    const document: unknown = JSON.parse(await printed('replay', 'outcome:http-failure', ...args, '--json'))
    expect(document).toMatchObject({ dryRun: args.length > 0, plan: { requests: [{}] } })
    expect(problemsOf(reader, document)).toEqual([])
    const accepted = alterations(document).filter(({ value }) => reader(value))
    expect(accepted.map(({ what }) => what)).toEqual([])
  })
})

describe('an operation', () => {
  it('has a schema for what it takes and gives', async () => {
    const { stdout } = await headless(['schema', 'history:count'])
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'history:count',
      kind: 'read',
      input: { properties: { query: {}, limit: {} }, required: ['query', 'limit'] },
      output: { properties: { count: {}, isExact: {} } },
    })
  })

  it('every one has a schema that can be printed, and a summary', async () => {
    for (const name of OPERATIONS.keys()) {
      const { code, stdout } = await headless(['schema', name])
      expect({ name, code }).toEqual({ name, code: 0 })
      expect(JSON.parse(stdout)).toMatchObject({ name, summary: expect.stringMatching(/^[a-z].*[^.]$/) })
    }
  })
})

it.each([
  [
    'what has none',
    ['replays'],
    'schemas of exchange, attempts, history, import, replay, check and verify, of the operations agents:',
  ],
  ['a word too many', ['exchange', 'history'], 'one word too many'],
])('refuses %s', async (_what, args, text) => {
  expect(await headless(['schema', ...args])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(text),
  })
})

interface Alteration {
  what: string
  value: unknown
}

/** Every change of one place that makes another document of it. */
function alterations(value: unknown, path = '$'): Alteration[] {
  if (Array.isArray(value))
    return [
      { what: `${path} is text`, value: 'text' },
      ...value.flatMap((each, index) =>
        inside(alterations(each, `${path}[${index}]`), (changed) => value.with(index, changed)),
      ),
    ]
  if (typeof value !== 'object' || value === null) return [{ what: `${path} is an object`, value: {} }]
  return [
    { what: `${path} is text`, value: 'text' },
    { what: `${path} has a field too many`, value: { ...value, surplus: null } },
    ...Object.entries(value).flatMap(([name, each]) => [
      {
        what: `${path} without ${name}`,
        value: Object.fromEntries(Object.entries(value).filter(([other]) => other !== name)),
      },
      ...inside(alterations(each, `${path}.${name}`), (changed) => ({ ...value, [name]: changed })),
    ]),
  ]
}

function inside(changes: Alteration[], put: (changed: unknown) => unknown): Alteration[] {
  return changes.map(({ what, value }) => ({ what, value: put(value) }))
}
