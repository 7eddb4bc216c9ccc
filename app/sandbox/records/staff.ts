import type { Entry } from './entry.ts'
import { SITES, type Site } from './places.ts'
import { createRandom, type Random } from './random.ts'

const FIRST_NAMES = [
  ['Aisha', 'F'],
  ['Bronte', 'F'],
  ['Callum', 'M'],
  ['Dimitri', 'M'],
  ['Eleni', 'F'],
  ['Farid', 'M'],
  ['Grace', 'F'],
  ['Hamish', 'M'],
  ['Imogen', 'F'],
  ['Jarrah', 'M'],
  ['Kirra', 'F'],
  ['Lachlan', 'M'],
  ['Mei', 'F'],
  ['Nikhil', 'M'],
  ['Oluchi', 'F'],
  ['Rhys', 'M'],
  ['Siobhan', 'F'],
  ['Tevita', 'M'],
] as const
const LAST_NAMES = [
  'Abbott',
  'Bui',
  'Castellano',
  'Doyle',
  'Eriksen',
  'Fonoti',
  'Gallagher',
  'Hussain',
  'Ivanov',
  'Jovanovic',
  'Kaur',
  'Lam',
  'Macpherson',
  'Nguyen',
  'Okafor',
  "O'Shea",
  'Petrakis',
  'Whitlock',
] as const
/** Numbers that the Australian regulator sets aside for fiction: nobody can be called by mistake. */
const MOBILES = ['0491 570 006', '0491 570 156', '0491 570 313', '0491 571 266', '0491 572 549'] as const
const SUBCONTRACTORS = ['Ironbark Guarding', 'Lantern Patrols'] as const

const IDS = [
  { companyId: 42, from: 1001, to: 1120 },
  { companyId: 58, from: 2001, to: 2008 },
] as const
const ARCHIVED_IDS = new Set([1010, 1055])

export type StaffMember = Entry<ReturnType<typeof bodyOf>>

export const STAFF: readonly StaffMember[] = generate()

function generate(): StaffMember[] {
  const random = createRandom(20_260_107)
  return IDS.flatMap(({ companyId, from, to }) =>
    Array.from({ length: to - from + 1 }, (_, index) => staffMember(random, from + index, companyId)),
  )
}

function staffMember(random: Random, id: number, companyId: number): StaffMember {
  const body = bodyOf(random, id)
  const sites = workplaces(random, companyId)
  return {
    id,
    name: `${body.firstName} ${body.lastName}`,
    companyId,
    customerIds: [...new Set(sites.map((site) => site.customerId))],
    siteIds: sites.map((site) => site.id),
    isActive: id % 11 !== 4,
    isArchived: ARCHIVED_IDS.has(id),
    body,
  }
}

/** One to three sites of the company where the person is rostered. */
function workplaces(random: Random, companyId: number): Site[] {
  const open = SITES.filter((site) => site.companyId === companyId && site.isActive)
  const first = random.integer(0, open.length - 1)
  const count = random.integer(1, 3)
  return open.filter((_, index) => (index - first + open.length) % open.length < count)
}

function bodyOf(random: Random, id: number) {
  const [firstName, gender] = random.pick(FIRST_NAMES)
  const lastName = random.pick(LAST_NAMES)
  return {
    id,
    firstName,
    lastName,
    middle: random.chance(0.2) ? random.pick(FIRST_NAMES)[0] : '',
    email: `${firstName}.${lastName.replace("'", '')}.${id}@example.com`.toLowerCase(),
    mobile: random.pick(MOBILES),
    employeeId: `E${String(id).padStart(6, '0')}`,
    accessPriviledge: random.chance(0.1) ? 'Supervisor' : 'Employee',
    subcontractorName: random.chance(0.25) ? random.pick(SUBCONTRACTORS) : '',
    employeeReferenceNumber: `WS-${id}-${random.integer(10, 99)}`,
    gender,
  }
}
