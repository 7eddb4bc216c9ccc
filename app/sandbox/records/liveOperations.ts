import type { Entry } from './entry.ts'
import { SITES } from './places.ts'
import { createRandom, type Random } from './random.ts'
import { STAFF } from './staff.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** With the default range of 34 hours this makes about forty shifts of company 42. */
const PER_DAY = 30

export const SHIFT_STATUSES = ['SCHEDULED', 'LATE', 'CLOCKED IN', 'CLOCKED OUT'] as const
type ShiftStatus = (typeof SHIFT_STATUSES)[number]

export type Shift = Entry<ReturnType<typeof bodyOf>> & {
  /** Epoch ms. */
  readonly startsAt: number
  readonly status: ShiftStatus
}

/**
 * The shifts that overlap a range of time (epoch ms, both ends included), in order of their start. They depend on
 * the day alone, so a shift is the same whenever it is asked for; only its status goes with `now`.
 */
export function shiftsBetween(from: number, to: number, now: number): Shift[] {
  const firstDay = Math.floor(from / DAY_MS) - 1
  const lastDay = Math.floor(to / DAY_MS)
  const days = Array.from({ length: lastDay - firstDay + 1 }, (_, index) => firstDay + index)
  return days
    .flatMap((day) => Array.from({ length: PER_DAY }, (_, index) => shift(day, index, now)))
    .filter(({ startsAt, body }) => startsAt <= to && Date.parse(body.endTime) >= from)
}

function shift(day: number, index: number, now: number): Shift {
  const id = day * 100 + index
  const random = createRandom(id)
  // The generator's first numbers lie close together for close seeds.
  random.integer(0, 1)
  random.integer(0, 1)
  const startsAt = day * DAY_MS + index * Math.floor(DAY_MS / PER_DAY / MINUTE_MS) * MINUTE_MS
  const endsAt = startsAt + random.pick([6, 8, 10]) * 60 * MINUTE_MS
  const clockIn = startsAt + random.integer(-8, 20) * MINUTE_MS
  const status = statusAt(now, startsAt, clockIn, endsAt)
  const workers = STAFF.filter((member) => member.companyId === 42 && member.isActive && !member.isArchived)
  const member = workers[random.integer(0, workers.length - 1)]
  const site = SITES.find((candidate) => candidate.id === member?.siteIds[0])
  if (!member || !site) throw new Error('The tables of staff and sites do not fit together')
  return {
    id,
    name: member.name,
    companyId: member.companyId,
    customerIds: [site.customerId],
    siteIds: [site.id],
    isActive: true,
    isArchived: false,
    startsAt,
    status,
    body: bodyOf(random, { id, startsAt, endsAt, clockIn, status, member, site }),
  }
}

function statusAt(now: number, startsAt: number, clockIn: number, endsAt: number): ShiftStatus {
  if (now >= endsAt) return 'CLOCKED OUT'
  if (now >= clockIn) return 'CLOCKED IN'
  return now >= startsAt ? 'LATE' : 'SCHEDULED'
}

interface ShiftFacts {
  id: number
  startsAt: number
  endsAt: number
  clockIn: number
  status: ShiftStatus
  member: (typeof STAFF)[number]
  site: (typeof SITES)[number]
}

function bodyOf(random: Random, { id, startsAt, endsAt, clockIn, status, member, site }: ShiftFacts) {
  const iso = (at: number) => new Date(at).toISOString()
  const hasBegun = status === 'CLOCKED IN' || status === 'CLOCKED OUT'
  return {
    companyName: site.companyName,
    name: member.name,
    siteName: site.name,
    customerName: site.body.customerName,
    startTime: iso(startsAt),
    endTime: iso(endsAt),
    timeIn: hasBegun ? iso(clockIn) : null,
    timeOut: status === 'CLOCKED OUT' ? iso(endsAt) : null,
    status,
    subcontractorName: member.body.subcontractorName,
    eventID: String(id),
    mobile: member.body.mobile,
    email: member.body.email,
    isClockInOffSite: hasBegun && random.chance(0.1),
    welfareCheckResponses: hasBegun
      ? [
          {
            timesheetEntryId: id,
            welfareCheckId: id * 10 + 1,
            dateSent: iso(startsAt + 120 * MINUTE_MS),
            hasResponse: random.chance(0.9),
            type: 'Welfare',
          },
        ]
      : [],
  }
}
