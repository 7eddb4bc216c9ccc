/**
 * What was measured of a minute.
 * @typedef {object} Minute
 * @property {number} sent
 * @property {number} rows the most that the history held
 * @property {number} pageMs for which the page was busy
 * @property {number} mainP99Ms
 * @property {number} mainMb the heap after its garbage was collected
 * @property {number} pageMb
 */

/** The limit of the history; tidying may come some seconds late. */
export const KEPT = 1000
const MOST_ROWS = 1200
const MOST_GROWTH = 1.1
const MOST_P99_MS = 50
/** Until then caches fill. */
const WARM_MINUTE = 3
/** Of 20 a second; fewer would be no load. */
const LEAST_SENT = 1000

/**
 * What was not kept, each as a sentence.
 * @param {readonly Minute[]} minutes
 */
export function breachesOf(minutes) {
  const [first] = minutes
  const last = minutes.at(-1)
  if (!first || !last) return ['Nothing was measured.']
  const warm = minutes[Math.min(WARM_MINUTE, minutes.length - 1) - 1] ?? first
  const growth = /** @type {const} */ ([
    ['The page was busy', last.pageMs / first.pageMs, 'the first minute'],
    ['The heap of main was', last.mainMb / warm.mainMb, 'an early minute'],
    ['The heap of the page was', last.pageMb / warm.pageMb, 'an early minute'],
  ])
  const rows = Math.max(...minutes.map((minute) => minute.rows))
  const p99 = Math.max(...minutes.map((minute) => minute.mainP99Ms))
  const sent = Math.min(...minutes.map((minute) => minute.sent))
  return [
    ...(sent < LEAST_SENT
      ? [`Only ${sent} requests were sent in a minute. ${LEAST_SENT} are the least.`]
      : []),
    ...(rows > MOST_ROWS ? [`The history held ${rows} rows. ${MOST_ROWS} are the most.`] : []),
    ...(p99 > MOST_P99_MS
      ? [`The event loop of main was ${p99.toFixed(0)} ms late. ${MOST_P99_MS} ms are the most.`]
      : []),
    ...growth
      .filter(([, ratio]) => !(ratio <= MOST_GROWTH))
      .map(
        ([what, ratio, when]) =>
          `${what} ${ratio.toFixed(2)} times that of ${when}. ${MOST_GROWTH} times is the most.`,
      ),
  ]
}
