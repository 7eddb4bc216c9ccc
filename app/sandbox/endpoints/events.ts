import { EVENT_TYPES, EVENTS } from '../../webhooks/payload.ts'
import type { Entry } from '../records/entry.ts'
import { INCIDENT_REPORTS } from '../records/incidentReports.ts'
import { TIMESHEETS } from '../records/timesheets.ts'
import { reach } from '../scope.ts'
import type { Endpoint } from './endpoint.ts'

type EventName = (typeof EVENTS)[number]

const STATUSES: Readonly<Record<EventName, string>> = {
  submit: 'Pending',
  approve: 'Approved',
  reject: 'Rejected',
}

interface Kind {
  /** What one of them is called in an error. */
  what: string
  records: readonly Entry[]
  /** What an event changes. */
  change(event: EventName): object
}

const KINDS: Readonly<Record<(typeof EVENT_TYPES)[number], Kind>> = {
  timesheet: {
    what: 'Timesheet',
    records: TIMESHEETS,
    change: (event: EventName) => ({ customerApprovalStatus: STATUSES[event] }),
  },
  incidentreport: {
    what: 'Incident report',
    records: INCIDENT_REPORTS,
    change: (event: EventName) => ({ status: STATUSES[event], isApproved: event === 'approve' }),
  },
}

/** The record that a simulated event is about, as it is after the event; null for a name that is none. */
export function recordOf(name: string): object | null {
  const [type, event] = name.split('.')
  const kind = EVENT_TYPES.find((each) => each === type)
  const change = EVENTS.find((each) => each === event)
  const record = kind && KINDS[kind].records[0]
  return kind && change && record ? { ...record.body, ...KINDS[kind].change(change) } : null
}

/**
 * Writes that the API leaves to people, in its own app. They are paths of the sandbox alone, so that nobody takes them for
 * paths of the API: `POST /sandbox/timesheets/{id}/approve`. Who subscribed gets a delivery.
 */
export const eventEndpoints: readonly Endpoint[] = EVENT_TYPES.flatMap((type) =>
  EVENTS.map((event) => endpointOf(type, event)),
)

function endpointOf(type: keyof typeof KINDS, event: EventName): Endpoint {
  const { what, records, change } = KINDS[type]
  return {
    method: 'POST',
    route: `/sandbox/${type}s/{id}/${event}`,
    kind: 'standard',
    keyType: null,
    answer(call) {
      const id = call.pathId.integer('id')
      call.pathId.check()
      const record = reach(call.scope, records, what, id ?? 0)
      call.changes.change(record, change(event))
      const name = `${type}.${event}`
      const deliveries = call.deliver(name, record.companyId, call.changes.bodyOf(record))
      return { data: { event: name, deliveries } }
    },
  }
}
