/**
 * Why no further page was asked for. `circle`: the next page had been asked for already; `redacted`: its cursor holds what
 * looks like a secret.
 */
export const PAGES_ENDS = ['last', 'failed', 'circle', 'most', 'redacted', 'cancelled'] as const

export type PagesEnd = (typeof PAGES_ENDS)[number]

/** No list is followed further. */
export const MOST_PAGES = 1000

/** What is said of a list that was not followed to its last page. */
export const PAGES_END_TEXTS = {
  last: '',
  failed: 'A page failed.',
  circle: 'The next page repeats an earlier one.',
  most: 'There are more pages.',
  redacted: 'The cursor of the next page looks like a secret, so that Postern did not keep it.',
  cancelled: 'You cancelled it.',
} satisfies Record<PagesEnd, string>
