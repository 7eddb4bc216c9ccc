/**
 * Closed lists of words that an exchange is described with. They stand apart from the schemas so that the page,
 * which completes queries with them, needs no schemas.
 */

/** Of the exchange document. */
export const EXCHANGE_VERSION = 1

export const FAILURE_KINDS = [
  'dns',
  'refused',
  'reset',
  'timeout',
  'tls',
  'too-large',
  'bad-response',
  'redirect',
  'cancelled',
] as const

export const OUTCOMES = [
  'success',
  'service-failure',
  'http-failure',
  'transport-failure',
  'cancelled',
  'interrupted',
] as const

/** Most exchanges that one call of the page may name. */
export const MOST_NAMED = 10_000

/** Characters of a body that pass the door at once: in one piece, 20 MB would hold the page and main for longer than a frame. */
export const BODY_PIECE = 2 ** 20

/** Most characters of a note. */
export const MAX_NOTE_LENGTH = 4000

export const PROBLEM_STATES = ['open', 'resolved', 'ignored'] as const

export const SOURCES = ['composer', 'replay', 'import', 'capture', 'cli'] as const

/** Where a key can be in a token request. */
export const KEY_PLACES = ['json', 'form', 'header', 'bearer'] as const

export const DECISION_ACTIONS = ['accept', 'stop', 'refresh', 'wait', 'back-off'] as const

/** What became of the check of a delivery's signature. `unknown-scheme`: nothing that Postern knows fits, so it cannot tell. */
export const SIGNATURE_STATES = ['valid', 'wrong', 'missing', 'unknown-scheme'] as const

/** What may be wrong with a delivery, or with the way in which it was received. */
export const DELIVERY_RULES = [
  'answered-late',
  'redirected',
  'not-2xx',
  'duplicate-delivery',
  'duplicate-processed',
  'timestamp-old',
  'signature-missing',
  'signature-wrong',
] as const
