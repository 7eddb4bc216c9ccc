/** In ms, 24 days. A timer of more than 2³¹ − 1 ms fires at once, in Node and in a page. */
export const LONGEST_MS = 24 * 24 * 3_600_000
