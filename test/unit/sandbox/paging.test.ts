import fc from 'fast-check'
import { expect, test } from 'vitest'
import { takePage, type PageItem, type PageRequest } from '../../../app/sandbox/paging.ts'

const records = fc
  .uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 60 })
  .map((ids) => ids.toSorted((a, b) => a - b).map((id): PageItem => ({ id, name: `Record & ${id}` })))
const limits = fc.integer({ min: 1, max: 20 })

function walk(all: readonly PageItem[], limit: number, direction: 'next' | 'prev'): PageItem[][] {
  const pages: PageItem[][] = []
  let cursor: string | null = ''
  while (cursor !== null && pages.length <= all.length) {
    const referenceId: string | null = new URLSearchParams(cursor).get('referenceId')
    const request: PageRequest = {
      referenceId: referenceId === null ? null : Number(referenceId),
      direction,
      limit,
    }
    const page: ReturnType<typeof takePage<PageItem>> = takePage(all, request, '/list')
    pages.push(page.items)
    cursor = direction === 'next' ? page.list.next : page.list.previous
  }
  return pages
}

test('forwards, the pages are the whole list', () => {
  fc.assert(
    fc.property(records, limits, (all, limit) => {
      expect(walk(all, limit, 'next').flat()).toEqual(all)
    }),
  )
})

test('backwards, the pages are the whole list from its end', () => {
  fc.assert(
    fc.property(records, limits, (all, limit) => {
      expect(walk(all, limit, 'prev').toReversed().flat()).toEqual(all)
    }),
  )
})

test('an anchor that is in no list still parts it in two', () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 0, max: 600 }), (all, referenceId) => {
      const page = (direction: 'next' | 'prev') =>
        takePage(all, { referenceId, direction, limit: 100 }, '/list').items
      expect(page('next')).toEqual(all.filter(({ id }) => id > referenceId))
      expect(page('prev')).toEqual(all.filter(({ id }) => id < referenceId))
    }),
  )
})

test('a cursor is ready for a query string, whatever stands in the name', () => {
  const all = [
    { id: 1, name: 'Wattle & Stone = 100%' },
    { id: 2, name: 'Next' },
  ]
  const { next } = takePage(all, { referenceId: null, direction: 'next', limit: 1 }, '/list').list
  expect(Object.fromEntries(new URLSearchParams(next ?? ''))).toEqual({
    referenceId: '1',
    referenceName: 'Wattle & Stone = 100%',
    direction: 'next',
  })
})
