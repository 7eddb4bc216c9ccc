/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * @param {Counts[]} runners
 * @returns {Counts}
 */
export function sum(runners) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of runners) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}

/**
 * The line that a test run ends with.
 * @param {Counts} counts
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/**
 * What a run of vitest amounts to. A run that failed without a failed test (a file that cannot be loaded, an error outside
 * a test), or that found no test at all, counts as a failure.
 * @param {unknown} report the report of vitest's `json` reporter; null if it wrote none
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countReport(report, exitCode) {
  const counts = {
    passed: field(report, 'numPassedTests'),
    failed: field(report, 'numFailedTests'),
    skipped: field(report, 'numPendingTests') + field(report, 'numTodoTests'),
  }
  const isEmpty = counts.passed + counts.failed === 0
  if (counts.failed === 0 && (exitCode !== 0 || isEmpty)) counts.failed = 1
  return counts
}

/**
 * @param {unknown} report
 * @param {string} name
 */
function field(report, name) {
  const value = typeof report === 'object' && report !== null ? Reflect.get(report, name) : undefined
  return typeof value === 'number' ? value : 0
}
