import { once } from 'node:events'
import { statSync } from 'node:fs'
import { copyFile, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Exchange } from '../../app/contract/exchange.ts'
import type { Retention } from '../../app/history/history.ts'
import { createMethods } from '../../app/history/methods.ts'
import { openRepository } from '../../app/history/repository.ts'
import { KEEP_ALL } from '../../app/history/retention.ts'
import { SETTLING_MS } from '../../app/history/settledClock.ts'
import { UNDO_LIMIT_MS } from '../../app/history/softDelete.ts'
import { createUpkeep } from '../../app/history/upkeep.ts'
import type { Figure } from '../../tools/bench/figures.mjs'
import { generatedHistory } from './generatedHistory.ts'
import { LAST_START, rowOf } from './historyRows.ts'
import { longer, longestHold, timeOf, type Hold } from './holds.ts'

const ROWS = Number(process.env['POSTERN_BENCH_ROWS'] ?? 300_000)
const IMPORTED = 3200
/** As a thread that imports sends them. */
const PART = 32
const LONGEST_MS = 100
/** So often somebody else writes one that must be on the disk before it leaves. */
const INSERT_EVERY_MS = 25
/** Of the deletion for good about half. */
const FIRST_STEPS = ROWS / 250

/** How long the history's thread is busy at a time while it tidies, deletes, undoes and imports: others wait for so long. */
export async function bench(): Promise<Figure[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  try {
    const file = join(scratch, 'history.db')
    await copyFile(await generatedHistory(ROWS), file)
    // The copy is on the disk before anything is measured that waits for the disk.
    const copy = await open(file, 'r+')
    await copy.sync()
    await copy.close()
    return await steps(file)
  } finally {
    await rm(scratch, { recursive: true })
  }
}

async function steps(file: string): Promise<Figure[]> {
  let passed = 0
  const pass = (ms: number) => (passed += ms)
  const repository = openRepository({
    file,
    writer: 'bench',
    onNotice: ({ title }) => {
      throw new Error(title)
    },
    now: () => LAST_START + Math.round(performance.now() + passed),
    monotonic: () => performance.now() + passed,
  })
  const { housekeeping, checkpoints } = repository
  const upkeep = createUpkeep(repository, () => undefined)
  const methods = createMethods(repository, upkeep, () => undefined)
  const { figures, measure, alone, beside } = measuring(file, (row) => methods.put([row], { durable: true }))
  const both = async (name: string, first: () => unknown, second: () => unknown) => {
    await measure(name, alone, first)
    await measure(name, beside, second)
  }
  const tidy = async (retention: Partial<Retention>, most = Infinity) => {
    for (let count = 0; count < most; count += 1) {
      if (!housekeeping.step({ ...KEEP_ALL, ...retention }).isMore) break
      await checkpoints.keepShort()
      await turn()
    }
    await checkpoints.run()
  }
  const { bytes } = housekeeping.usage(KEEP_ALL)
  const byNumber = (share: number) => () => tidy({ maxCount: ROWS * share })
  const bySize = (share: number) => () => tidy({ maxBytes: bytes * share })
  const removals: number[] = []
  const remove = (query: string) => async () => {
    removals.push((await methods.remove({ query })).removal)
  }
  const restore = () => methods.restore(removals.pop() ?? 0)
  const rows = Array.from({ length: IMPORTED }, (_, at) => rowOf(ROWS + at, ROWS))
  const add = async () => {
    for (let count = 0; count < IMPORTED / 2; count += PART) {
      await turn()
      await methods.add(rows.splice(0, PART))
    }
  }

  await both('deletion of nearly all', remove('route:/sites'), remove('status:<500'))
  await both('undo of that', restore, restore)
  await both('tidying by number', byNumber(0.9), byNumber(0.8))
  await both('tidying by size', bySize(0.7), bySize(0.6))
  const small = { ...KEEP_ALL, maxBytes: bytes * 0.1 }
  await measure('how many a limit of size would delete', alone, () => housekeeping.surplus(small))
  await both(`import of ${IMPORTED}`, add, add)
  for (const ms of [UNDO_LIMIT_MS, SETTLING_MS]) {
    housekeeping.usage(KEEP_ALL)
    pass(ms)
  }
  await both(
    'deletion for good, and room given back',
    () => tidy({}, FIRST_STEPS),
    () => tidy({}),
  )
  await methods.close()
  return figures
}

/** Measures work while it is the only one, or beside somebody who inserts, as the sender of a request does. */
function measuring(file: string, insert: (row: Exchange) => unknown) {
  const figures: Figure[] = []
  const alone = { name: '', isInserting: false }
  const beside = { name: ', beside inserts', isInserting: true }
  let inserts = 0
  const insertOne = () => {
    const row = rowOf(2 * ROWS + (inserts += 1), ROWS)
    return timeOf(() => insert(row))
  }
  const logBytes = () => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  const tell = (name: string, { passed, own, busy }: Hold) =>
    figures.push(
      { name, figure: passed, unit: 'ms' },
      { name: '    without waiting for a processor', figure: own, unit: 'ms', limit: LONGEST_MS },
      { name: '    of that on a processor', figure: busy, unit: 'ms' },
    )

  async function measure(name: string, others: typeof alone, work: () => unknown) {
    const start = performance.now()
    let [isOver, longestLog] = [false, 0]
    let insert: Hold = { passed: 0, own: 0, busy: 0 }
    const disk = watchDisk(dirname(file))
    const inserting = async () => {
      for (; !isOver; await setTimeout(INSERT_EVERY_MS)) {
        longestLog = Math.max(longestLog, logBytes())
        if (!others.isInserting) continue
        insert = longer(insert, insertOne())
      }
    }
    const step = await longestHold(async () => {
      const ended = inserting()
      await work()
      isOver = true
      await ended
    }, turn)
    tell(`history of ${ROWS}, longest step: ${name}${others.name}`, step)
    if (others.isInserting) tell('    longest durable insert', insert)
    figures.push(
      { name: '    longest bare write to the disk meanwhile', figure: await disk.longestMs(), unit: 'ms' },
      { name: '    the log at its longest', figure: longestLog / 1024 / 1024, unit: 'MB' },
      { name: '    all of it', figure: (performance.now() - start) / 1000, unit: 's' },
    )
  }
  return { figures, measure, alone, beside }
}

/** Its own thread, so that what is measured does not hold it up. It writes what one page of a log is. */
const DISK_WATCH = `
  const { fdatasyncSync, openSync, writeSync } = require('node:fs')
  const { parentPort, workerData } = require('node:worker_threads')
  const file = openSync(workerData.file, 'w')
  const page = Buffer.alloc(4096, 1)
  let longest = 0
  setInterval(() => {
    const start = performance.now()
    writeSync(file, page)
    fdatasyncSync(file)
    longest = Math.max(longest, performance.now() - start)
  }, workerData.everyMs)
  parentPort.on('message', () => parentPort.postMessage(longest))
`

/** How long the disk lets somebody wait who writes one page and nothing else: no step beside can be quicker than that. */
function watchDisk(folder: string) {
  const worker = new Worker(DISK_WATCH, {
    eval: true,
    workerData: { file: join(folder, 'disk'), everyMs: INSERT_EVERY_MS },
  })
  return {
    async longestMs(): Promise<number> {
      worker.postMessage(null)
      const [longest] = (await once(worker, 'message')) as [number]
      await worker.terminate()
      return longest
    },
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
