import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { openStore, openStoreForReading, type Store } from '../../../app/history/store.ts'
import { parseQuery } from '../../../app/query/parse.ts'
import { exampleExchange } from './exampleExchange.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-clients-'))
  file = join(folder, 'history.db')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const now = () => Date.parse('2026-03-02T10:00:00.000Z')
const CLIENT = { run: 'RUN1', name: 'python3', pid: 7, userAgent: 'Job/1.0', connection: '2' }

function captured(at: number): Exchange {
  return { ...exampleExchange({}, at), source: 'capture', client: CLIENT }
}

function idsOf(store: Store, text: string): string[] {
  const { query } = parseQuery(text, now())
  return store.find({ query, before: null, position: null, limit: 10 }, () => false).ids
}

/** As the versions before left it. */
function withoutClients(): void {
  const db = new Database(file)
  db.exec('DROP TRIGGER clients_deleted; DROP TABLE clients')
  db.close()
}

test('the program is kept with the exchange', () => {
  const store = openStore({ file, writer: 'one', now })
  const exchange = captured(1)
  store.put([exchange], false)
  expect(store.get(exchange.id)?.client).toEqual(CLIENT)
  expect(store.get(exchange.id)).toEqual(exchange)
  store.close()
})

test('a history of before takes captured exchanges in', () => {
  openStore({ file, writer: 'one', now }).close()
  withoutClients()
  const store = openStore({ file, writer: 'one', now })
  const exchange = captured(1)
  store.put([exchange, exampleExchange({}, 2)], false)
  expect(idsOf(store, 'run:RUN1')).toEqual([exchange.id])
  store.close()
})

test('a history of before that is only read has none', () => {
  const before = openStore({ file, writer: 'one', now })
  const exchange = exampleExchange({}, 1)
  before.put([exchange], false)
  before.close()
  withoutClients()
  const store = openStoreForReading({ file, writer: 'two', now })
  expect(idsOf(store, 'client:python3')).toEqual([])
  expect(idsOf(store, '-client:python3')).toEqual([exchange.id])
  store.close()
})

test('what is deleted leaves no program behind', () => {
  const store = openStore({ file, writer: 'one', now })
  store.put([captured(1)], false)
  store.destroy(idsOf(store, 'is:capture'))
  store.close()
  const db = new Database(file)
  expect(db.prepare('SELECT * FROM clients').raw().all()).toEqual([])
  db.close()
})
