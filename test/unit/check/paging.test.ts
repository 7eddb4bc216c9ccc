import { describe, expect, it } from 'vitest'
import { brokenIn, expectVerdict, made, verdictOn } from './support.ts'

/** A page of staff, whose next one begins behind its last id. */
function page(at: number, reference: number | null, { next = true, code = 0, url = '' } = {}) {
  const from = (reference ?? 0) + 1
  const line = `GET /api/external/staffs${url || (reference === null ? '?limit=2' : `?limit=2&referenceId=${reference}&referenceName=x&direction=next`)}`
  const body = {
    status: { code, errorMessage: code === 0 ? '' : 'It failed.' },
    data: code === 0 ? [{ id: from }, { id: from + 1, customerId: 7 }] : null,
    count: code === 0 ? 2 : null,
    message: '',
    errors: code === 0 ? [] : [{ code, message: 'It failed.' }],
    nextPageParameter: next ? `referenceId=${from + 1}&referenceName=x&direction=next` : null,
    prevPageParameter: null,
  }
  return made(line, [{ at, body, took: 50 }])
}

describe('failing-page-followed', () => {
  it('is not seen where every page is good', () =>
    expectVerdict('failing-page-followed', 'not-seen', [page(0, null), page(100, 2)]))

  it('is kept by a program that stops, or reads the page once more', () => {
    expectVerdict('failing-page-followed', 'kept', [page(0, null), page(100, 2, { code: 100 })])
    expectVerdict('failing-page-followed', 'kept', [
      page(0, null),
      page(100, 2, { code: 100 }),
      page(2000, 2),
      page(2100, 4),
    ])
  })

  it('is broken by the next page, however its query is written', () => {
    const first = [page(0, null), page(100, 2, { code: 100 })]
    expect(brokenIn([...first, page(200, 4)])).toEqual(['failing-page-followed'])
    expect(brokenIn([...first, page(200, 4, { url: '?referenceId=4' })])).toEqual(['failing-page-followed'])
  })
})

describe('paging-off', () => {
  it('is not seen with one page', () => expectVerdict('paging-off', 'not-seen', [page(0, null)]))

  it('is kept by the last id, from page to page, twice over', () =>
    expectVerdict('paging-off', 'kept', [
      page(0, null),
      page(100, 2),
      page(200, 4, { next: false }),
      page(300, null),
      page(400, 2),
    ]))

  it('is broken by another id, and by the same page twice in a row', () => {
    expect(verdictOn('paging-off', [page(0, null), page(100, 1)])).toMatchObject({
      verdict: 'broken',
      severity: 'warning',
      evidence: [{ did: 'Your program sent referenceId 1, which is no id of a last item.' }],
    })
    expect(verdictOn('paging-off', [page(0, null), page(100, 2), page(200, 2)])).toMatchObject({ count: 1 })
  })

  it('says nothing of the first page that is polled, of a page that failed, and of a page that was known before', () => {
    expectVerdict('paging-off', 'not-seen', [page(0, null), page(1000, null)])
    expectVerdict('paging-off', 'kept', [page(0, null), page(100, 2, { code: 100 }), page(2000, 2)])
    expectVerdict('paging-off', 'not-seen', [page(0, 40)])
  })
})
