import { stat } from 'node:fs/promises'
import Database from 'libsql'
import { describe, expect, test } from 'vitest'
import type { Retention } from '../../../app/history/history.ts'
import { KEEP_ALL } from '../../../app/history/retention.ts'
import { SETTLING_MS } from '../../../app/history/settledClock.ts'
import { UNDO_LIMIT_MS, UNDO_MS } from '../../../app/history/softDelete.ts'
import { openStore } from '../../../app/history/store.ts'
import { exampleAttempt, exampleExchange, exchangeUnderWay } from './exampleExchange.ts'
import { useStore } from './temporaryStore.ts'

const context = useStore()
const HOUR = 3_600_000

function many(count: number, body = '{}') {
  const response = { status: 403, headers: [], body, bodyBytes: body.length, truncated: false }
  return Array.from({ length: count }, (_, at) =>
    exampleExchange({ attempts: [exampleAttempt({ response })] }, at),
  )
}

/** Tidies until there is nothing to do; returns the number of steps. */
function tidy(retention: Partial<Retention> = {}, store = context.store): number {
  let steps = 1
  while (store.housekeeping.step({ ...KEEP_ALL, ...retention }).isMore) steps += 1
  return steps
}

function rows(table: string): unknown {
  const db = new Database(context.file)
  const row: unknown = db.prepare(`SELECT count(*) FROM ${table}`).raw().get()
  db.close()
  return Array.isArray(row) ? row[0] : null
}

describe('a pin and a note', () => {
  test('stay, are listed, found, and can be taken away', () => {
    const [first, second] = [exampleExchange({}, 1), exampleExchange({}, 2)]
    context.put(first, second)
    expect(context.store.annotate({ id: first.id, pinned: true, note: 'ask Ada about customer 12' })).toBe(
      true,
    )
    expect(context.store.annotate({ id: second.id, note: 'later' })).toBe(true)
    context.reopen()
    const place = { query: { terms: [] }, before: null, position: null, limit: 5 }
    expect(context.store.list(place, () => false).annotations).toEqual({
      [first.id]: { pinned: true, note: 'ask Ada about customer 12', again: false },
      [second.id]: { pinned: false, note: 'later', again: false },
    })
    expect(context.find('is:pinned')).toEqual([first.id])
    expect(context.find('is:noted')).toEqual([second.id, first.id])
    expect(context.find('ada "outside the scope"')).toEqual([first.id])
    context.store.annotate({ id: first.id, pinned: false, note: ' ' })
    expect(context.find('is:pinned,noted')).toEqual([second.id])
    expect(context.find('ada')).toEqual([])
    expect(context.find('customer 1099')).toHaveLength(2)
  })

  test('of many are put on at once', () => {
    const [first, second] = [exampleExchange({}, 1), exampleExchange({}, 2)]
    context.put(first, second)
    expect(context.store.pin([first.id, second.id, 'no such id'], true)).toBe(2)
    expect(context.find('is:pinned')).toEqual([second.id, first.id])
    expect(context.store.pin([second.id], false)).toBe(1)
    expect(context.find('is:pinned')).toEqual([first.id])
  })

  test('say that a request was sent again, until its exchange is deleted', () => {
    const sent = exampleExchange({}, 1)
    context.put(sent)
    context.store.annotate({ id: sent.id, again: true })
    context.reopen()
    const place = { query: { terms: [] }, before: null, position: null, limit: 5 }
    const noted = { pinned: false, note: null, again: true }
    expect(context.store.list(place, () => false).annotations).toEqual({ [sent.id]: noted })
    expect(rows('sent_again')).toBe(1)
    context.store.destroy([sent.id])
    expect(rows('sent_again')).toBe(0)
  })

  test('can be put on what is under way, and are found when it ends', () => {
    const begun = exchangeUnderWay()
    context.put(begun)
    context.store.annotate({ id: begun.id, note: 'watch' })
    context.put(exampleExchange({ id: begun.id }))
    expect(context.find('watch')).toEqual([begun.id])
  })

  test('cannot be put on what is not there', () => {
    expect(context.store.annotate({ id: exampleExchange().id, pinned: true })).toBe(false)
  })
})

