import { SHIFT_STATUSES, shiftsBetween } from '../records/liveOperations.ts'
import { CUSTOMERS, SITES } from '../records/places.ts'
import { requirePlace } from '../scope.ts'
import type { Endpoint } from './endpoint.ts'
import { answerPage, contains, readPage, readRange } from './lists.ts'
import { isOneOf } from './places.ts'

const HOUR_MS = 3_600_000
/** The range when none is given: 17 hours to either side of now (the API's reference). */
const REACH_MS = 17 * HOUR_MS
const MAX_DAYS = 31

export const liveOperations: Endpoint = {
  method: 'GET',
  route: '/api/external/liveops',
  kind: 'live-operations',
  keyType: 'liveops',
  needsSubscription: true,
  answer(call) {
    const { query, scope, now } = call
    const range = readRange(query, MAX_DAYS)
    const siteId = query.integer('siteId')
    const siteName = query.text('siteName')
    const customerId = query.integer('customerId')
    const customerName = query.text('customerName')
    const status = query.oneOf('status', SHIFT_STATUSES)
    // Shifts are numbered in order of their start, so the id alone is anchor enough.
    query.time('referenceDateTime')
    const page = readPage(query)
    query.check()
    requirePlace(scope, CUSTOMERS, 'Customer', customerId)
    requirePlace(scope, SITES, 'Site', siteId)
    const from = range.from ?? (range.to ?? now + REACH_MS) - 2 * REACH_MS
    const to = range.to ?? from + 2 * REACH_MS
    return answerPage(
      call,
      shiftsBetween(from, to, now),
      page,
      (shift) =>
        isOneOf(siteId, shift.siteIds) &&
        isOneOf(customerId, shift.customerIds) &&
        contains(siteName, shift.body.siteName) &&
        contains(customerName, shift.body.customerName) &&
        (status === null || shift.status === status),
    )
  },
}
