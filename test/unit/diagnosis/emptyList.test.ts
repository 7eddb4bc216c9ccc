import { describe, expect, test } from 'vitest'
import { outcomeOf } from '../../../app/diagnosis/assessment.ts'
import { decode } from '../../../app/diagnosis/decode.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { subjectFor } from '../../../app/diagnosis/subject.ts'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { listed, makeEvidence, makeResponse } from './support.ts'

const live = {
  isSuccess: true,
  statusMessage: '',
  status: 200,
  errorMessages: [],
  errorMessagesAsString: '',
  data: [],
}

function read(target: string, body: unknown = listed([])) {
  return diagnose(makeEvidence(`GET ${target}`, makeResponse(200, body))).diagnosis
}

const SITES = '/api/external/sites'
const SHEETS = '/api/external/timesheets'

describe('an empty list tells a plain reason, as a guess', () => {
  test.each<[string, string, string, string]>([
    [
      'a customer outside the claims',
      `${SITES}?customerId=1099`,
      'No sites, perhaps because of customer 1099',
      'customers 7 and 12, not 1099',
    ],
    [
      'a site outside the claims',
      `${SHEETS}?siteIds=31,9`,
      'No timesheets, perhaps because of site 9',
      'sites 31, 32 and 40, not 9',
    ],
    [
      'reversed dates',
      `${SHEETS}?startDate=2026-03-09&endDate=2026-03-02`,
      'No timesheets, perhaps because of reversed dates',
      'startDate is after endDate.',
    ],
    [
      'a blank from a plus',
      `${SHEETS}?startDate=2026-03-02T09:00:00+10:00`,
      'No timesheets, perhaps because of startDate=2026-03-02T09:00:00 10:00',
      'space for the plus',
    ],
    [
      'a placeholder',
      `${SITES}?customerId={id}`,
      'No sites, perhaps because of customerId={id}',
      'looks like a placeholder',
    ],
    [
      'a default',
      `${SITES}?customerId=0`,
      'No sites, perhaps because of customerId=0',
      'looks like a default value',
    ],
    [
      'a separator',
      `${SHEETS}?siteIds=31;32`,
      'No timesheets, perhaps because of siteIds=31;32',
      'Write 31,32.',
    ],
    ['active records by default', SITES, 'No sites came: the list is empty', 'isActive=true is the default'],
    [
      'active records alone',
      `${SITES}?isActive=true`,
      'No sites came: the list is empty',
      'isActive=true hides the others',
    ],
    [
      'the page after the last',
      `${SITES}?isActive=false&referenceId=9&direction=next`,
      'No sites came: the list is empty',
      'referenceId=9 may be the last record',
    ],
  ])('%s', (_, target, headline, cause) => {
    const diagnosis = read(target)
    expect(diagnosis.headline).toBe(headline)
    expect(diagnosis.cause).toContain('Postern guessed')
    expect(diagnosis.cause).toContain(cause)
    expect(diagnosis.remedy).toHaveLength(1)
    expect(diagnosis.retry.helps).toBe('no')
  })

  test('the range of live operations by default', () => {
    const { cause } = read('/api/external/liveops', live)
    expect(cause).toContain('17 hours before now and 17 hours after')
    expect(read('/api/external/liveops?startDate=2026-03-01', live).cause).not.toContain('17 hours')
  })

  test.each([`${SITES}?isActive=false`, SHEETS])('%s has none', (target) => {
    expect(read(target)).toMatchObject({ cause: 'Nothing went wrong.', remedy: [] })
  })

  test.each([
    [`${SITES}?isActive=false&customerId=7`, 'No sites match customerId=7', 'no record matches customerId=7'],
    [
      `${SITES}?searchText=Dock`,
      'No sites match searchText=Dock',
      'no active record matches searchText=Dock',
    ],
    [
      `${SHEETS}?startDate=2026-03-01&endDate=2026-03-02`,
      'No timesheets match the 2 filters of the request',
      'no record matches startDate=2026-03-01 and endDate=2026-03-02',
    ],
  ])('%s tells its filters', (target, headline, guess) => {
    const diagnosis = read(target)
    expect(diagnosis.headline).toBe(headline)
    expect(diagnosis.cause).toContain(`Postern guessed that ${guess}.`)
  })

  test('a list with records stays short, whatever was asked', () => {
    expect(read(`${SITES}?customerId=1099`, listed([{}]))).toMatchObject({
      headline: '1 site, all in order',
      cause: 'Nothing went wrong.',
      remedy: [],
    })
  })

  test('it stays a success', () => {
    const response = makeResponse(200, listed([]))
    const request = { method: 'GET', url: `${SITES}?customerId=1099` }
    const subject = subjectFor(request, builtInCatalog, false)
    const { envelope } = decode(response)
    expect(outcomeOf(null, { subject, method: 'GET', response, envelope, catalog: builtInCatalog })).toBe(
      'success',
    )
  })
})
