import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { DELIVERIES } from '../../../app/contract/names.ts'
import type { SignatureState } from '../../../app/contract/webhooks.ts'
import { openStore, openStoreForReading, type Store } from '../../../app/history/store.ts'
import { parseQuery } from '../../../app/query/parse.ts'
import { exampleExchange } from './exampleExchange.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-deliveries-'))
  file = join(folder, 'history.db')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const now = () => Date.parse('2026-03-02T10:00:00.000Z')

function delivered(at: number, event: string | null, signature: SignatureState): Exchange {
  return {
    ...exampleExchange({}, at),
    source: 'capture',
    profile: DELIVERIES,
    direction: 'in',
    delivery: {
      event,
      sentId: 'msg_1',
      signature,
      scheme: null,
      certainty: null,
      signedBy: null,
      reason: 'The signature is valid.',
      raw: '/w==',
      returned: { status: 200, afterMs: 1 },
      forwardedTo: null,
    },
  }
}

function idsOf(store: Store, text: string): string[] {
  const { query, errors } = parseQuery(text, now())
  expect(errors).toEqual([])
  return store.find({ query, before: null, position: null, limit: 10 }, () => false).ids
}

/** As the versions before left it. */
function withoutDeliveries(): void {
  const db = new Database(file)
  db.exec('DROP TRIGGER deliveries_deleted; DROP TABLE deliveries')
  db.close()
}

test('a delivery is kept whole, and found by what it is', () => {
  const store = openStore({ file, writer: 'one', now })
  const call = { ...exampleExchange({}, 1), source: 'capture' as const }
  const approved = delivered(2, 'timesheet.approve', 'valid')
  const wrong = delivered(3, 'timesheet.reject', 'wrong')
  const unknown = delivered(4, null, 'unknown-scheme')
  store.put([call, approved, wrong, unknown], false)
  expect(store.get(approved.id)).toEqual(approved)
  const found = (query: string) => idsOf(store, query).toReversed()
  expect(found('is:webhook')).toEqual([approved.id, wrong.id, unknown.id])
  expect(found('-is:webhook')).toEqual([call.id])
  expect(found('is:capture')).toEqual([call.id])
  expect(found('is:capture,webhook')).toHaveLength(4)
  expect(found('event:timesheet.*')).toEqual([approved.id, wrong.id])
  expect(found('event:TIMESHEET.approve')).toEqual([approved.id])
  expect(found('-event:timesheet.approve is:webhook')).toEqual([wrong.id, unknown.id])
  expect(found('signature:wrong,unknown-scheme')).toEqual([wrong.id, unknown.id])
  expect(parseQuery('signature:right', now()).errors).toHaveLength(1)
  expect(store.knownValues()['event']).toEqual(['timesheet.approve', 'timesheet.reject'])
  store.close()
})

test('a delivery is nothing that was sent', () => {
  const store = openStore({ file, writer: 'one', now })
  store.put([exampleExchange({}, 1), delivered(2, 'x.y', 'valid')], false)
  expect(store.activity(0).minutes.map(({ sent }) => sent)).toEqual([1])
  store.close()
})

test('a later state takes the place of the earlier one', () => {
  const store = openStore({ file, writer: 'one', now })
  const first = delivered(1, null, 'missing')
  store.put([first], false)
  store.put([{ ...delivered(1, 'x.y', 'valid'), id: first.id }], false)
  expect(idsOf(store, 'signature:missing')).toEqual([])
  expect(idsOf(store, 'event:x.y')).toEqual([first.id])
  store.close()
})

test('a history of before takes deliveries in', () => {
  openStore({ file, writer: 'one', now }).close()
  withoutDeliveries()
  const store = openStore({ file, writer: 'one', now })
  const exchange = delivered(1, 'x.y', 'valid')
  store.put([exchange], false)
  expect(idsOf(store, 'event:x.y')).toEqual([exchange.id])
  store.close()
})

test('a history of before that is only read has none', () => {
  openStore({ file, writer: 'one', now }).close()
  withoutDeliveries()
  const store = openStoreForReading({ file, writer: 'two', now })
  expect(idsOf(store, 'event:x.y')).toEqual([])
  store.close()
})

test('what is deleted leaves nothing behind', () => {
  const store = openStore({ file, writer: 'one', now })
  store.put([delivered(1, 'x.y', 'valid')], false)
  store.destroy(idsOf(store, 'is:webhook'))
  store.close()
  const db = new Database(file)
  expect(db.prepare('SELECT * FROM deliveries').raw().all()).toEqual([])
  db.close()
})
