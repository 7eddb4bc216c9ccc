import { describe, step, type CatalogText } from '../text.ts'

const replay = step('Replay it after a pause.', 'replay')
const allowMore = step(
  'If it happens again, allow more time: raise the deadline in the settings.',
  'open-time-settings',
)

/** Codes for a deadline of the whole exchange that struck before its request could leave: nothing was tried at the host. */
export const DEADLINE_TEXTS = {
  WINDOW_FULL: describe(
    'The rate window stayed full',
    'The request waited for the rate window until its deadline, and was not sent.',
    'Other requests of this key used the window up, or a 429 closed it.',
    [step('Look in Limits which requests used the window up, then replay it.', 'replay'), allowMore],
    'later',
    'After the next rate window opens.',
  ),
  TOKEN_LATE: describe(
    'No token came in time',
    'The token request was still in progress at the deadline, so the request was not sent.',
    'The token endpoint is slow, is overloaded, or asked for a pause.',
    [replay, allowMore],
    'later',
    'After a pause.',
  ),
  DEADLINE: describe(
    'The time for this request ran out',
    'The deadline passed before the next attempt, so Postern did not send that one.',
    'The attempts and the pauses took longer than the profile allows.',
    [replay, allowMore],
    'later',
    'After a pause.',
  ),
} satisfies Record<string, CatalogText>
