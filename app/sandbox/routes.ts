import type { Endpoint } from './endpoints/endpoint.ts'
import { eventEndpoints } from './endpoints/events.ts'
import { incidentReport, incidentReportList } from './endpoints/incidentReports.ts'
import { liveOperations } from './endpoints/liveOperations.ts'
import { customers, sites } from './endpoints/places.ts'
import { licences, staffs } from './endpoints/staffs.ts'
import { rates, timesheets } from './endpoints/timesheets.ts'
import { subscribers, subscriptions } from './endpoints/webhooks.ts'

/** Every endpoint but the token request, which alone needs no token; those of the sandbox alone are the last. */
export const ENDPOINTS: readonly Endpoint[] = [
  liveOperations,
  incidentReportList,
  incidentReport,
  timesheets,
  rates,
  staffs,
  licences,
  customers,
  sites,
  subscribers,
  subscriptions,
  ...eventEndpoints,
]

export type Match =
  | { readonly endpoint: Endpoint; readonly id: string | null }
  | { readonly endpoint: null; readonly allowed: readonly string[] }

/** HEAD is answered where GET is. `allowed` is empty when no endpoint has that path. */
export function findEndpoint(method: string, path: string): Match {
  const here = ENDPOINTS.filter((endpoint) => idIn(endpoint.route, path) !== undefined)
  const wanted = method === 'HEAD' ? 'GET' : method
  const endpoint = here.find((candidate) => candidate.method === wanted)
  if (!endpoint) return { endpoint: null, allowed: here.map((candidate) => candidate.method) }
  return { endpoint, id: idIn(endpoint.route, path) ?? null }
}

/** The segment at the `{id}` of the route; null where it has none, undefined where the path does not fit. */
function idIn(route: string, path: string): string | null | undefined {
  const expected = route.split('/')
  const given = path.split('/')
  if (expected.length !== given.length) return undefined
  const isMatch = expected.every((segment, index) => segment === '{id}' || segment === given[index])
  return isMatch ? (given[expected.indexOf('{id}')] ?? null) : undefined
}
