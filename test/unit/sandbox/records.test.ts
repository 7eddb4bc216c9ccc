import { describe, expect, test, vi } from 'vitest'
import type { Entry } from '../../../app/sandbox/records/entry.ts'
import { INCIDENT_REPORTS } from '../../../app/sandbox/records/incidentReports.ts'
import { LICENCES } from '../../../app/sandbox/records/licences.ts'
import { shiftsBetween } from '../../../app/sandbox/records/liveOperations.ts'
import { CUSTOMERS, SITES } from '../../../app/sandbox/records/places.ts'
import { STAFF } from '../../../app/sandbox/records/staff.ts'
import { TIMESHEETS } from '../../../app/sandbox/records/timesheets.ts'

const noon = Date.parse('2026-03-02T12:00:00.000Z')
const hours = (count: number) => count * 3_600_000
const SHIFTS = shiftsBetween(noon - hours(17), noon + hours(17), noon)

const tables: [string, readonly Entry[], number][] = [
  ['customers', CUSTOMERS, 8],
  ['sites', SITES, 15],
  ['staff', STAFF, 128],
  ['licences', LICENCES, 200],
  ['timesheets', TIMESHEETS, 400],
  ['incident reports', INCIDENT_REPORTS, 60],
  ['live operations', SHIFTS, 40],
]

test('records are the same at every start', async () => {
  vi.resetModules()
  const again = await Promise.all([
    import('../../../app/sandbox/records/staff.ts'),
    import('../../../app/sandbox/records/licences.ts'),
    import('../../../app/sandbox/records/timesheets.ts'),
    import('../../../app/sandbox/records/incidentReports.ts'),
    import('../../../app/sandbox/records/liveOperations.ts'),
  ])
  const [staff, licences, timesheets, reports, live] = again
  expect(staff.STAFF).not.toBe(STAFF)
  expect(staff.STAFF).toEqual(STAFF)
  expect(licences.LICENCES).toEqual(LICENCES)
  expect(timesheets.TIMESHEETS).toEqual(TIMESHEETS)
  expect(reports.INCIDENT_REPORTS).toEqual(INCIDENT_REPORTS)
  expect(live.shiftsBetween(noon - hours(17), noon + hours(17), noon)).toEqual(SHIFTS)
})

describe.each(tables)('%s', (_, entries, count) => {
  test('are about as many as they should be', () => {
    expect(entries.length).toBeGreaterThanOrEqual(count)
    expect(entries.length).toBeLessThan(count * 1.5)
  })

  test('are sorted by id, and no id comes twice: paging rests on it', () => {
    const ids = entries.map((entry) => entry.id)
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b))
  })

  test('lie at places of their own company', () => {
    for (const { companyId, customerIds, siteIds } of entries) {
      const sites = SITES.filter((site) => siteIds.includes(site.id))
      expect(sites.length).toBe(siteIds.length)
      expect(sites.length).toBeGreaterThan(0)
      for (const site of sites) {
        expect(site.companyId).toBe(companyId)
        expect(customerIds).toContain(site.customerId)
      }
    }
  })
})

test('staff are different people who work at several sites', () => {
  expect(new Set(STAFF.map((member) => member.body.email)).size).toBe(STAFF.length)
  expect(new Set(STAFF.map((member) => member.name)).size).toBeGreaterThan(80)
  expect(new Set(STAFF.flatMap((member) => member.siteIds)).size).toBeGreaterThan(8)
})

test('each timesheet has hours that add up, and rates that cover its cost', () => {
  for (const { body, rates } of TIMESHEETS) {
    const worked = Date.parse(body.payEndTime) - Date.parse(body.payStartTime)
    expect(rates.reduce((sum, rate) => sum + hours(rate.hours), 0)).toBe(worked)
    for (const rate of rates) expect(rate.chargeRate).toBeGreaterThan(rate.payRate)
  }
})

describe('a shift', () => {
  const [first] = SHIFTS.filter((shift) => shift.startsAt > noon)
  const startsAt = first?.startsAt ?? 0
  const id = first?.id ?? 0
  const statusAt = (now: number) =>
    shiftsBetween(startsAt, startsAt, now).find((shift) => shift.id === id)?.body.status

  test('goes from scheduled to clocked out as time goes on', () => {
    expect(statusAt(startsAt - hours(2))).toBe('SCHEDULED')
    expect(statusAt(startsAt + hours(1))).toBe('CLOCKED IN')
    expect(statusAt(startsAt + hours(12))).toBe('CLOCKED OUT')
  })

  test('stands in every range that it overlaps, and in no other', () => {
    const end = Date.parse(first?.body.endTime ?? '')
    const isIn = (from: number, to: number) => shiftsBetween(from, to, noon).some((shift) => shift.id === id)
    expect([
      isIn(startsAt, startsAt),
      isIn(end, end),
      isIn(startsAt - 1, startsAt - 1),
      isIn(end + 1, end + 1),
    ]).toEqual([true, true, false, false])
  })
})
