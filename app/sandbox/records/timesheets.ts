import type { Entry } from './entry.ts'
import { SITES, type Site } from './places.ts'
import { createRandom, type Random } from './random.ts'
import { STAFF, type StaffMember } from './staff.ts'

export const APPROVALS = ['Approved', 'Rejected', 'Pending'] as const
type Approval = (typeof APPROVALS)[number]

const FIRST_ID = 70_001
const COUNT = 400
const PER_DAY = 8
const FIRST_DAY = Date.parse('2026-01-05T00:00:00.000Z')
const HOUR_MS = 3_600_000
const POSITIONS = ['Guard', 'Patrol officer', 'Control room operator', 'Team leader'] as const

export interface Rate {
  readonly rateType: string
  readonly hours: number
  readonly payRate: number
  readonly chargeRate: number
  readonly currency: 'AUD' | 'GBP'
}

export type Timesheet = Entry<ReturnType<typeof bodyOf>> & {
  /** Epoch ms of the scheduled start. */
  readonly startsAt: number
  readonly staffId: number
  readonly rates: readonly Rate[]
}

/** Sorted by id and by day alike: eight entries a day from 5 January 2026. */
export const TIMESHEETS: readonly Timesheet[] = generate()

function generate(): Timesheet[] {
  const random = createRandom(20_260_105)
  return Array.from({ length: COUNT }, (_, index) => timesheet(random, index))
}

function timesheet(random: Random, index: number): Timesheet {
  const id = FIRST_ID + index
  // Every fortieth entry is the stranger's, so that honest ids can be outside the scope.
  const companyId = index % 40 === 39 ? 58 : 42
  const [member, site] = someoneAtWork(random, companyId)
  const startsAt = FIRST_DAY + Math.floor(index / PER_DAY) * 24 * HOUR_MS + (index % PER_DAY) * 2 * HOUR_MS
  const hours = random.pick([6, 8, 10, 12])
  return {
    id,
    name: member.name,
    companyId,
    customerIds: [site.customerId],
    siteIds: [site.id],
    isActive: true,
    isArchived: id === 70_123,
    startsAt,
    staffId: member.id,
    rates: ratesOf(random, hours, companyId === 42 ? 'AUD' : 'GBP'),
    body: bodyOf(random, id, member, site, startsAt, hours),
  }
}

function someoneAtWork(random: Random, companyId: number): [StaffMember, Site] {
  const colleagues = STAFF.filter((member) => member.companyId === companyId && !member.isArchived)
  const member = colleagues[random.integer(0, colleagues.length - 1)]
  const siteId = member?.siteIds[random.integer(0, member.siteIds.length - 1)]
  const site = SITES.find((candidate) => candidate.id === siteId)
  if (!member || !site) throw new Error(`Company ${companyId} has nobody at work`)
  return [member, site]
}

function bodyOf(
  random: Random,
  id: number,
  member: StaffMember,
  site: Site,
  startsAt: number,
  hours: number,
) {
  const endsAt = startsAt + hours * HOUR_MS
  const iso = (at: number) => new Date(at).toISOString()
  const late = random.integer(-6, 12) * 60_000
  const approval: Approval = random.pick([...APPROVALS, 'Approved', 'Approved'])
  return {
    timesheetId: id,
    customerName: site.body.customerName,
    customerApiId: site.customerId,
    siteName: site.name,
    siteApiId: site.id,
    staffId: String(member.id),
    staffName: member.name,
    employeeId: member.body.employeeId,
    entryType: 'Shift',
    position: random.pick(POSITIONS),
    service: 'Static guarding',
    scheduledStartTime: iso(startsAt),
    scheduledEndTime: iso(endsAt),
    timeclockStartTime: iso(startsAt + late),
    timeclockEndTime: iso(endsAt + random.integer(0, 9) * 60_000),
    payStartTime: iso(startsAt),
    payEndTime: iso(endsAt),
    payBreakTime: hours > 6 ? '00:30' : '00:00',
    approvedBy: approval === 'Approved' ? 'Odette Marsh' : '',
    approvedDateTime: approval === 'Approved' ? iso(endsAt + 20 * HOUR_MS) : null,
    customerApprovalStatus: approval,
    lock: approval === 'Approved',
  }
}

function ratesOf(random: Random, hours: number, currency: Rate['currency']): Rate[] {
  const payRate = random.integer(2700, 3900) / 100
  const line = (rateType: string, lineHours: number, factor: number): Rate => ({
    rateType,
    hours: lineHours,
    payRate: Math.round(payRate * factor * 100) / 100,
    chargeRate: Math.round(payRate * factor * 142) / 100,
    currency,
  })
  const overtime = hours > 8 ? [line('Overtime', hours - 8, 1.5)] : []
  return [line('Ordinary', Math.min(hours, 8), 1), ...overtime]
}
