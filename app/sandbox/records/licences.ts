import type { Entry } from './entry.ts'
import { createRandom, type Random } from './random.ts'
import { STAFF, type StaffMember } from './staff.ts'

const SECTORS = ['Unarmed guard', 'Crowd controller', 'Control room operator', 'First aid'] as const
const STATES = ['NSW', 'VIC', 'QLD', 'WA', 'SA', 'ACT'] as const

/** Licences that end before this day count as expired, so that the records never change. */
const TODAY = Date.parse('2026-03-01')
const DAY_MS = 86_400_000

export type Licence = Entry<ReturnType<typeof bodyOf>> & { readonly staffId: number }

export const LICENCES: readonly Licence[] = generate()

function generate(): Licence[] {
  const random = createRandom(20_260_213)
  const holders = STAFF.flatMap((member) => Array.from({ length: random.integer(1, 3) }, () => member))
  return holders.map((member, index) => licence(random, 30_001 + index, member))
}

function licence(random: Random, id: number, member: StaffMember): Licence {
  const body = bodyOf(random, id, member)
  return { ...member, id, name: body.licenseNumber, isActive: true, staffId: member.id, body }
}

function bodyOf(random: Random, id: number, member: StaffMember) {
  const expiresAt = TODAY + random.integer(-60, 900) * DAY_MS
  const isExpired = expiresAt < TODAY
  const state = random.pick(STATES)
  return {
    securityLicenseId: id,
    employeeId: member.id,
    firstName: member.body.firstName,
    lastName: member.body.lastName,
    state,
    licenseNumber: `${state}${random.integer(100_000_000, 999_999_999)}`,
    status: isExpired ? 'Expired' : 'Valid',
    expiryDate: new Date(expiresAt).toISOString(),
    reminder: random.pick([14, 30, 60]),
    critical: random.chance(0.4),
    attachmentLink: '',
    licenceSector: random.pick(SECTORS),
    isInvalidLicense: isExpired,
    employeeSecurityLicenseInfo: { licenceClass: random.pick(['1A', '1C', '2B']), isVerified: !isExpired },
  }
}
