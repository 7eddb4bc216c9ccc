import { describe, step, type CatalogText } from '../text.ts'

const allowMore = step(
  'If it happens again, allow more time: raise the deadline in the settings.',
  'open-settings',
)

/** Codes for a deadline of the whole exchange that struck before its request could leave: nothing was tried at the host. */
export const DEADLINE_TEXTS = {
  WINDOW_FULL: describe(
    'The rate window stayed full',
    'The request waited for room in the rate window until the deadline of the exchange, and was not sent.',
    'Other requests of this key have used the window up, or a 429 has closed it.',
    [step('Look in Limits at who uses the window, and send it again in the next one.', 'replay'), allowMore],
    'later',
    'As soon as the next window opens.',
  ),
  TOKEN_LATE: describe(
    'The key was not exchanged for a token in time',
    'The exchange of the key for a token was still under way at the deadline, so the request was not sent.',
    'The endpoint that gives tokens is slow, is overloaded, or asked for a pause.',
    [step('Send it again after a pause.', 'replay'), allowMore],
    'later',
    'After a pause.',
  ),
  DEADLINE: describe(
    'The time for this exchange ran out',
    'The deadline of the exchange passed before the next attempt, so that one was not sent.',
    'The attempts and the waits between them took longer than the profile allows in all.',
    [step('Send it again after a pause.', 'replay'), allowMore],
    'later',
    'After a pause.',
  ),
} satisfies Record<string, CatalogText>
