import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openHistory } from '../../../app/history/openHistory.ts'
import { writeVersionFour } from '../../fixtures/historyV4.ts'
import { headless, type HeadlessResult } from '../../fixtures/headless.ts'
import { redacted } from '../../fixtures/testRecorder.ts'
import { exampleExchange } from '../../unit/history/exampleExchange.ts'
import { bundle, type Bundle } from '../history/bundle.ts'

let worker: Bundle
let writer: Bundle
beforeAll(async () => {
  worker = await bundle('app/history/worker.ts')
  writer = await bundle('test/integration/history/writerProcess.ts')
})
afterAll(() => Promise.all([worker.remove(), writer.remove()]))

let folder: string
let file: string
let undo: (() => void)[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-reading-'))
  file = join(folder, 'history.db')
  undo = []
})
afterEach(() => {
  for (const each of undo) each()
  rmSync(folder, { recursive: true })
})

const postern = (...args: string[]) =>
  headless(args, { historyWorker: worker.url, env: { POSTERN_DATA: folder }, stdin: '{"code":100}' })

/** Everything that the folder shows of itself: names, sizes, times, contents. */
function stateOf(path: string): unknown {
  const stats = lstatSync(path)
  const { mtimeMs, size, ino } = stats
  if (stats.isDirectory())
    return { mtimeMs, entries: readdirSync(path).map((name) => [name, stateOf(join(path, name))]) }
  const content = stats.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : null
  return { mtimeMs, size, ino, content }
}

async function keep(count: number): Promise<string[]> {
  const history = await openHistory({ file, worker: worker.url })
  const all = Array.from({ length: count }, (_, at) => exampleExchange({}, at))
  await Promise.all(all.map((exchange) => history.put(redacted(exchange))))
  await history.close()
  return all.map(({ id }) => id)
}

/** Leaves what a killed writer leaves: a log and its index. */
async function killWriter(): Promise<void> {
  const args = [fileURLToPath(writer.url), file, worker.url.href, '1000']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  let text = ''
  for await (const chunk of child.stdout) {
    text += String(chunk)
    if (text.split('\n').length > 6) child.kill('SIGKILL')
  }
  await exit
  expect(readdirSync(folder).sort()).toEqual(['history.db', 'history.db-shm', 'history.db-wal'])
}

function foreign(version: number): Database.Database {
  const db = new Database(file)
  db.exec(
    `CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup'); PRAGMA user_version = ${version}`,
  )
  return db
}

/** Nobody can write in the folder from now on, root included. */
function makeReadOnly(): void {
  if (process.getuid?.() !== 0) {
    chmodSync(folder, 0o555)
    undo.push(() => chmodSync(folder, 0o755))
    return
  }
  execFileSync('mount', ['--bind', folder, folder])
  execFileSync('mount', ['-o', 'remount,bind,ro', folder])
  undo.push(() => execFileSync('umount', [folder]))
}

const FOLDERS = {
  'is empty': () => undefined,
  'holds a history': () => keep(3),
  'is read-only and holds a history': () => keep(3).then(makeReadOnly),
  'is read-only and empty': () => makeReadOnly(),
  'holds a damaged history': () => keep(30).then(() => truncateSync(file, 40_000)),
  'holds a text as history.db': () => writeFileSync(file, 'dear diary '.repeat(1000)),
  'holds an empty history.db': () => writeFileSync(file, ''),
  'holds a folder as history.db': () => mkdirSync(file),
  'holds a pipe as history.db': () => void execFileSync('mkfifo', [file]),
  'holds a link to nothing as history.db': () => symlinkSync(join(tmpdir(), 'no such file'), file),
  'holds another program’s database': () => void foreign(0).close(),
  'holds another program’s database with a version like ours': () => void foreign(5).close(),
  'holds another program’s database with a log': () => {
    const db = new Database(file)
    db.exec('PRAGMA journal_mode = WAL; CREATE TABLE recipes (name TEXT); PRAGMA user_version = 5')
    for (const ending of ['', '-wal', '-shm']) copyFileSync(file + ending, join(folder, `copy${ending}`))
    db.close()
    for (const ending of ['', '-wal', '-shm']) renameSync(join(folder, `copy${ending}`), file + ending)
  },
  'holds a database of a newer version': () => void foreign(999).close(),
  'holds a history of version 4': () => writeVersionFour(file),
  'was left by a killed writer': killWriter,
  'was left by a killed writer, and is read-only': () => killWriter().then(makeReadOnly),
  'was left by a killed writer, without the index of the log': () =>
    killWriter().then(() => rmSync(`${file}-shm`)),
  'holds damaged settings, keys and draft': async () => {
    await keep(1)
    for (const name of ['settings.json', 'keys.json', 'draft.json'])
      writeFileSync(join(folder, name), '{"version":')
  },
  'holds settings of another program': async () => {
    await keep(1)
    writeFileSync(join(folder, 'settings.json'), '{"editor.fontSize":12}')
  },
} satisfies Record<string, () => unknown>
type Folder = keyof typeof FOLDERS

