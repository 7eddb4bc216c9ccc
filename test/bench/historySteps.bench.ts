import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Exchange } from '../../app/contract/exchange.ts'
import type { Retention } from '../../app/history/history.ts'
import { createMethods } from '../../app/history/methods.ts'
import { openRepository } from '../../app/history/repository.ts'
import { KEEP_ALL } from '../../app/history/retention.ts'
import { SETTLING_MS } from '../../app/history/settledClock.ts'
import { UNDO_LIMIT_MS } from '../../app/history/softDelete.ts'
import { createUpkeep } from '../../app/history/upkeep.ts'
import { generatedHistory } from './generatedHistory.ts'
import { LAST_START, rowOf } from './historyRows.ts'
import { longestHold } from './holds.ts'

interface Figure {
  name: string
  figure: number
  unit: string
  limit?: number
}

const ROWS = Number(process.env['POSTERN_BENCH_ROWS'] ?? 300_000)
const IMPORTED = 3200
/** As a thread that imports sends them. */
const PART = 32
const LONGEST_MS = 100

/** How long the history's thread is busy at a time while it tidies, deletes, undoes and imports: others wait for so long. */
export async function bench(): Promise<Figure[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  try {
    const file = join(scratch, 'history.db')
    await copyFile(await generatedHistory(ROWS), file)
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
  const upkeep = createUpkeep(repository, () => undefined)
  const methods = createMethods(repository, upkeep, () => undefined)
  const figures: Figure[] = []
  const measure = async (name: string, work: () => unknown) => {
    const start = performance.now()
    const { passed: longest, own } = await longestHold(work, turn)
    const seconds = (performance.now() - start) / 1000
    figures.push(
      { name: `history of ${ROWS}, longest step: ${name}`, figure: longest, unit: 'ms' },
      { name: '    without waiting for a processor', figure: own, unit: 'ms', limit: LONGEST_MS },
      { name: '    all of it', figure: seconds, unit: 's' },
    )
  }
  const tidy = async (retention: Partial<Retention>) => {
    while (repository.housekeeping.step({ ...KEEP_ALL, ...retention }).isMore) await turn()
  }
  const bytes = repository.housekeeping.usage(KEEP_ALL).bytes

  let removal = 0
  await measure('deletion of nearly all', async () => {
    ;({ removal } = await methods.remove({ query: 'status:<500' }))
  })
  await measure('undo of that', () => methods.restore(removal))
  await measure('tidying by number', () => tidy({ maxCount: ROWS * 0.8 }))
  await measure('tidying by size', () => tidy({ maxBytes: bytes * 0.6 }))
  await measure('how many a limit of size would delete', () =>
    repository.housekeeping.surplus({ ...KEEP_ALL, maxBytes: bytes * 0.1 }),
  )
  await measure(`import of ${IMPORTED}`, async () => {
    for (let at = 0; at < IMPORTED; at += PART) {
      const part: Exchange[] = Array.from({ length: PART }, (_, place) => rowOf(ROWS + at + place, ROWS))
      await turn()
      await methods.add(part)
    }
  })
  repository.housekeeping.usage(KEEP_ALL)
  pass(UNDO_LIMIT_MS)
  repository.housekeeping.usage(KEEP_ALL)
  pass(SETTLING_MS)
  await measure('deletion for good, and room given back', () => tidy({}))
  upkeep.end()
  repository.close()
  return figures
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
