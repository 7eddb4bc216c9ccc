import { expect, it, test } from 'vitest'
import { stepsSaid } from '../../../app/diagnosis/topics/stepSaid.ts'

const first = (message: string) => stepsSaid(message)[0]?.text ?? null

it.each([
  ['18,442 rows exceed the 10,000 row ceiling. Narrow the period.', '10,000 rows'],
  ['Date span 58d > 31d', '31 days'],
  ['Window may not exceed 48 hours', '48 hours'],
  ['siteIds: at most 25 sites per request', '25 sites'],
  ['searchText needs at least 3 characters', '3 characters'],
  ['Too many sites requested (60), max 50', '50'],
  ['limit must be between 1 and 200', 'between 1 and 200'],
  ["Unknown column 'siteTyp' in filter clause 2", 'siteTyp'],
  ["Sort by 'name' is not supported", 'name'],
  ['approvalState: allowed values Approved, Rejected, Pending', 'Approved, Rejected, Pending'],
  ['Unreadable filter, expected "field eq value"', 'field eq value'],
  ['This endpoint needs the header X-Company', 'X-Company'],
  ['startDate is required', 'startDate'],
  ['Please use the cursor instead of offset', 'use the cursor'],
  ['The account owner must accept the terms (v4)', 'must accept the terms'],
])('%s: the step has %s', (message, part) => {
  expect(first(message)).toContain(part)
})

test.each(['Guard 8812 is on leave', 'Request not allowed', 'Update failed', 'Limit reached', 'OK', ''])(
  '%s names no step',
  (message) => {
    expect(first(message)).toBeNull()
  },
)
