import { expect, it } from 'vitest'
import { isGranted, PERMISSIONS } from '../../../app/shell/permissions.ts'

it('every permission has a reason, and one alone is granted', () => {
  for (const { reason } of Object.values(PERMISSIONS)) expect(reason.length).toBeGreaterThan(10)
  expect(Object.keys(PERMISSIONS).filter(isGranted)).toEqual(['clipboard-sanitized-write'])
})

it.each(['anything-new', '', 'constructor', '__proto__', 'toString'])(
  '%j is refused, having no row',
  (name) => {
    expect(isGranted(name)).toBe(false)
  },
)
