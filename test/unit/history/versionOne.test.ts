import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { openStore } from '../../../app/history/store.ts'
import { parseQuery } from '../../../app/query/parse.ts'
import { exampleAttempt, exampleExchange, exchangeUnderWay } from './exampleExchange.ts'
import { writeVersionOne } from './versionOneDatabase.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-old-'))
  file = join(folder, 'history.db')
})
afterEach(() => rm(folder, { recursive: true }))

const now = () => Date.parse('2026-03-02T10:00:00.000Z')

const writeOld = (...exchanges: Exchange[]) => {
  writeVersionOne(file, exchanges)
}

test('a history of the first version keeps everything, and can be searched', async () => {
  const { request } = exampleExchange()
  const nul = { status: 200, headers: [], body: 'nul \0 inside', bodyBytes: 12, truncated: false }
  const later = exampleExchange(
    {
      source: 'replay',
      replayOf: exampleExchange().id,
      key: null,
      request: { ...request, method: 'POST', body: '{"name":"Müller"}' },
      attempts: [exampleAttempt({ purpose: 'token' }), exampleAttempt({ number: 2, response: nul })],
    },
    5,
  )
  const failure = exampleExchange({}, 3)
  const success = exampleExchange({ outcome: 'success' }, 4)
  const begun = exchangeUnderWay({}, 6)
  // Not in the order of their ids.
  writeOld(later, failure, success, begun)

  const store = openStore({ file, writer: 'one', now })
  const find = (text: string) =>
    store.find({ query: parseQuery(text, now()).query, before: null, position: null, limit: 10 }, () => false)
      .ids
  expect(find('')).toEqual([begun, later, success, failure].map(({ id }) => id))
  for (const exchange of [later, failure, success]) expect(store.get(exchange.id)).toEqual(exchange)
  expect(store.get(begun.id)?.outcome).toBe('interrupted')
  expect(store.total()).toBe(4)
  expect(find('muller is:replay method:POST')).toEqual([later.id])
  expect(find('inside status:200')).toEqual([later.id])
  expect(find('code:100 outcome:interrupted')).toEqual([])
  expect(find('customerid outcome:interrupted')).toEqual([begun.id])
  expect(find('since:2026-03-02T09:00:00.004Z until:2026-03-02T09:00:00.005Z')).toEqual([success.id])
  expect(store.problems.list({ state: null, before: null, limit: 10 }).items).toMatchObject([
    { count: 2, example: later.id },
  ])
  store.close()

  const db = new Database(file)
  expect(db.prepare('PRAGMA integrity_check').raw().all()).toEqual([['ok']])
  expect(db.prepare('PRAGMA auto_vacuum').raw().get()).toEqual([2])
  db.close()
})

test('a copy of the first version stays beside it, as it was', async () => {
  writeOld(exampleExchange())
  openStore({ file, writer: 'one', now }).close()
  const names = await readdir(folder)
  expect(names.filter((name) => name.endsWith('.db'))).toEqual(['history.backup-v1.db', 'history.db'])
  const copy = new Database(join(folder, 'history.backup-v1.db'))
  expect(copy.prepare('PRAGMA user_version').raw().get()).toEqual([1])
  expect(copy.prepare('SELECT count(fingerprint) FROM exchanges').raw().get()).toEqual([1])
  copy.close()
})

test('what was brought in by an earlier version counts as old from now on, what was sent from then', () => {
  const [sent, capture] = [exampleExchange({}, 1), exampleExchange({ source: 'capture' }, 2)]
  writeOld(sent, capture)
  const store = openStore({ file, writer: 'one', now })
  while (store.housekeeping.step({ maxAgeMs: 60_000, maxCount: null, maxBytes: null }).isMore) continue
  expect(store.known([sent.id, capture.id])).toEqual([capture.id])
  store.close()
})

test('an empty history of the first version is brought up to date too', () => {
  writeOld()
  const store = openStore({ file, writer: 'one', now })
  expect(store.total()).toBe(0)
  store.close()
})
