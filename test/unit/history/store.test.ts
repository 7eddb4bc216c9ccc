import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { summarize } from '../../../app/contract/summary.ts'
import { DamagedError, ForeignError, NewerError } from '../../../app/history/fileErrors.ts'
import { APPLICATION_ID } from '../../../app/history/inspection.ts'
import { VERSION } from '../../../app/history/schema.ts'
import { openStore, type Store } from '../../../app/history/store.ts'
import { attemptUnderWay, exampleAttempt, exampleExchange, exchangeUnderWay } from './exampleExchange.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-store-'))
  file = join(folder, 'history.db')
})
afterEach(() => rm(folder, { recursive: true }))

const now = () => Date.parse('2026-03-02T10:00:00.000Z')

/** Opens a store for the length of some work. */
function withStore<T>(work: (store: Store) => T, writer = 'one'): T {
  const store = openStore({ file, writer, now })
  try {
    return work(store)
  } finally {
    store.close()
  }
}

function put(store: Store, ...exchanges: Exchange[]): void {
  store.put(exchanges, false)
}

const never = () => false

/** The newest ones, whatever they are. */
function listed(store: Store, limit = 10) {
  return store.list({ query: { terms: [] }, before: null, position: null, limit }, never).items
}

function integrity(): unknown {
  const db = new Database(file)
  const rows = db.prepare('PRAGMA integrity_check').raw().all()
  db.close()
  return rows
}

describe('an exchange', () => {
  test('comes back as it was, after a restart too', () => {
    const exchange = exampleExchange({
      source: 'replay',
      replayOf: exampleExchange().id,
      request: { ...exampleExchange().request, method: 'POST', body: '{"a":1}', idempotent: false },
      attempts: [
        exampleAttempt({ purpose: 'token' }),
        exampleAttempt({
          number: 2,
          response: null,
          failure: {
            kind: 'reset',
            code: 'ECONNRESET',
            message: 'The connection was reset.',
            mayHaveBeenSent: true,
          },
        }),
        exampleAttempt({ number: 3 }),
      ],
    })
    withStore((store) => put(store, exchange))
    withStore((store) => expect(store.get(exchange.id)).toEqual(exchange))
  })

  test('that nobody knows is null', () => {
    expect(withStore((store) => store.get(exampleExchange().id))).toBeNull()
  })

  test('comes back whatever characters it holds: NUL, halves of pairs, all of Unicode', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a\0b', '\0', '\ud800', 'x\udfff', '😀', ''),
    )
    withStore((store) => {
      fc.assert(
        fc.property(texts, texts, texts, (body, answer, message) => {
          const response = {
            status: 200,
            headers: [['x', message]] as [string, string][],
            body: answer,
            bodyBytes: 9,
            truncated: false,
          }
          const { request } = exampleExchange()
          const exchange = exampleExchange({
            request: { ...request, body },
            attempts: [exampleAttempt({ response })],
          })
          put(store, exchange)
          expect(store.get(exchange.id)).toEqual(exchange)
        }),
        { numRuns: 100 },
      )
    })
  }, 30_000)

  test('of 20 MB comes back whole', () => {
    const body = 'é{"a":1}'.repeat(2_500_000)
    const response = { status: 200, headers: [], body, bodyBytes: 22_500_000, truncated: false }
    const exchange = exampleExchange({ attempts: [exampleAttempt({ response })] })
    withStore((store) => {
      put(store, exchange)
      expect(store.get(exchange.id)?.attempts[0]?.response?.body === body).toBe(true)
    })
  })

  test('grows step by step', () => {
    const { id } = exchangeUnderWay()
    const first = exampleAttempt({ decision: { action: 'back-off', rule: 'x', reason: 'y', delayMs: 1000 } })
    const steps = [
      exchangeUnderWay({ id, attempts: [] }),
      exchangeUnderWay({ id }),
      exchangeUnderWay({ id, attempts: [exampleAttempt({ decision: null })] }),
      exchangeUnderWay({ id, attempts: [first] }),
      exchangeUnderWay({ id, attempts: [first, attemptUnderWay(2)] }),
      exampleExchange({ id, attempts: [first, exampleAttempt({ number: 2 })] }),
    ]
    withStore((store) => {
      for (const step of steps) {
        put(store, step)
        expect(store.get(id)).toEqual(step)
      }
    })
  })

  test('is not written again where it has not changed, however large it is', async () => {
    const body = 'x'.repeat(2_000_000)
    const response = { status: 503, headers: [], body, bodyBytes: body.length, truncated: false }
    const first = exampleAttempt({ response })
    const begun = exchangeUnderWay({ attempts: [first] })
    const store = openStore({ file, writer: 'one', now })
    put(store, begun)
    const { size } = await stat(`${file}-wal`)
    put(store, exampleExchange({ id: begun.id, attempts: [first, exampleAttempt({ number: 2 })] }))
    expect((await stat(`${file}-wal`)).size - size).toBeLessThan(body.length / 4)
    store.close()
  })

  test('that is to be durable is there as every other', () => {
    const exchange = exampleExchange()
    withStore((store) => store.put([exchange], true))
    withStore((store) => expect(store.get(exchange.id)).toEqual(exchange))
  })

  test('written whole again loses what it no longer has', () => {
    const long = exampleExchange({ attempts: [exampleAttempt(), exampleAttempt({ number: 2 })] })
    const short = { ...long, attempts: [exampleAttempt()] }
    withStore((store) => {
      put(store, long)
      put(store, short)
      expect(store.get(long.id)).toEqual(short)
    })
  })

  test('is removed with all its parts', () => {
    const [gone, kept] = [exampleExchange(), exampleExchange()]
    withStore((store) => {
      put(store, gone, kept)
      store.destroy([gone.id])
      expect(store.get(gone.id)).toBeNull()
      expect(listed(store)).toMatchObject([{ id: kept.id }])
      expect(store.total()).toBe(1)
    })
    const db = new Database(file)
    for (const table of ['documents', 'attempts', 'bodies']) {
      expect(db.prepare(`SELECT count(*) FROM ${table}`).raw().get()).toEqual([1])
    }
    db.close()
  })
})

