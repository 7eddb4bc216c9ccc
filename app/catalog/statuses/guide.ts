import { BACK_OFF, describe, step, type CatalogText } from '../text.ts'

/** The statuses that the API's guide names, explained as the guide means them. */
export const GUIDE_STATUSES: Readonly<Record<number, CatalogText>> = {
  200: describe(
    'Success',
    'The request was carried out.',
    'Nothing went wrong.',
    [],
    'no',
    'No retry is needed.',
  ),
  201: describe(
    'Created',
    'The request was carried out, and something new was made.',
    'Webhook subscribe calls answer this way.',
    ['Keep the id in the answer. A secret that comes with it can be read only now.'],
    'no',
    'No retry is needed. Sent again, it would make a second one.',
  ),
  400: describe(
    'The request was refused as invalid',
    'The API read the request and found values in it that it does not accept.',
    'A parameter or body field is missing, is spelled wrongly, or holds a value of the wrong type or range.',
    [step('Fix the fields that the errors name.', 'edit-request'), 'Send it again.'],
    'no',
    'The same request gets the same answer. Fix it first.',
  ),
  401: describe(
    'The token was not accepted',
    'The API does not know who is asking: the bearer token is missing, has expired, or is not valid.',
    'Tokens live for a short time only. One that was never valid points at the header or at the key.',
    [
      step('Exchange the key for a fresh token.', 'refresh-token'),
      step(
        'If the fresh token is refused too, the key has likely been revoked: ask for a new one and enter it.',
        'enter-key',
      ),
    ],
    'now',
    'Once, with a fresh token. If that is refused too, more tries will not help.',
  ),
  403: describe(
    "The request is outside this key's scope",
    'The API knows the key, but the key may not see what the request asks for.',
    "The endpoint needs another KeyType, or the request names a company, customer or site outside the key's claims.",
    [
      step('Ask only for ids that the key may see.', 'edit-request'),
      step('Or send it with a key that has the wider scope.', 'switch-key'),
    ],
    'no',
    'A retry sends the same scope and gets the same answer.',
  ),
  404: describe(
    'Not there, or archived',
    'The API found nothing under this address that it will show.',
    'The record does not exist, or it has been archived: the API answers the same for both.',
    [
      step('Check the id, and that it is the right kind of id.', 'edit-request'),
      'Look for the record in a list call: one that is missing there may be archived.',
    ],
    'no',
    'It stays missing until somebody makes it or restores it.',
  ),
  429: describe(
    'The rate limit is used up',
    'The key has sent more requests in this minute than it may: 60 on the external endpoints.',
    'The limit is a fixed window. Everything that uses the same key counts, other programs included.',
    [
      step('Wait for the next minute, then send it again.', 'wait-and-replay'),
      'Spread the calls, or ask for larger pages.',
    ],
    'later',
    'From the next minute boundary on. Earlier tries are refused too.',
  ),
  500: describe(
    'The server failed',
    'Something broke inside the API while it worked on the request. The request itself may be fine.',
    'An error on the server that nobody foresaw. From outside no more can be seen.',
    [
      step('Send it again after a pause.', 'replay'),
      step('If it keeps failing, send support the trace ID and the time.', 'copy-for-support'),
    ],
    'later',
    `${BACK_OFF} Stop after that.`,
  ),
}