describe('what is removed', () => {
  test('is gone from every view, and comes back whole', () => {
    const [gone, kept] = [exampleExchange({}, 1), exampleExchange({}, 2)]
    context.put(gone, kept)
    context.store.annotate({ id: gone.id, pinned: true, note: 'mine' })
    expect(context.store.remove([gone.id, exampleExchange().id], 7)).toBe(1)
    expect(context.store.get(gone.id)).toBeNull()
    for (const query of [
      '',
      'customer',
      'status:403',
      'took:>1ms',
      `id:${gone.id}`,
      'trace:4bf9',
      'is:pinned',
      'is:noted',
    ]) {
      expect(context.find(query)).not.toContain(gone.id)
    }
    expect(context.store.total()).toBe(1)
    expect(context.store.annotate({ id: gone.id, pinned: false })).toBe(false)

    expect(context.restore(8)).toBe(0)
    expect(context.restore(7)).toBe(1)
    expect(context.store.get(gone.id)).toEqual(gone)
    expect(context.find('customer is:pinned is:noted')).toEqual([gone.id])
    expect(context.store.total()).toBe(2)
  })

  test('is never what is under way', () => {
    const begun = exchangeUnderWay()
    context.put(begun)
    expect(context.store.remove([begun.id], 1)).toBe(0)
    expect(context.store.get(begun.id)).toEqual(begun)
  })

  test('can be undone for a while, then is deleted with all its parts', () => {
    const all = many(250)
    context.pass(SETTLING_MS)
    context.put(...all)
    context.store.annotate({ id: all[0]?.id ?? '', note: 'mine' })
    context.store.remove(
      all.map(({ id }) => id),
      context.time,
    )
    context.pass(UNDO_MS)
    tidy()
    expect(rows('exchanges')).toBe(250)
    context.pass(1)
    expect(tidy()).toBeGreaterThan(3)
    for (const table of ['exchanges', 'documents', 'attempts', 'bodies', 'notes', 'shapes', 'hours']) {
      expect(rows(table)).toBe(0)
    }
    expect(context.restore(context.time)).toBe(0)
  })

  test('can be undone while another program has the history open too', () => {
    context.put(exampleExchange())
    context.store.remove(context.find(''), context.time)
    context.time += 1
    const other = openStore({ file: context.file, writer: 'other', now: () => context.time })
    tidy({}, other)
    other.close()
    expect(context.restore(context.time - 1)).toBe(1)
  })

  test('can be undone when the clock is set back, and is deleted in the end all the same', () => {
    context.put(exampleExchange())
    const removal = context.time + 1000 * HOUR
    context.store.remove(context.find(''), removal)
    context.pass(SETTLING_MS)
    tidy()
    context.pass(UNDO_MS + 1)
    tidy()
    expect(rows('exchanges')).toBe(0)
  })

  test('stays while the clock is ahead for a moment, and can be undone when it is right again', () => {
    context.put(...many(50))
    context.pass(SETTLING_MS)
    const [removal, ids] = [context.time, context.find('')]
    context.store.remove(ids.slice(0, 10), removal)
    tidy({ maxCount: 30 })
    context.time += 30 * 24 * HOUR
    tidy()
    context.reopen()
    tidy()
    context.time -= 30 * 24 * HOUR
    tidy()
    expect(context.restore(removal)).toBe(10)
    expect(context.restore('by limits')).toBe(10)
    expect(context.find('')).toEqual(ids)
  })

  test('comes back whole though the undoing was cut short, and nothing of it is deleted before', () => {
    const all = many(450)
    context.put(...all)
    const removal = context.time
    context.store.remove(context.find('', 1000), removal)
    expect(context.store.restore(removal)).toBe(450)
    context.store.housekeeping.bringBack()
    expect(context.store.total()).toBeLessThan(450)
    context.reopen()
    context.pass(SETTLING_MS)
    context.store.housekeeping.usage(KEEP_ALL)
    context.pass(UNDO_MS + SETTLING_MS)
    tidy()
    expect(context.find('', 1000)).toHaveLength(450)
  })

  test('gives its disk space back while it is still being deleted', () => {
    context.put(...many(600, 'x'.repeat(20_000)))
    tidy()
    const before = context.store.housekeeping.usage(KEEP_ALL)
    context.store.remove(context.find('', 1000), context.time)
    context.pass(SETTLING_MS)
    context.store.housekeeping.usage(KEEP_ALL)
    context.pass(UNDO_MS + 1)
    const seen = []
    while (context.store.housekeeping.step(KEEP_ALL).isMore)
      seen.push(context.store.housekeeping.usage(KEEP_ALL))
    const late = seen.find(({ removed }) => removed <= 200)
    expect(late?.bytes).toBeLessThan(before.bytes * 0.75)
    expect(late?.toGo).toBe(late?.removed)
    expect(seen.at(-1)).toMatchObject({ toGo: 0, removed: 0, freeBytes: 0 })
  })

  test('leaves no words to be merged within a write: steps of the tidying do that', () => {
    const segments = () => Number(rows('(SELECT DISTINCT segid FROM search_idx)'))
    for (let time = 0; time < 60; time += 1) context.put(...many(1))
    expect(segments()).toBe(60)
    tidy()
    expect(segments()).toBeLessThan(8)
    expect(context.find('customer', 100)).toHaveLength(60)
  })

  test('has its words merged when there are sixteen parts of a size, so that large ones are seldom written anew', () => {
    const segments = () => Number(rows('(SELECT DISTINCT segid FROM search_idx)'))
    for (let time = 0; time < 15; time += 1) context.put(...many(1))
    tidy()
    expect(segments()).toBe(15)
    context.put(...many(1))
    tidy()
    expect(segments()).toBe(1)
  })

  test('stays among the words until most of a part is deleted, since each word is then written anew', () => {
    context.put(...many(20))
    tidy()
    // Each of the twenty was a part of its own.
    const whole = () => rows('(SELECT DISTINCT segid FROM search_idx WHERE segid = 21)')
    expect(whole()).toBe(1)
    const ids = context.find('', 20)
    context.store.destroy(ids.slice(0, 11))
    tidy()
    expect(whole()).toBe(1)
    context.store.destroy(ids.slice(11, 12))
    tidy()
    expect(whole()).toBe(0)
    expect(context.find('customer', 20)).toHaveLength(8)
  })

  test('gives its disk space back, bit by bit', async () => {
    context.put(...many(300, 'x'.repeat(20_000)))
    tidy()
    const { bytes } = context.store.housekeeping.usage(KEEP_ALL)
    context.store.destroy(context.find('', 1000))
    expect(context.store.housekeeping.usage(KEEP_ALL).freeBytes).toBeGreaterThan(bytes / 2)
    expect(tidy()).toBeGreaterThan(3)
    const after = context.store.housekeeping.usage(KEEP_ALL)
    expect(after.freeBytes).toBe(0)
    expect(after.bytes).toBeLessThan(bytes / 4)
    context.reopen()
    expect((await stat(context.file)).size).toBeLessThan(bytes / 4)
  })
})