describe('the list', () => {
  test('holds summaries, newest first, page by page', () => {
    const all = Array.from({ length: 25 }, (_, at) => exampleExchange({}, at))
    withStore((store) => {
      put(store, ...all)
      expect(store.total()).toBe(25)
      const seen = []
      let position: number | null = null
      do {
        const part = store.list({ query: { terms: [] }, before: null, position, limit: 10 }, never)
        seen.push(...part.items)
        position = part.position
      } while (position !== null)
      expect(seen).toEqual(all.toReversed().map(summarize))
    })
  })

  test('goes on below an exchange, also below one that has been deleted', () => {
    const [first, second, third] = [1, 2, 3].map((at) => exampleExchange({}, at))
    withStore((store) => {
      if (!first || !second || !third) throw new Error('three were made')
      put(store, first, second, third)
      const below = () =>
        store.list({ query: { terms: [] }, before: second.id, position: null, limit: 10 }, never).items
      expect(below()).toEqual([summarize(first)])
      store.destroy([second.id])
      expect(below()).toEqual([summarize(first)])
    })
  })

  test('of an empty history is empty', () => {
    withStore((store) => {
      expect(listed(store)).toEqual([])
      expect(store.total()).toBe(0)
    })
  })
})

describe('what was under way', () => {
  test('is interrupted when its writer closes, and ends at its last sign of life', () => {
    const exchange = exchangeUnderWay({ attempts: [exampleAttempt({ decision: null }), attemptUnderWay(2)] })
    withStore((store) => put(store, exchange))
    withStore((store) => {
      expect(store.get(exchange.id)).toEqual({
        ...exchange,
        outcome: 'interrupted',
        endedAt: '2026-03-02T09:00:00.018Z',
      })
      expect(listed(store)[0]).toMatchObject({
        outcome: 'interrupted',
        durationMs: 18,
      })
    })
  })

  test('stays so while its writer lives, here or in another process', () => {
    const exchange = exchangeUnderWay()
    withStore((store) => {
      put(store, exchange)
      withStore((other) => expect(other.get(exchange.id)?.outcome).toBeNull(), 'two')
      put(store, exampleExchange({ id: exchange.id }))
      expect(store.get(exchange.id)?.outcome).toBe('http-failure')
    })
  })

  test('is interrupted when the process of its writer is another one by now', () => {
    const exchange = exchangeUnderWay()
    withStore((store) => {
      put(store, exchange)
      const db = new Database(file)
      db.exec("UPDATE writers SET process = 'an earlier start of the system 1'")
      db.close()
      withStore((other) => expect(other.get(exchange.id)?.outcome).toBe('interrupted'), 'two')
    })
  })
})

describe('the file', () => {
  test('is readable for its owner only, with its companions, and whole after closing', async () => {
    const store = openStore({ file, writer: 'one', now })
    put(store, exampleExchange())
    const names = await readdir(folder)
    expect(names.length).toBeGreaterThan(1)
    for (const name of names) expect((await stat(join(folder, name))).mode & 0o077).toBe(0)
    store.close()
    expect(integrity()).toEqual([['ok']])
  })

  test('that is no database is told from one', async () => {
    await writeFile(file, 'Not a database, but long enough to look at.'.repeat(100))
    expect(() => openStore({ file, writer: 'one', now })).toThrow(DamagedError)
  })

  test('that was cut is told from a whole one', async () => {
    withStore((store) => put(store, ...Array.from({ length: 200 }, (_, at) => exampleExchange({}, at))))
    await truncate(file, Math.floor((await stat(file)).size / 2))
    expect(() => openStore({ file, writer: 'one', now })).toThrow(DamagedError)
  })

  test('of another program is left alone', async () => {
    const db = new Database(file)
    db.exec('CREATE TABLE recipes (name TEXT)')
    db.close()
    const before = await readFile(file)
    expect(() => openStore({ file, writer: 'one', now })).toThrow(ForeignError)
    expect((await readFile(file)).equals(before)).toBe(true)
    expect(await readdir(folder)).toEqual(['history.db'])
  })

  test('with tables that are not those of its version is told from ours', () => {
    const db = new Database(file)
    db.exec(
      `CREATE TABLE recipes (name TEXT); PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}`,
    )
    db.close()
    expect(() => openStore({ file, writer: 'one', now })).toThrow(DamagedError)
  })

  test('of a newer version is not touched', async () => {
    const db = new Database(file)
    db.exec(`CREATE TABLE exchanges (id TEXT); PRAGMA user_version = ${VERSION + 1}`)
    db.close()
    const before = await readFile(file)
    expect(() => openStore({ file, writer: 'one', now })).toThrow(NewerError)
    expect((await readFile(file)).equals(before)).toBe(true)
    expect(await readdir(folder)).toEqual(['history.db'])
  })
})
