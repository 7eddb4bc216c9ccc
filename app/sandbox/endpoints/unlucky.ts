export const UNLUCKY_REPORT_ID = 5013
export const UNLUCKY_HOST = 'unlucky.example.com'

/** Honest requests that end in a 500: records over which the service stumbles, every time. */
export const UNLUCKY_REQUESTS = [
  {
    method: 'GET',
    path: `/api/external/incidentreports/reportdata?incidentReportId=${UNLUCKY_REPORT_ID}`,
    key: 'incidentreport',
    why: `Report ${UNLUCKY_REPORT_ID} cannot be read. Reading again does no harm, so the retry policy backs off.`,
  },
  {
    method: 'POST',
    path: '/api/webhook/subscriptions',
    key: 'webhook',
    why: `A subscription to a uri on ${UNLUCKY_HOST} fails after it was taken in. It may have run, so it is not sent again.`,
  },
] as const
