import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { importDocumentSchema, type ImportDocument } from '../../../app/cli/importDocument.ts'
import { headless, type HeadlessOptions } from '../../fixtures/headless.ts'
import { bundle, type Bundle } from '../history/bundle.ts'

let worker: Bundle
beforeAll(async () => {
  worker = await bundle('app/history/worker.ts')
})
afterAll(() => worker.remove())

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-import-'))
})
afterEach(() => rm(folder, { recursive: true }))

function postern(args: string[], { env, ...options }: HeadlessOptions = {}) {
  const data = join(folder, 'data')
  return headless(args, { historyWorker: worker.url, env: { POSTERN_DATA: data, ...env }, ...options })
}

function entry(status: number, url = 'https://api.example.test/api/external/sites', text = '{}') {
  return {
    startedDateTime: '2026-03-02T08:00:00.000Z',
    time: 10,
    request: { method: 'GET', url, headers: [{ name: 'Authorization', value: `Bearer ${TOKEN}` }] },
    response: { status, headers: [], content: { text, size: text.length } },
  }
}

const TOKEN = ['made', 'up', 'token', '5512'].join('-')
const har = (...entries: unknown[]) => JSON.stringify({ log: { version: '1.2', entries } })

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

async function imported(
  args: string[],
  options?: HeadlessOptions,
): Promise<{ code: number; files: ImportDocument['files'] }> {
  const { code, stdout } = await postern(['import', ...args, '--json'], options)
  return { code, files: importDocumentSchema.parse(JSON.parse(stdout)).files }
}

describe('postern import', () => {
  it('puts several files into the history, and says of each what came of it', async () => {
    const one = await file('one.har', har(entry(429), entry(429), entry(500)))
    const two = await file('two.har', har(entry(500), 7, entry(200, 'ftp://nowhere')))
    const first = await postern(['import', one, two])
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toContain('one.har: 3 new, 0 known, 0 skipped\n')
    expect(first.stdout).toContain('two.har: 0 new, 1 known, 2 skipped\n  Entry 2: ')
    expect(first.stdout).toContain('Entry 3: The field request.url is no http or https URL.')
    const { stdout } = await postern(['history', '--json'])
    expect(stdout.match(/"id":/g)).toHaveLength(3)
    expect(stdout).not.toContain(TOKEN)
  })

  it('adds nothing when the same file is read again', async () => {
    const path = await file('one.har', har(entry(429), entry(429), entry(500)))
    expect(await imported([path])).toMatchObject({
      code: 0,
      files: [{ file: path, new: 3, known: 0, error: null }],
    })
    expect(await imported([path])).toMatchObject({ code: 0, files: [{ new: 0, known: 3, skipped: 0 }] })
  })

  it('reads standard input', async () => {
    const { code, files } = await imported(['-'], { stdin: har(entry(404)) })
    expect({ code, files }).toEqual({
      code: 0,
      files: [{ file: '-', new: 1, known: 0, skipped: 0, problems: [], error: null }],
    })
  })

  it('explains what it imports', async () => {
    const said = {
      status: { code: 100, errorMessage: 'x' },
      errors: [{ code: 100, message: 'Too many hours.' }],
    }
    await postern(['import', await file('a.har', har(entry(400, undefined, JSON.stringify(said))))])
    expect((await postern(['export', 'status:400', '--format', 'jsonl'])).stdout).toContain('Too many hours.')
  })

  it.each<[string, string]>([
    ['an empty file', ''],
    ['no JSON', 'hello'],
    ['another JSON', '{"a":1}'],
    ['a list', '[]'],
    ['a curl command', 'curl https://host/'],
  ])('refuses %s with exit code 2', async (_, text) => {
    const { code, files } = await imported([await file('wrong.har', text)])
    expect(code).toBe(2)
    expect(files[0]?.error).toContain('not a whole HAR file')
  })

  it('keeps what came before the damage, and reads the other files', async () => {
    const torn = await file('torn.har', har(entry(500), entry(404)).slice(0, -40))
    const whole = await file('whole.har', har(entry(403)))
    const { code, files } = await imported([torn, whole])
    expect(code).toBe(2)
    expect(files).toMatchObject([{ new: 1 }, { new: 1, error: null }])
    expect(files[0]?.error).toContain('after 1 entry')
  })

  it.each<[string[], string]>([
    [[], 'Give a HAR file'],
    [['-', '-'], 'Give - once'],
    [['/nowhere/at/all.har'], 'There is no file /nowhere/at/all.har'],
    [[tmpdir()], 'is not a file'],
    [['--frob', 'a.har'], 'There is no option --frob'],
  ])('refuses %j before anything is read', async (args, message) => {
    const given = await file('good.har', har(entry(500)))
    const { code, stdout, stderr } = await postern(['import', ...(args.length === 1 ? [given] : []), ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it('says with exit code 4 that nothing was kept', async () => {
    const path = await file('one.har', har(entry(500)))
    const { code } = await postern(['import', path], { env: { POSTERN_DATA: path } })
    expect(code).toBe(4)
  })

  it('ends with exit code 3 when it is cancelled', async () => {
    const { code, stderr } = await postern(['import', await file('one.har', har(entry(500)))], {
      signal: AbortSignal.abort(),
    })
    expect(code).toBe(3)
    expect(stderr).toContain('Cancelled')
  })
})
