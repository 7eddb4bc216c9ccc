import type { Entry } from './entry.ts'

export interface Company {
  readonly id: number
  readonly name: string
}

/** Company 42 is the one that the keys belong to; 58 is a stranger, there to be refused. */
export const COMPANIES: readonly Company[] = [
  { id: 42, name: 'Wattle & Stone Protective Services' },
  { id: 58, name: 'Thornbury Watch Ltd' },
]

type Standing = 'active' | 'inactive' | 'archived'
type CustomerRow = readonly [id: number, companyId: number, name: string, contact: string, standing: Standing]
type SiteRow = readonly [
  id: number,
  customerId: number,
  name: string,
  type: string,
  address: string,
  city: string,
  state: string,
  postCode: string,
  latitude: number,
  longitude: number,
  standing: Standing,
]

const CUSTOMER_ROWS: readonly CustomerRow[] = [
  [7, 42, 'Kestrel Retail Group', 'Maeve Donnelly', 'active'],
  [12, 42, 'Bluegum Health Network', 'Tarek Haddad', 'active'],
  [19, 42, 'Harbourline Freight', 'Ines Calloway', 'active'],
  [23, 42, 'Old Mint Markets', 'Piers Aldous', 'archived'],
  [26, 42, 'Coastal Events Trust', 'Wren Takahashi', 'inactive'],
  [33, 42, 'Pinnacle Data Centres', 'Odette Marsh', 'active'],
  [1099, 58, 'Northmoor Estates', 'Gwen Hartley', 'active'],
  [1104, 58, 'Castlegate Rail', 'Amir Sandhu', 'active'],
]

// One site a line, which is how a table is read.
// prettier-ignore
const SITE_ROWS: readonly SiteRow[] = [
  [31, 7, 'Kestrel Plaza', 'Shopping centre', '14 Weir Street', 'Parramatta', 'NSW', '2150', -33.815, 151.001, 'active'],
  [32, 7, 'Kestrel Outlet', 'Shopping centre', '3 Paddock Road', 'Homebush', 'NSW', '2140', -33.866, 151.086, 'active'],
  [33, 7, 'Kestrel Warehouse', 'Warehouse', '88 Loading Lane', 'Wetherill Park', 'NSW', '2164', -33.845, 150.901, 'active'],
  [34, 7, 'Kestrel Kiosk', 'Shop', '1 Esplanade', 'Bondi', 'NSW', '2026', -33.891, 151.274, 'archived'],
  [39, 23, 'Old Mint Arcade', 'Market hall', '20 Coin Lane', 'Sydney', 'NSW', '2000', -33.868, 151.209, 'archived'],
  [40, 12, 'Bluegum Hospital', 'Hospital', '200 Ryrie Rise', 'Geelong', 'VIC', '3220', -38.149, 144.361, 'active'],
  [41, 12, 'Bluegum Clinic', 'Clinic', '9 Sturt Walk', 'Ballarat', 'VIC', '3350', -37.562, 143.856, 'active'],
  [50, 19, 'Harbourline Terminal', 'Port', '5 Quay Road', 'Fremantle', 'WA', '6160', -32.053, 115.744, 'active'],
  [51, 19, 'Harbourline Depot', 'Depot', '71 Lipson Way', 'Port Adelaide', 'SA', '5015', -34.846, 138.503, 'active'],
  [56, 26, 'Coastal Showground', 'Event ground', '2 Pavilion Drive', 'Southport', 'QLD', '4215', -27.967, 153.4, 'inactive'],
  [60, 33, 'Pinnacle North', 'Data centre', '11 Fibre Place', 'Macquarie Park', 'NSW', '2113', -33.776, 151.123, 'active'],
  [61, 33, 'Pinnacle Capital', 'Data centre', '4 Relay Circuit', 'Canberra', 'ACT', '2600', -35.307, 149.124, 'active'],
  [900, 1099, 'Northmoor Court', 'Office', '7 Wharf Approach', 'Leeds', 'West Yorkshire', 'LS1 4AP', 53.795, -1.549, 'active'],
  [901, 1099, 'Northmoor Mill', 'Residential', '30 Canal Road', 'Bradford', 'West Yorkshire', 'BD1 4SJ', 53.798, -1.752, 'active'],
  [910, 1104, 'Castlegate Station', 'Railway station', '1 Platform Square', 'York', 'North Yorkshire', 'YO24 1AB', 53.958, -1.093, 'active'],
]

export type Customer = Entry<ReturnType<typeof customerBody>>
export type Site = Entry<ReturnType<typeof siteBody>> & {
  readonly customerId: number
  readonly companyName: string
}

export const CUSTOMERS: readonly Customer[] = CUSTOMER_ROWS.map(toCustomer)
export const SITES: readonly Site[] = SITE_ROWS.map(toSite)

function standingOf(standing: Standing) {
  return { isActive: standing === 'active', isArchived: standing === 'archived' }
}

function toCustomer(row: CustomerRow): Customer {
  const [id, companyId, name, , standing] = row
  const siteIds = SITE_ROWS.filter(([, customerId]) => customerId === id).map(([siteId]) => siteId)
  return { id, name, companyId, customerIds: [id], siteIds, ...standingOf(standing), body: customerBody(row) }
}

function customerBody([id, companyId, name, contactName, standing]: CustomerRow) {
  return {
    id,
    companyId,
    name,
    referenceNumber: `CUS-${String(id).padStart(5, '0')}`,
    contactName,
    contactEmail: `${contactName.toLowerCase().replace(' ', '.')}@example.com`,
    isActive: standing === 'active',
  }
}

function toSite(row: SiteRow): Site {
  const [id, customerId, name] = row
  const customer = CUSTOMERS.find((candidate) => candidate.id === customerId)
  if (!customer) throw new Error(`Site ${id} names customer ${customerId}, which is not in the table`)
  const { companyId } = customer
  return {
    id,
    name,
    companyId,
    companyName: COMPANIES.find((company) => company.id === companyId)?.name ?? '',
    customerId,
    customerIds: [customerId],
    siteIds: [id],
    ...standingOf(row[10]),
    body: siteBody(row, customer.name),
  }
}

function siteBody(row: SiteRow, customerName: string) {
  const [id, customerId, name, siteType, address, city, state, postCode, latitude, longitude, standing] = row
  return {
    id,
    name,
    customerId,
    customerName,
    siteType,
    address,
    city,
    state,
    country: latitude < 0 ? 'Australia' : 'United Kingdom',
    postCode,
    latitude,
    longitude,
    isActive: standing === 'active',
  }
}
