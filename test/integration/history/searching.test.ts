import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { historyPageSchema } from '../../../app/contract/summary.ts'
import { problemPageSchema } from '../../../app/contract/problem.ts'
import type { History } from '../../../app/history/history.ts'
import { openHistory } from '../../../app/history/openHistory.ts'
import { KEEP_ALL } from '../../../app/history/retention.ts'
import { exampleAttempt, exampleExchange } from '../../unit/history/exampleExchange.ts'
import { bundle, type Bundle } from './bundle.ts'
import { redacted } from '../../fixtures/testRecorder.ts'

let worker: Bundle
beforeAll(async () => {
  worker = await bundle('app/history/worker.ts')
})
afterAll(() => worker.remove())

let folder: string
let history: History
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-searching-'))
  history = await openHistory({ file: join(folder, 'history.db'), worker: worker.url })
})
afterEach(async () => {
  await history.close()
  await rm(folder, { recursive: true })
})

async function fill(count: number) {
  const all = Array.from({ length: count }, (_, at) =>
    exampleExchange({ key: at % 2 === 0 ? 'even' : 'odd' }, at),
  )
  await Promise.all(all.map((exchange) => history.put(redacted(exchange))))
  return all
}

test('pages hold what matches, with the numbers that the page shows, and go on where the last one ended', async () => {
  const all = await fill(25)
  const odd = all.filter(({ key }) => key === 'odd').map(({ id }) => id)
  const seen: string[] = []
  let before: string | null = null
  do {
    const page = await history.list({ query: 'key:odd', before, limit: 4 })
    expect(historyPageSchema.parse(page)).toEqual(page)
    expect(page).toMatchObject({ total: 25, matching: 12 })
    seen.push(...page.items.map(({ id }) => id))
    before = page.next
  } while (before !== null)
  expect(seen).toEqual(odd.toReversed())
})

test('the last page is known to be the last', async () => {
  await fill(8)
  expect((await history.list({ query: 'key:odd customer', before: null, limit: 4 })).next).toBeNull()
  expect(await history.list({ query: 'customer', before: null, limit: 8 })).toMatchObject({
    next: null,
    matching: 8,
  })
  expect(await history.list({ query: 'customer', before: null, limit: 7 })).toMatchObject({ matching: null })
})

test('a query that is wrong is refused with the reason and an example', async () => {
  for (const call of [
    history.list({ query: 'status:abc', before: null, limit: 5 }),
    history.count({ query: 'status:abc', limit: 5 }),
    history.remove({ query: 'status:abc' }),
  ]) {
    await expect(call).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('abc'),
      remedy: expect.stringContaining('status:4xx'),
    })
  }
})

test('ids and numbers of what matches say when they are not all', async () => {
  const all = await fill(9)
  const ids = all.map(({ id }) => id).toReversed()
  expect(await history.ids({ query: null, limit: 9 })).toEqual({ ids, isAll: true })
  expect(await history.ids({ query: 'customer', limit: 3 })).toEqual({ ids: ids.slice(0, 3), isAll: false })
  expect(await history.count({ query: 'customer', limit: 9 })).toEqual({ count: 9, isExact: true })
  expect(await history.count({ query: 'customer', limit: 8 })).toEqual({ count: 8, isExact: false })
  expect(await history.count({ query: 'key:odd', limit: 1 })).toEqual({ count: 4, isExact: true })
})

test('all that match are removed, and a removal is undone without the others', async () => {
  await fill(500)
  const odd = await history.remove({ query: 'key:odd customer' })
  expect(odd.count).toBe(250)
  const { items } = await history.list({ before: null, limit: 3 })
  const three = await history.remove({ ids: items.map(({ id }) => id) })
  expect(three.count).toBe(3)
  expect(three.removal).not.toBe(odd.removal)
  expect((await history.list({ before: null, limit: 1 })).total).toBe(247)
  expect(await history.restore(odd.removal)).toBe(250)
  expect((await history.list({ before: null, limit: 1 })).total).toBe(497)
  expect(await history.restore(odd.removal)).toBe(0)
})

test('problems, marks and values come through the worker', async () => {
  const [first] = await fill(2)
  const id = first?.id ?? ''
  const page = await history.problems({ state: null, before: null, limit: 5 })
  expect(problemPageSchema.parse(page)).toEqual(page)
  expect(page.items).toMatchObject([{ count: 2 }])
  expect(await history.openProblems()).toBe(1)
  await history.setProblemState(page.items[0]?.fingerprint ?? '', 'ignored')
  expect(await history.openProblems()).toBe(0)
  expect(await history.unknownCodes([0])).toEqual([{ code: 100, count: 2 }])
  expect(await history.annotate({ id, pinned: true })).toBe(true)
  expect((await history.list({ query: 'is:pinned', before: null, limit: 5 })).marks).toEqual({
    [id]: { pinned: true, note: null, again: false },
  })
  expect(await history.knownValues()).toMatchObject({ key: ['even', 'odd'] })
  expect(await history.usage()).toMatchObject({ exchanges: 2, pinned: 1 })
})

test('a comparison sets aside the headers that are named to it', async () => {
  const [before, after] = ['1', '2'].map((trace) => {
    const response = {
      status: 200,
      headers: [['X-GH-Trace', trace] as [string, string]],
      body: '{}',
      bodyBytes: 2,
      truncated: false,
    }
    return exampleExchange({ attempts: [exampleAttempt({ response })] })
  })
  if (!before || !after) throw new Error('There are two.')
  await history.put(redacted(before))
  await history.put(redacted(after))
  const pair = { before: before.id, after: after.id, skip: 0 }
  expect((await history.compare({ ...pair, volatileHeaders: [] }))?.headers.changes).toHaveLength(1)
  expect((await history.compare({ ...pair, volatileHeaders: ['x-gh-trace'] }))?.headers).toEqual({
    changes: [],
    setAside: ['x-gh-trace'],
  })
})

test('the oldest go by themselves while nobody asks for anything', async () => {
  await fill(150)
  await history.setRetention({ ...KEEP_ALL, maxCount: 10 })
  // Read past the worker, which waits until nobody asks it.
  const db = new Database(join(folder, 'history.db'))
  const count = db.prepare('SELECT count(*) FROM exchanges WHERE removed IS NULL').raw()
  await expect.poll(() => count.get(), { timeout: 20_000 }).toEqual([10])
  db.close()
})
