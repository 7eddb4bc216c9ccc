import { describe, expect, it } from 'vitest'
import { closingLine, countReport, sum } from '../../../tools/test/counts.mjs'

describe('the closing line', () => {
  it('sums over all runners', () => {
    const total = sum([
      { passed: 7, failed: 0, skipped: 0 },
      { passed: 120, failed: 2, skipped: 1 },
      { passed: 3, failed: 1, skipped: 4 },
    ])
    expect(closingLine(total)).toBe('130 passed, 3 failed, 5 skipped')
  })
})

describe("a runner's report", () => {
  const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 2, success: true }

  it('is counted', () => {
    expect(countReport(report, 0)).toEqual({ passed: 5, failed: 0, skipped: 3 })
    expect(countReport({ ...report, numFailedTests: 2 }, 1)).toEqual({ passed: 5, failed: 2, skipped: 3 })
  })

  it('counts as a failure if the run failed outside its tests', () => {
    expect(countReport(report, 1)).toEqual({ passed: 5, failed: 1, skipped: 3 })
  })

  it('counts as a failure if there was no test', () => {
    expect(countReport({ numPassedTests: 0, numFailedTests: 0 }, 0).failed).toBe(1)
    expect(countReport({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 4 }, 0).failed).toBe(1)
  })

  it.each([null, 'broken', []])('counts as a failure if it is missing or damaged: %o', (damaged) => {
    expect(countReport(damaged, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})
