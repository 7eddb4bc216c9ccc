import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFakeClock } from '../../fixtures/fakeClock.ts'
import { at, listAt, openClient, type Client } from './client.ts'

let client: Client
beforeAll(async () => {
  client = await openClient({ clock: createFakeClock(), rate: { limit: 10_000, lengthMs: 60_000 } })
})
afterAll(() => client.sandbox.close())

const subscription = { headers: { 'external-gh-apim-sub-key': 'sandbox-sub-key' } }

/** Follows cursors from one end of a list to the other; each page is one list of ids. */
async function walk(alias: string, path: string, first: string, cursorName: string, idName: string) {
  const pages: unknown[][] = []
  let query: unknown = first
  while (typeof query === 'string' && query !== '' && pages.length < 500) {
    const answer = await client.call(alias, `${path}?limit=7&${query}`, subscription)
    expect(answer.status).toBe(200)
    pages.push(listAt(answer.json, 'data').map((record) => at(record, idName)))
    query = at(answer.json, cursorName)
  }
  return pages
}

async function everyId(alias: string, path: string, idName: string): Promise<unknown[]> {
  const answer = await client.call(alias, `${path}?limit=200`, subscription)
  return listAt(answer.json, 'data').map((record) => at(record, idName))
}

describe.each([
  ['company', '/api/external/staffs', 'nextPageParameter', 'prevPageParameter', 'id', 100],
  ['company', '/api/external/sites', 'nextPageParameter', 'prevPageParameter', 'id', 9],
  [
    'incidentreport',
    '/api/external/incidentreport/formtemplate',
    'nextPageParams',
    'prevPageParams',
    'incidentReportId',
    55,
  ],
])('%s pages through %s', (alias, path, next, previous, idName, atLeast) => {
  test('forwards, and sees every record once', async () => {
    const all = await everyId(alias, path, idName)
    const pages = await walk(alias, path, 'direction=next', next, idName)
    expect(all.length).toBeGreaterThanOrEqual(atLeast)
    expect(pages.flat()).toEqual(all)
    expect(pages.slice(0, -1).every((page) => page.length === 7)).toBe(true)
  })

  test('backwards, and sees every record once', async () => {
    const all = await everyId(alias, path, idName)
    const pages = await walk(alias, path, 'direction=prev', previous, idName)
    expect(pages.reverse().flat()).toEqual(all)
  })
})

test('live operations page forwards through the whole range', async () => {
  const all = await everyId('liveops', '/api/external/liveops', 'eventID')
  const pages = await walk(
    'liveops',
    '/api/external/liveops',
    'direction=next',
    'nextPageParameter',
    'eventID',
  )
  expect(all.length).toBeGreaterThan(7)
  expect(pages.flat()).toEqual(all)
})

test('the id of the last record is enough to go on, and of the first to go back', async () => {
  const first = await client.call('company', '/api/external/staffs?limit=5')
  const ids = listAt(first.json, 'data').map((record) => at(record, 'id'))
  const second = await client.call(
    'company',
    `/api/external/staffs?limit=5&direction=next&referenceId=${ids.at(-1)}`,
  )
  const secondIds = listAt(second.json, 'data').map((record) => at(record, 'id'))
  const back = await client.call(
    'company',
    `/api/external/staffs?limit=5&direction=prev&referenceId=${secondIds[0]}`,
  )
  expect(listAt(back.json, 'data').map((record) => at(record, 'id'))).toEqual(ids)
})

test('a cursor wins over the parameters that it is appended to', async () => {
  const first = await client.call('company', '/api/external/staffs?limit=5')
  const cursor = at(first.json, 'nextPageParameter')
  const answer = await client.call(
    'company',
    `/api/external/staffs?limit=5&direction=prev&referenceId=1&${cursor}`,
  )
  expect(at(listAt(answer.json, 'data')[0], 'id')).toBeGreaterThan(
    Number(at(listAt(first.json, 'data')[4], 'id')),
  )
})

test('the paged envelope counts what it holds and what there is', async () => {
  const answer = await client.call('incidentreport', '/api/external/incidentreport/formtemplate?limit=3')
  expect(answer.json).toMatchObject({ count: 3, recordCount: 3, prevPageEndpoint: '', prevPageParams: '' })
  expect(at(answer.json, 'totalRecordCount')).toBe(
    (await everyId('incidentreport', '/api/external/incidentreport/formtemplate', 'incidentReportId')).length,
  )
  expect(at(answer.json, 'nextPageEndpoint')).toBe('/api/external/incidentreport/formtemplate')
})
