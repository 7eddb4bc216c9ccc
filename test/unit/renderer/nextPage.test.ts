import { describe, expect, it } from 'vitest'
import { nextPageUrl } from '../../../app/contract/nextPage.ts'
import { exchangeOf } from './samples.ts'

function nextOf(next: string | null, url: string, method = 'GET'): string | null {
  const { request } = exchangeOf(1)
  return nextPageUrl(
    exchangeOf(1, {
      request: { ...request, method, url },
      envelope: {
        kind: 'cursor',
        code: 0,
        message: null,
        errors: [],
        count: null,
        page: { next, previous: null, recordCount: null, totalRecordCount: null },
      },
    }),
  )
}

const SITES = 'https://api.example.test/api/external/sites'

describe('nextPageUrl', () => {
  it.each([
    ['a cursor is appended', 'referenceId=40', SITES, `${SITES}?referenceId=40`],
    [
      'what else was asked for stays',
      'referenceId=40',
      `${SITES}?limit=3`,
      `${SITES}?limit=3&referenceId=40`,
    ],
    [
      'and what the cursor names gives way to it',
      'referenceId=80&direction=next',
      `${SITES}?referenceId=40&limit=3&direction=prev`,
      `${SITES}?limit=3&referenceId=80&direction=next`,
    ],
    [
      'the cursor itself is left as it came',
      'referenceName=Mei+K%C3%A4ur',
      SITES,
      `${SITES}?referenceName=Mei+K%C3%A4ur`,
    ],
    [
      'a path takes the place of all',
      '/api/other?page=2',
      `${SITES}?limit=3`,
      'https://api.example.test/api/other?page=2',
    ],
    ['a whole address of the same host too', `${SITES}?page=2`, SITES, `${SITES}?page=2`],
    ['another host is not followed', 'https://elsewhere.example.test/x', SITES, null],
    ['nor one that hides in a path', '//elsewhere.example.test/x', SITES, null],
    ['the last page has none', null, SITES, null],
  ])('%s', (_, next, url, expected) => {
    expect(nextOf(next, url)).toBe(expected)
  })

  it('asks only where asking has no effect', () => {
    expect(nextOf('referenceId=40', SITES, 'POST')).toBeNull()
  })
})
