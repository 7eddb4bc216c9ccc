import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { fetchPages } from '../../../app/pages/pages.ts'
import { exampleExchange } from '../history/exampleExchange.ts'

const HOST = 'https://api.example'

function pageOf(url: string, next: string | null, changes: Partial<Exchange> = {}): Exchange {
  const exchange = exampleExchange()
  return {
    ...exchange,
    outcome: 'success',
    request: { ...exchange.request, method: 'GET', url },
    envelope: {
      kind: 'cursor',
      code: 0,
      message: null,
      errors: [],
      count: null,
      page: { next, previous: null, recordCount: null, totalRecordCount: null },
    },
    ...changes,
  }
}

/** What the API says of the next page, by the page. */
async function follow(
  nexts: Record<string, string | null>,
  { most = 100, cancelAfter = Infinity, fails = '', first = false } = {},
) {
  const sent: string[] = []
  const found = await fetchPages({
    first: first ? pageOf(`${HOST}/a?limit=2`, nexts['/a?limit=2'] ?? null) : null,
    target: `${HOST}/a?limit=2`,
    most,
    isCancelled: () => sent.length >= cancelAfter,
    onPage: () => undefined,
    send(target) {
      const path = target.replace(HOST, '')
      sent.push(path)
      return Promise.resolve(
        pageOf(target, nexts[path] ?? null, path === fails ? { outcome: 'http-failure' } : {}),
      )
    },
  })
  return { sent, end: found.end, pages: found.pages.length, failed: found.failed?.request.url ?? null }
}

const THREE = {
  '/a?limit=2': 'referenceId=2&direction=next',
  '/a?limit=2&referenceId=2&direction=next': 'referenceId=4&direction=next',
}
const URLS = [
  '/a?limit=2',
  '/a?limit=2&referenceId=2&direction=next',
  '/a?limit=2&referenceId=4&direction=next',
]

describe('all pages of a list', () => {
  it('follows what each response says, to the last', async () => {
    expect(await follow(THREE)).toEqual({ sent: URLS, end: 'last', pages: 3, failed: null })
  })

  it('begins with a page that is there already', async () => {
    expect(await follow(THREE, { first: true })).toMatchObject({ sent: URLS.slice(1), pages: 3 })
  })

  it('does not go round in a circle', async () => {
    const circle = { ...THREE, '/a?limit=2&referenceId=4&direction=next': 'referenceId=2&direction=next' }
    expect(await follow(circle)).toMatchObject({ sent: URLS, end: 'circle', pages: 3 })
    expect(await follow({ '/a?limit=2': '/a?limit=2' })).toMatchObject({ end: 'circle', pages: 1 })
  })

  it('never leaves the host', async () => {
    expect(await follow({ '/a?limit=2': 'https://other.example/a' })).toMatchObject({ end: 'last', pages: 1 })
  })

  it('stops where a page fails, and keeps what came', async () => {
    expect(await follow(THREE, { fails: URLS[1] ?? '' })).toMatchObject({
      sent: URLS.slice(0, 2),
      end: 'failed',
      pages: 1,
      failed: `${HOST}${URLS[1]}`,
    })
  })

  it('stops at the most, when it is cancelled, and where the cursor was redacted', async () => {
    expect(await follow(THREE, { most: 2 })).toMatchObject({ sent: URLS.slice(0, 2), end: 'most', pages: 2 })
    expect(await follow(THREE, { cancelAfter: 1 })).toMatchObject({ end: 'cancelled', pages: 1 })
    expect(await follow({ '/a?limit=2': 'referenceId=[redacted]' })).toMatchObject({ end: 'redacted' })
  })
})
