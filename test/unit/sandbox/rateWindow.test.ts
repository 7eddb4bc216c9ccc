import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRateWindow } from '../../../app/sandbox/rateWindow.ts'

test('a window ends at a multiple of its length since the epoch, not a length after its first request', () => {
  const window = createRateWindow({ limit: 1, lengthMs: 60_000 })
  expect(window.take('key', 59_999)).toEqual({ granted: true, resetsAt: 60_000 })
  expect(window.take('key', 59_999)).toEqual({ granted: false, resetsAt: 60_000 })
  expect(window.take('key', 60_000)).toEqual({ granted: true, resetsAt: 120_000 })
})

test('never more than the limit is granted in any one window', () => {
  const times = fc.array(fc.integer({ min: 0, max: 50_000 }), { maxLength: 200 })
  fc.assert(
    fc.property(
      times,
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 9000 }),
      (at, limit, lengthMs) => {
        const window = createRateWindow({ limit, lengthMs })
        const granted = new Map<number, number>()
        for (const now of at.toSorted((a, b) => a - b)) {
          const ticket = window.take('key', now)
          const before = granted.get(ticket.resetsAt) ?? 0
          expect(ticket.granted).toBe(before < limit)
          expect(ticket.resetsAt - now).toBeGreaterThan(0)
          expect(ticket.resetsAt - now).toBeLessThanOrEqual(lengthMs)
          if (ticket.granted) granted.set(ticket.resetsAt, before + 1)
        }
      },
    ),
  )
})