const COMMANDS = [
  ['history'],
  ['history', '--json'],
  ['history', 'outcome:failed'],
  ['export', 'outcome:failed', '--format', 'jsonl'],
  ['replay', 'outcome:failed', '--dry-run'],
  ['history:usage'],
  ['history:count', '{"query":"","limit":5}'],
  ['problems:list', '{"state":null,"before":null,"limit":5}'],
  ['profiles:list'],
  ['explain', '-'],
  ['schema'],
]

/** Why there is nothing to read in some of them. */
const REFUSED: Partial<Record<Folder, string>> = {
  'holds a damaged history': 'its end is missing',
  'holds a text as history.db': 'not a database',
  'holds a folder as history.db': 'not a file',
  'holds a pipe as history.db': 'not a file',
  'holds another program’s database': 'another program',
  'holds another program’s database with a log': 'another program',
  'holds a database of a newer version': 'newer Postern',
}

/** All that others hold can be read. */
const FULL: Folder[] = [
  'is read-only and holds a history',
  'was left by a killed writer',
  'was left by a killed writer, and is read-only',
  'was left by a killed writer, without the index of the log',
  'holds a history of version 4',
]

const listedIds = (stdout: string) => JSON.parse(stdout).items.map(({ id }: { id: string }) => id)

describe.each(Object.entries(FOLDERS) as [Folder, () => unknown][])('a folder that %s', (what, prepare) => {
  it('is left as it is by every command that reads, and is read or refused with a reason', async () => {
    await prepare()
    const before = stateOf(folder)
    const ran = new Map<string, HeadlessResult>()
    for (const command of COMMANDS) {
      ran.set(command.join(' '), await postern(...command))
      expect(stateOf(folder), command.join(' ')).toEqual(before)
    }
    const reason = REFUSED[what]
    if (reason !== undefined) {
      expect(ran.get('history')).toMatchObject({ code: 4, stdout: '' })
      expect(ran.get('history')?.stderr).toContain(reason)
    }
    if (FULL.includes(what)) {
      expect(ran.get('history --json')).toMatchObject({ code: 0, stderr: '' })
      expect(listedIds(ran.get('history --json')?.stdout ?? '').length).toBeGreaterThan(2)
    }
  })
})

describe('what cannot be kept', () => {
  it.each<Folder>([
    'is read-only and holds a history',
    'holds another program’s database',
    'holds a database of a newer version',
    'holds a pipe as history.db',
  ])('is not said to be kept, in a folder that %s', async (what) => {
    await FOLDERS[what]()
    for (const option of [[], ['--json']]) {
      const { code, stderr } = await postern('send', 'GET', '/api/external/sites', '--keep', ...option)
      expect(code).toBe(4)
      expect(stderr).toContain('Not saved')
      expect(stderr).not.toContain('Kept as')
    }
  })

  it('is said after a replay and after a deletion, too', async () => {
    const [id = ''] = await keep(1)
    makeReadOnly()
    expect((await postern('replay', id)).code).toBe(4)
    const removed = await postern('history:remove', JSON.stringify({ ids: [id] }))
    expect(removed.code).toBe(4)
    expect(removed.stdout).toBe('')
  })
})
