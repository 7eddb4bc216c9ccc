import type { Endpoint, Parameter } from './endpoint.ts'
import { step } from './text.ts'

type Rest = Partial<Omit<Parameter, 'name' | 'in' | 'type' | 'help'>>

const optional = { required: false, default: null, enum: null, mark: 'documented' } as const

function query(name: string, type: Parameter['type'], help: string, rest: Rest = {}): Parameter {
  return { name, in: 'query', type, help, ...optional, ...rest }
}

function field(name: string, type: Parameter['type'], help: string, rest: Rest = {}): Parameter {
  return { name, in: 'body', type, help, ...optional, required: true, ...rest }
}

function pathId(help: string): Parameter {
  return { name: 'id', in: 'path', type: 'integer', help, ...optional, required: true }
}

const inferred: Rest = { mark: 'inferred' }

const direction = query(
  'direction',
  'string',
  'Which way to page from the anchor: next on the first request.',
  {
    default: 'next',
    enum: ['next', 'prev'],
  },
)
const referenceId = query(
  'referenceId',
  'integer',
  "The anchor of a page: the last item's id to go on, the first item's to go back.",
)
const referenceName = query('referenceName', 'string', "The anchor's name, where a list is sorted by name.")
const limit = query('limit', 'integer', 'How many records a page holds.', { default: '20', min: 1 })
const searchText = query('searchText', 'string', 'Free text to look for.')
const isActive = query('isActive', 'boolean', 'Only active records; false for the archived ones.', {
  default: 'true',
})
const filter = query('filter', 'string', 'A further condition on the list.')
const customerId = query(
  'customerId',
  'integer',
  "Only this customer's records. It must be in the key's scope.",
  inferred,
)
const startDate = query('startDate', 'date-time', 'Start of the range, ISO 8601 in UTC.')
const endDate = query('endDate', 'date-time', 'End of the range, ISO 8601 in UTC.')

function asInferred(...parameters: Parameter[]): Parameter[] {
  return parameters.map((parameter) => ({ ...parameter, mark: 'inferred' }))
}

const external = { method: 'GET', inWindow: true, done: null, body: [], mark: 'documented' } as const

const records: Endpoint[] = [
  {
    ...external,
    path: '/api/external/staffs',
    title: 'List staff',
    purpose: 'The people that the key may see.',
    keyType: null,
    envelope: 'cursor',
    noun: ['staff member', 'staff members'],
    parameters: [searchText, isActive, referenceId, referenceName, limit, direction, filter],
  },
  {
    ...external,
    path: '/api/external/staffs/{id}/licenses',
    title: "One person's licences",
    purpose: 'The security licences of one member of staff.',
    keyType: null,
    envelope: 'cursor',
    noun: ['licence', 'licences'],
    parameters: [
      pathId('Id of the member of staff.'),
      query('licenseNumber', 'string', 'Only the licence with this number.'),
    ],
  },
  {
    ...external,
    path: '/api/external/customers',
    title: 'List customers',
    purpose: 'The customers that the key may see.',
    keyType: null,
    envelope: 'cursor',
    noun: ['customer', 'customers'],
    parameters: [customerId, ...asInferred(isActive, referenceId, referenceName, limit, direction)],
  },
  {
    ...external,
    path: '/api/external/sites',
    title: 'List sites',
    purpose: 'The sites that the key may see.',
    keyType: null,
    envelope: 'cursor',
    noun: ['site', 'sites'],
    parameters: [customerId, ...asInferred(isActive, referenceId, referenceName, limit, direction)],
  },
  {
    ...external,
    path: '/api/external/timesheets',
    title: 'List timesheets',
    purpose: 'Timesheet entries in a range of dates, both ends included.',
    keyType: null,
    envelope: 'cursor',
    noun: ['timesheet', 'timesheets'],
    parameters: [
      ...asInferred(startDate, endDate),
      customerId,
      query(
        'siteIds',
        'list',
        "Only these sites, separated by commas. They must be in the key's scope.",
        inferred,
      ),
      query('employeeId', 'string', "Only this person's entries.", inferred),
      ...asInferred(searchText),
      query('approvalStatus', 'string', 'Only entries in this state of approval.', {
        ...inferred,
        enum: ['Approved', 'Rejected', 'Pending'],
      }),
      ...asInferred(referenceId, limit, direction, filter),
    ],
  },
  {
    ...external,
    path: '/api/external/timesheets/{id}/rates',
    title: 'Rates of one timesheet',
    purpose: 'The rates that apply to one timesheet entry.',
    keyType: null,
    envelope: 'standard',
    noun: ['rate', 'rates'],
    parameters: [pathId('Id of the timesheet entry.')],
  },
]

