import { CUSTOMERS, SITES } from '../records/places.ts'
import { STAFF } from '../records/staff.ts'
import { APPROVALS, TIMESHEETS } from '../records/timesheets.ts'
import { notThere, reach, requirePlace, type KeyScope } from '../scope.ts'
import type { Endpoint } from './endpoint.ts'
import { answerPage, contains, readPage, readRange } from './lists.ts'
import { isOneOf } from './places.ts'

const MAX_DAYS = 366

export const timesheets: Endpoint = {
  method: 'GET',
  route: '/api/external/timesheets',
  kind: 'cursor',
  keyType: null,
  answer(call) {
    const { query, scope } = call
    const { from, to } = readRange(query, MAX_DAYS)
    const customerId = query.integer('customerId')
    const siteIds = query.integers('siteIds')
    const employeeId = query.text('employeeId')
    const search = query.text('searchText')
    const filter = query.text('filter')
    const approval = query.oneOf('approvalStatus', APPROVALS)
    const page = readPage(query)
    query.check()
    requirePlace(scope, CUSTOMERS, 'Customer', customerId)
    for (const siteId of siteIds ?? []) requirePlace(scope, SITES, 'Site', siteId)
    const employee = employeeId === null ? null : employeeOf(scope, employeeId)
    return answerPage(call, TIMESHEETS, page, (entry) => {
      const texts = [entry.name, entry.body.siteName, entry.body.customerName, entry.body.position]
      return (
        (from === null || entry.startsAt >= from) &&
        (to === null || entry.startsAt <= to) &&
        isOneOf(customerId, entry.customerIds) &&
        (siteIds === null || siteIds.some((siteId) => entry.siteIds.includes(siteId))) &&
        isOneOf(employee, [entry.staffId]) &&
        (approval === null || call.changes.bodyOf(entry).customerApprovalStatus === approval) &&
        contains(search, ...texts) &&
        contains(filter, ...texts)
      )
    })
  },
}

export const rates: Endpoint = {
  method: 'GET',
  route: '/api/external/timesheets/{id}/rates',
  kind: 'standard',
  keyType: null,
  answer(call) {
    const id = call.pathId.integer('id')
    call.pathId.check()
    return { data: reach(call.scope, TIMESHEETS, 'Timesheet', id ?? 0).rates }
  },
}

/** Staff are known by two ids, and clients mix them up: `E001012` and `1012` are the same person. */
function employeeOf(scope: KeyScope, employeeId: string): number {
  const member = STAFF.find(({ id, body }) => body.employeeId === employeeId || String(id) === employeeId)
  if (!member) throw notThere('Employee', employeeId)
  return reach(scope, STAFF, 'Employee', member.id).id
}
