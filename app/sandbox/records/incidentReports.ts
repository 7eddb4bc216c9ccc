import type { Entry } from './entry.ts'
import { SITES, type Site } from './places.ts'
import { createRandom, type Random } from './random.ts'
import { STAFF, type StaffMember } from './staff.ts'

const FIRST_ID = 5001
const COUNT = 60
const ARCHIVED_IDS = new Set([5044])
const FIRST_DAY = Date.parse('2026-01-06T07:00:00.000Z')
const STEP_MS = 23 * 3_600_000

const EVENTS = [
  [
    'Theft report',
    'A person left the shop with unpaid goods and was asked to come back; the goods were returned.',
  ],
  ['First aid report', 'A visitor slipped on a wet floor. First aid was given and the floor was closed off.'],
  ['Access report', 'A contractor arrived without a pass and was turned away at the loading dock.'],
  [
    'Alarm report',
    'The alarm of the rear fire door sounded. The door had been propped open; no fire was found.',
  ],
  ['Damage report', 'A delivery van scraped a bollard at the entrance. Photographs were taken.'],
] as const

type IncidentReport = Entry<ReturnType<typeof bodyOf>> & {
  /** What only the full report has, beside the body of the list. */
  readonly detail: {
    readonly description: string
    readonly answers: readonly { question: string; answer: string }[]
  }
}

export const INCIDENT_REPORTS: readonly IncidentReport[] = generate()

function generate(): IncidentReport[] {
  const random = createRandom(20_260_106)
  return Array.from({ length: COUNT }, (_, index) => incidentReport(random, index))
}

function incidentReport(random: Random, index: number): IncidentReport {
  const id = FIRST_ID + index
  const companyId = index % 15 === 14 ? 58 : 42
  const sites = SITES.filter((site) => site.companyId === companyId && site.isActive)
  const site = sites[random.integer(0, sites.length - 1)]
  const author = STAFF.find((member) => site && member.siteIds.includes(site.id) && !member.isArchived)
  if (!site || !author) throw new Error(`Nobody of company ${companyId} can have written report ${id}`)
  const [reportName, description] = random.pick(EVENTS)
  return {
    id,
    name: reportName,
    companyId,
    customerIds: [site.customerId],
    siteIds: [site.id],
    isActive: true,
    isArchived: ARCHIVED_IDS.has(id),
    body: bodyOf(random, id, reportName, site, author, FIRST_DAY + index * STEP_MS),
    detail: {
      description,
      answers: [
        { question: 'Was anybody hurt?', answer: reportName === 'First aid report' ? 'Yes' : 'No' },
        { question: 'Were the police called?', answer: random.chance(0.2) ? 'Yes' : 'No' },
      ],
    },
  }
}

function bodyOf(random: Random, id: number, reportName: string, site: Site, author: StaffMember, at: number) {
  const isApproved = random.chance(0.6)
  return {
    incidentReportId: id,
    companyName: site.companyName,
    customerName: site.body.customerName,
    siteType: site.body.siteType,
    siteName: site.name,
    siteAddress: site.body.address,
    siteCity: site.body.city,
    siteState: site.body.state,
    siteCountry: site.body.country,
    sitePostCode: site.body.postCode,
    staffId: author.id,
    staffName: author.name,
    licenseNumber: `${site.body.state.slice(0, 3).toUpperCase()}${random.integer(100_000_000, 999_999_999)}`,
    reportName,
    reportId: `IR-${id}`,
    submittedBy: author.id,
    submittedByName: author.name,
    submittedDate: new Date(at + 1_800_000).toISOString(),
    isApproved,
    status: isApproved ? 'Approved' : 'Submitted',
    isActionRequired: !isApproved && random.chance(0.5),
    pdfLink: '',
    dateCreated: new Date(at).toISOString(),
    longitude: site.body.longitude,
    latitude: site.body.latitude,
  }
}
