/** @typedef {import('./past.mjs').Sending} Sending */

const HOUR = 60
const SUBSCRIPTION = JSON.stringify({
  url: 'https://hooks.example.test/guardhouse',
  event: 'IncidentReportSubmitted',
})

/**
 * Two working days of somebody who writes an integration, oldest first.
 * @type {readonly Sending[]}
 */
export const twoDays = [
  { minutesAgo: 25 * HOUR + 12, target: '/api/external/sites', key: 'revoked' },
  { minutesAgo: 25 * HOUR + 4, target: '/api/external/sites' },
  { minutesAgo: 25 * HOUR - 1, target: '/api/external/customers', isPinned: true },
  { minutesAgo: 25 * HOUR - 9, target: '/api/external/sites?customerId=1099' },
  { minutesAgo: 24 * HOUR + 34, target: 'https://api.guardhouse.invalid/api/external/sites', fault: 'reset' },
  { minutesAgo: 24 * HOUR + 20, target: '/api/external/staffs/8101/licenses' },
  { minutesAgo: 24 * HOUR + 6, target: '/api/external/liveops', key: 'company' },
  { minutesAgo: 200, target: '/api/external/staffs?limit=100' },
  { minutesAgo: 194, target: '/api/external/customers?customerId=7' },
  { minutesAgo: 171, target: '/api/external/sites?customerId=1104', key: 'one-site' },
  { minutesAgo: 163, target: '/api/external/timesheets?limit=50', key: 'timesheet' },
  {
    minutesAgo: 148,
    target: '/api/external/incidentreports/reportdata?incidentReportId=5013',
    key: 'incidentreport',
  },
  {
    minutesAgo: 121,
    target: '/api/external/staffs?limit=20',
    fault: 'unknown-code=734;status=200',
    note: 'Asked support what 734 means.',
  },
  { minutesAgo: 97, target: '/api/external/staffs?limit=20' },
  {
    minutesAgo: 88,
    second: 57,
    target: '/api/external/timesheets?limit=100',
    fault: 'gateway-429;retry-after=2;times=1',
  },
  { minutesAgo: 74, method: 'POST', target: '/api/webhook/subscribers', key: 'webhook' },
  {
    minutesAgo: 73,
    method: 'POST',
    target: '/api/webhook/subscriptions',
    key: 'webhook',
    body: SUBSCRIPTION,
    fault: 'status=500;times=1',
  },
  { minutesAgo: 52, target: '/api/external/sites?customerId=7' },
  { minutesAgo: 41, target: '/api/external/timesheets/70001/rates', fault: 'html-502;times=2' },
  { minutesAgo: 26, target: '/api/external/sites', fault: 'expired-token;times=1' },
  { minutesAgo: 12, target: '/api/external/staffs/9999/licenses' },
]

/**
 * A busy hour of one key, in which it twice met its limit.
 * @type {readonly Sending[]}
 */
export const busyHour = Array.from({ length: 46 }, (_, index) => 50 - index).flatMap((minutesAgo) => {
  const isTooMuch = minutesAgo === 34 || minutesAgo === 15
  const target = '/api/external/sites?customerId=7'
  const count = isTooMuch ? 40 : (minutesAgo * 7) % 19
  const sent = Array.from({ length: count }, () => ({ minutesAgo, second: 2, target }))
  // Near the end of the minute, so that nobody has to wait for long.
  return isTooMuch
    ? [
        ...sent,
        { minutesAgo, second: 57, target, fault: `gateway-429;times=1;retry-after=${minutesAgo % 3}` },
      ]
    : sent
})