const reports: Endpoint[] = [
  {
    ...external,
    path: '/api/external/incidentreport/formtemplate',
    title: 'List incident reports',
    purpose: 'Incident reports by form template. The list says incidentreport, the detail incidentreports.',
    keyType: 'incidentreport',
    envelope: 'paged',
    noun: ['incident report', 'incident reports'],
    parameters: [direction, { ...referenceId, help: 'The anchor of a page: an incidentReportId.' }],
  },
  {
    ...external,
    path: '/api/external/incidentreports/reportdata',
    title: 'One incident report',
    purpose: 'One incident report in full.',
    keyType: 'incidentreport',
    envelope: 'standard',
    noun: ['incident report', 'incident reports'],
    parameters: [query('incidentReportId', 'integer', 'Id of the report.', { required: true })],
  },
  {
    ...external,
    path: '/api/external/liveops',
    title: 'Live operations',
    purpose: 'Shifts and clock-ins around now: 17 hours back and ahead unless dates are given.',
    keyType: 'liveops',
    envelope: 'live-operations',
    noun: ['live operation', 'live operations'],
    parameters: [
      { ...startDate, help: `${startDate.help} Left out, it is 17 hours before now.` },
      { ...endDate, help: `${endDate.help} Left out, it is 17 hours after now.` },
      referenceId,
      query('referenceDateTime', 'date-time', "The anchor's date and time."),
      direction,
      query('siteId', 'integer', "Only this site. It must be in the key's scope.", inferred),
      query('siteName', 'string', 'Only sites of this name.', inferred),
      customerId,
      query('customerName', 'string', 'Only customers of this name.', inferred),
      query('status', 'string', 'Only shifts in this state, such as CLOCKED IN.', inferred),
      ...asInferred({ ...limit, default: null }, referenceName),
      {
        name: 'external-gh-apim-sub-key',
        in: 'header',
        type: 'string',
        help: "The region's subscription key.",
        ...optional,
        required: true,
        mark: 'inferred',
      },
    ],
  },
]

const others: Endpoint[] = [
  {
    method: 'POST',
    path: '/api/token/request',
    title: 'Request a token with a key',
    purpose: 'Returns the short-lived bearer token that every other call carries.',
    keyType: null,
    envelope: null,
    inWindow: false,
    noun: null,
    done: 'A token was issued',
    parameters: [],
    body: [],
    isTokenRequest: true,
    mark: 'documented',
  },
  {
    method: 'POST',
    path: '/api/webhook/subscribers',
    title: 'New webhook subscriber',
    purpose: 'Creates a subscriber and returns its secret, which can be read only then. It takes no body.',
    keyType: 'webhook',
    envelope: 'standard',
    inWindow: false,
    noun: null,
    done: 'The webhook subscriber was created',
    onceSecret: 'data.secretToken',
    parameters: [],
    body: [],
    whetherRun: [
      step(
        'ask Guardhouse support. The API documentation has no call that lists subscribers.',
        'copy-for-support',
      ),
    ],
    mark: 'documented',
  },
  {
    method: 'POST',
    path: '/api/webhook/subscriptions',
    title: 'Subscribe to an event',
    purpose: 'Sends an event to an HTTPS URL from now on.',
    keyType: 'webhook',
    envelope: 'standard',
    inWindow: false,
    noun: null,
    done: 'The webhook subscription was created',
    parameters: [],
    body: [
      field('subscriberId', 'integer', 'Id of the subscriber that owns the subscription.'),
      field('event', 'string', 'The change of the record.', { enum: ['submit', 'approve', 'reject'] }),
      field('eventType', 'string', 'The kind of the record.', { enum: ['incidentreport', 'timesheet'] }),
      field('uri', 'string', 'HTTPS URL that receives the events.', { format: 'https' }),
    ],
    whetherRun: [
      step("see whether deliveries arrive at the subscription's uri."),
      step(
        'If none arrive, ask Guardhouse support: the API documentation has no call that lists subscriptions.',
        'copy-for-support',
      ),
    ],
    mark: 'documented',
  },
]

/** The endpoints that the API's owner has published. More may exist: any path can be sent. */
export const ENDPOINTS: readonly Endpoint[] = [...records, ...reports, ...others]

/** Which paths a KeyType opens, for endpoints that are not listed: the owner publishes them as wildcards. */
export const KEY_TYPE_PATHS: ReadonlyArray<{ prefix: string; keyType: string }> = [
  { prefix: '/api/external/incidentreport', keyType: 'incidentreport' },
  { prefix: '/api/external/liveops', keyType: 'liveops' },
  { prefix: '/api/webhook/', keyType: 'webhook' },
]
