import { describe, expect, it } from 'vitest'
import { createChains, MOST_OPEN, type Same } from '../../../app/capture/chains.ts'

const GET: Same = { client: 'run-1', method: 'GET', url: '/a', bodyHash: 'none' }
const failed = (value: string, endedAt = 1000, connection = 1) => ({
  connection,
  pid: null,
  key: null,
  endedAt,
  value,
  characters: 10,
})

describe('the attempts of one request', () => {
  it('are the failed one, and the next of the same program, method, URL and body that begins after it', () => {
    const chains = createChains<string>()
    chains.leaveOpen(GET, failed('a'))
    expect(chains.join(GET, { connection: 1, pid: null, key: null, at: 1000 })).toEqual({
      value: 'a',
      grouped: 'same-connection',
    })
  })

  it.each<[string, Partial<Same>]>([
    ['another program', { client: 'run-2' }],
    ['another method', { method: 'POST' }],
    ['another URL', { url: '/b' }],
    ['another body', { bodyHash: 'x' }],
    ['a body that is still on its way', { bodyHash: null }],
  ])('are not those of %s', (_, other) => {
    const chains = createChains<string>()
    chains.leaveOpen(GET, failed('a'))
    expect(chains.join({ ...GET, ...other }, { connection: 1, pid: null, key: null, at: 2000 })).toEqual({
      value: null,
      grouped: 'first',
    })
  })

  it.each([
    [999, false],
    [1000, true],
    [61_000, true],
    [61_001, false],
  ])('begin after the end at 1,000 ms, and within 60 s: at %i ms it is %s', (at, fits) => {
    const chains = createChains<string>()
    chains.leaveOpen(GET, failed('a'))
    expect(chains.join(GET, { connection: 2, pid: null, key: null, at }).value).toBe(fits ? 'a' : null)
  })

  it('end with a success, which is never left open', () => {
    const chains = createChains<string>()
    chains.leaveOpen(GET, failed('a'))
    chains.join(GET, { connection: 1, pid: null, key: null, at: 1500 })
    expect(chains.join(GET, { connection: 1, pid: null, key: null, at: 2000 }).grouped).toBe('first')
  })

  it('are those of the same connection first, then the oldest, and what fits two is ambiguous', () => {
    const chains = createChains<string>()
    chains.leaveOpen(GET, failed('first', 1000, 1))
    chains.leaveOpen(GET, failed('second', 1100, 2))
    chains.leaveOpen(GET, failed('third', 1200, 3))
    expect(chains.join(GET, { connection: 2, pid: null, key: null, at: 2000 })).toEqual({
      value: 'second',
      grouped: 'ambiguous',
    })
    expect(chains.join(GET, { connection: 9, pid: null, key: null, at: 2000 })).toEqual({
      value: 'first',
      grouped: 'ambiguous',
    })
    expect(chains.join(GET, { connection: 9, pid: null, key: null, at: 2000 })).toEqual({
      value: 'third',
      grouped: 'matched',
    })
  })

  it.each([
    [7, 7, true],
    [7, 8, false],
    [null, 8, true],
    [7, null, true],
  ])('are of one process, as far as that is known: %s and %s', (before, next, fits) => {
    const chains = createChains<string>()
    chains.leaveOpen(GET, { ...failed('a'), pid: before })
    expect(chains.join(GET, { connection: 2, pid: next, key: null, at: 2000 }).value).toBe(fits ? 'a' : null)
  })

  it.each([
    ['one', 'one', true],
    ['one', 'other', false],
    [null, 'other', true],
    ['one', null, true],
  ])('are of one key, as far as that is known: %s and %s', (before, next, fits) => {
    const chains = createChains<string>()
    chains.leaveOpen(GET, { ...failed('a'), key: before })
    expect(chains.join(GET, { connection: 1, pid: null, key: next, at: 2000 }).value).toBe(fits ? 'a' : null)
  })

  it('are the oldest by their end, in whatever order they came to be known', () => {
    const chains = createChains<string>()
    chains.leaveOpen(GET, failed('later', 1200, 1))
    chains.leaveOpen(GET, failed('sooner', 1100, 2))
    expect(chains.join(GET, { connection: 9, pid: null, key: null, at: 2000 }).value).toBe('sooner')
  })
})

describe('what is open', () => {
  it('is given up after 60 s', () => {
    const chains = createChains<string>()
    chains.leaveOpen(GET, failed('old', 1000))
    chains.leaveOpen({ ...GET, url: '/b' }, failed('new', 30_000))
    expect(chains.expire(61_000)).toEqual([])
    expect(chains.expire(61_001)).toEqual(['old'])
    expect(chains.expire()).toEqual(['new'])
    expect(chains.expire()).toEqual([])
  })

  it('is bounded, and forgets the oldest without a word', () => {
    const chains = createChains<string>()
    for (let at = 0; at <= MOST_OPEN; at += 1) chains.leaveOpen({ ...GET, url: `/${at}` }, failed(`${at}`))
    expect(
      chains.join({ ...GET, url: '/0' }, { connection: 1, pid: null, key: null, at: 2000 }).value,
    ).toBeNull()
    expect(chains.join({ ...GET, url: '/1' }, { connection: 1, pid: null, key: null, at: 2000 }).value).toBe(
      '1',
    )
    expect(chains.expire()).toHaveLength(MOST_OPEN - 1)
  })

  it('is bounded in its length too', () => {
    const chains = createChains<string>()
    const long = { ...failed('a'), characters: 20_000_000 }
    chains.leaveOpen(GET, long)
    chains.leaveOpen(GET, { ...long, value: 'b' })
    expect(chains.expire()).toEqual(['b'])
  })

  it('leaves out what cannot be known again', () => {
    const chains = createChains<string>()
    chains.leaveOpen({ ...GET, bodyHash: null }, failed('a'))
    expect(chains.expire()).toEqual([])
  })
})
