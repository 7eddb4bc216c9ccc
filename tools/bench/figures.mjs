/**
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} figure
 * @property {string} unit
 * @property {number} [limit] the figure may not be above it, unless `ok` says otherwise
 * @property {boolean} [ok] whether the figure is good enough, where that is not a matter of an upper limit
 */

/**
 * @param {Figure} figure
 */
export function isWithinLimit({ figure, limit, ok }) {
  if (Number.isNaN(figure)) return false
  return ok ?? (limit === undefined || figure <= limit)
}

/**
 * Figures as lines of a table.
 * @param {Figure[]} figures
 */
export function tableLines(figures) {
  const rows = [
    ['', 'measured', 'limit', ''],
    ...figures.map((one) => [
      one.name,
      `${rounded(one.figure)} ${one.unit}`,
      one.limit === undefined ? '' : `${rounded(one.limit)} ${one.unit}`,
      isWithinLimit(one) ? '' : 'BROKEN',
    ]),
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map(([name = '', measured = '', limit = '', verdict = '']) =>
    [name.padEnd(widths[0] ?? 0), measured.padStart(widths[1] ?? 0), limit.padStart(widths[2] ?? 0), verdict]
      .join('  ')
      .trimEnd(),
  )
}

/**
 * @param {number} value
 */
function rounded(value) {
  return Math.abs(value) >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toPrecision(3)
}