describe('limits', () => {
  test.each([
    [{ maxCount: 1 }, 49],
    [{ maxAgeMs: HOUR }, 30],
    [{ maxBytes: 1 }, 30],
    [{ maxCount: 60, maxAgeMs: 400 * HOUR, maxBytes: 10 ** 9 }, 0],
  ])('say beforehand how many they delete: %j', (limits, count) => {
    context.put(...many(45))
    context.pass(5 * HOUR)
    context.put(...many(5).map((each) => exampleExchange({}, Date.parse(each.startedAt) + HOUR)))
    expect(context.store.housekeeping.surplus({ ...KEEP_ALL, ...limits })).toBe(count)
    tidy(limits)
    expect(context.store.total()).toBe(50 - count)
  })

  test('can be undone for a day', () => {
    context.put(...many(250))
    const ids = context.find('')
    tidy({ maxCount: 10 })
    context.pass(UNDO_LIMIT_MS - 1)
    context.reopen()
    tidy()
    context.pass(SETTLING_MS)
    expect(rows('exchanges')).toBe(250)
    expect(context.restore('by limits')).toBe(240)
    expect(context.find('')).toEqual(ids)
    tidy({ maxCount: 10 })
    context.pass(UNDO_LIMIT_MS + 1)
    tidy()
    expect(rows('exchanges')).toBe(10)
  })

  test('of number let the oldest go, but none that is pinned or under way', () => {
    const begun = exchangeUnderWay({}, -1)
    const all = many(250)
    context.put(begun, ...all)
    const pinned = all[3]?.id ?? ''
    context.store.annotate({ id: pinned, pinned: true })
    tidy({ maxCount: 10 })
    const left = context.find('')
    expect(left).toEqual([
      ...all
        .slice(-9)
        .map(({ id }) => id)
        .toReversed(),
      pinned,
      begun.id,
    ])
  })

  test('of number are not used up by what is pinned', () => {
    const all = many(30)
    context.put(...all)
    context.store.pin(
      all.slice(0, 20).map(({ id }) => id),
      true,
    )
    tidy({ maxCount: 10 })
    expect(context.store.total()).toBe(30)
    const sent = exampleExchange({}, HOUR)
    context.put(sent)
    tidy({ maxCount: 10 })
    expect(context.find('')).toEqual(
      [sent, ...all.slice(21).toReversed(), ...all.slice(0, 20).toReversed()].map(({ id }) => id),
    )
  })

  test('of age go by the time at which an exchange came into the history, and leave the newest', () => {
    const sent = [0, 1, 2, 3].map((hour) =>
      many(20).map(({ id }, at) => exampleExchange({ id }, hour * HOUR + at)),
    )
    const all = sent.map((some) =>
      some.map((exchange, at) => exampleExchange({}, Date.parse(exchange.startedAt) + at)),
    )
    const capture = exampleExchange({ source: 'capture' }, -60 * 24 * HOUR)
    for (const some of all) {
      context.put(...some)
      context.pass(HOUR)
    }
    context.put(capture)
    tidy({ maxAgeMs: 2.5 * HOUR })
    expect(context.store.total()).toBe(41)
    expect(context.find('')).toContain(capture.id)
    context.pass(100 * HOUR)
    context.put(exampleExchange({}, 100 * HOUR))
    tidy({ maxAgeMs: 2.5 * HOUR })
    expect(context.store.total()).toBe(20)
  })

  test('of age take nothing because the clock is ahead', () => {
    context.put(...many(200))
    context.time += 30 * 24 * HOUR
    tidy({ maxAgeMs: 7 * 24 * HOUR })
    expect(context.store.total()).toBe(200)
    context.put(exampleExchange({}, HOUR))
    tidy({ maxAgeMs: 7 * 24 * HOUR })
    expect(context.store.total()).toBe(201)
    expect(context.store.housekeeping.surplus({ ...KEEP_ALL, maxAgeMs: 7 * 24 * HOUR })).toBe(0)
    context.time -= 30 * 24 * HOUR
    tidy({ maxAgeMs: 7 * 24 * HOUR })
    expect(context.store.total()).toBe(201)
  })

  test('of age hold again once the clock has been steady after a jump, as when the computer has slept', () => {
    context.put(...many(200))
    tidy({ maxAgeMs: 7 * 24 * HOUR })
    context.time += 30 * 24 * HOUR
    context.put(exampleExchange({}, HOUR))
    tidy({ maxAgeMs: 7 * 24 * HOUR })
    context.pass(SETTLING_MS)
    tidy({ maxAgeMs: 7 * 24 * HOUR })
    expect(context.store.total()).toBe(20)
  })

  test('give back by themselves what they took while the clock was ahead from the start', () => {
    context.put(...many(200))
    context.time += 30 * 24 * HOUR
    context.reopen()
    context.put(exampleExchange({}, HOUR))
    tidy({ maxAgeMs: 7 * 24 * HOUR })
    expect(context.store.total()).toBe(20)
    context.time -= 30 * 24 * HOUR
    context.reopen()
    tidy({ maxAgeMs: 7 * 24 * HOUR, maxCount: 150 })
    expect(context.store.total()).toBe(150)
    context.pass(SETTLING_MS + UNDO_LIMIT_MS)
    tidy({ maxAgeMs: 7 * 24 * HOUR, maxCount: 150 })
    expect(rows('exchanges')).toBe(150)
  })

  test('of age find what is old behind much that is younger', () => {
    const start = context.time
    context.time = start + 100 * 24 * HOUR
    context.put(...many(150))
    context.time = start
    const sent = exampleExchange({}, HOUR)
    context.put(sent)
    context.pass(24 * HOUR)
    tidy({ maxAgeMs: 2 * HOUR })
    context.pass(SETTLING_MS)
    tidy({ maxAgeMs: 2 * HOUR })
    expect(context.store.total()).toBe(150)
    expect(context.store.get(sent.id)).toBeNull()
  })

  test('of age begin anew for what was deleted and is brought in again', () => {
    const capture = exampleExchange({ source: 'capture' })
    context.put(capture)
    context.time += 5 * HOUR
    context.store.remove([capture.id], context.time)
    context.put(capture)
    tidy({ maxAgeMs: 2 * HOUR })
    expect(context.find('')).toEqual([capture.id])
  })

  test('of size let go as many as it takes, and give the room back a day later', () => {
    context.put(...many(400, 'x'.repeat(10_000)))
    tidy()
    const surplus = context.store.housekeeping.surplus({ ...KEEP_ALL, maxBytes: 2_000_000 })
    tidy({ maxBytes: 2_000_000 })
    const left = context.store.total()
    // What the deletion itself frees counts too.
    expect(Math.abs(400 - surplus - left)).toBeLessThan(3)
    expect(left).toBeGreaterThan(120)
    expect(context.store.housekeeping.usage(KEEP_ALL)).toMatchObject({ byLimits: 400 - left })
    context.pass(UNDO_LIMIT_MS)
    tidy({ maxBytes: 2_000_000 })
    expect(context.store.total()).toBe(left)
    context.pass(SETTLING_MS)
    tidy({ maxBytes: 2_000_000 })
    expect(context.store.housekeeping.usage(KEEP_ALL).bytes).toBeLessThan(2_100_000)
    expect(context.store.total()).toBeGreaterThan(left - 6)
  })

  test('of size leave the newest, however much is pinned', () => {
    const all = many(200, 'x'.repeat(10_000))
    context.put(...all)
    context.store.pin(
      all.slice(0, 100).map(({ id }) => id),
      true,
    )
    tidy({ maxBytes: 500_000 })
    expect(context.find('')).toEqual(
      [...all.slice(180).toReversed(), ...all.slice(0, 100).toReversed()].map(({ id }) => id),
    )
  })

  test('that are not set let everything stay', () => {
    context.put(...many(150))
    tidy()
    expect(tidy()).toBe(1)
    expect(context.store.housekeeping.usage(KEEP_ALL)).toMatchObject({
      exchanges: 150,
      pinned: 0,
      removed: 0,
      oldest: Date.parse('2026-03-02T09:00:00.000Z'),
    })
  })
})
