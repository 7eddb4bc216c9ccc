import { BACK_OFF, describe, step, type CatalogText } from '../text.ts'

/** The statuses that the API's guide names, explained as the guide means them. */
export const GUIDE_STATUSES: Readonly<Record<number, CatalogText>> = {
  200: describe(
    'Success',
    'The API ran the request.',
    'Nothing went wrong.',
    [],
    'no',
    'No retry is needed.',
  ),
  201: describe(
    'Created',
    'The API ran the request and created a record.',
    'Webhook calls return this status.',
    ['Keep the id in the response.'],
    'no',
    'No retry is needed. A replay would create a second one.',
  ),
  400: describe(
    'The API refused the request as invalid',
    'The API read the request and found values in it that it does not accept.',
    'A parameter or body field is missing, is misspelled, or has a value of the wrong type or range.',
    [step('Compare the parameters and the body with the catalog.', 'open-catalog')],
    'no',
    'The same request gets the same response. Fix it first.',
  ),
  401: describe(
    'The API did not accept the token',
    'The API does not know who sends this: the bearer token is missing, has expired, or is not valid.',
    'Tokens live for a short time only. One that was never valid points at the header or at the key.',
    [
      step('Get a fresh token and replay the request with it.', 'refresh-token'),
      step('If the API refuses that too, ask your key administrator for a new key.', 'enter-key'),
    ],
    'now',
    'Once, with a fresh token.',
  ),
  403: describe(
    "The request is outside this key's scope",
    'The API knows the key, but the key may not see what the request asks for.',
    "The endpoint needs another KeyType, or the request names an id outside the key's claims.",
    [
      step('Ask only for ids that the key may see.', 'edit-request'),
      step('Or replay it with a key that has the wider scope.', 'switch-key'),
    ],
    'no',
    'The same scope gets the same response.',
  ),
  404: describe(
    'Not there, or archived',
    'The API found no such record, or the record is archived.',
    'The API documentation gives 404 for both.',
    [
      step('Check the id, and that it is the right kind of id.', 'edit-request'),
      'Look for the record in a list call. If it is missing there, it may be archived.',
    ],
    'no',
    'The record stays missing until a person creates or restores it.',
  ),
  429: describe(
    'The rate limit is used up',
    'The key has sent more than its 60 requests per minute on external endpoints.',
    'The limit is a fixed window. All programs that use this key count.',
    [
      step('Wait for the next minute, then replay the request.', 'wait-and-replay'),
      'Spread the requests, or ask for larger pages.',
    ],
    'later',
    'From the next minute boundary on.',
  ),
  500: describe(
    'The server failed',
    'Something broke inside the API while it worked on the request.',
    'The API documentation calls this an unhandled server error. The request itself may be right.',
    [
      step('Replay the request after a pause.', 'replay'),
      step('If it keeps failing, send Guardhouse support the trace ID and the time.', 'copy-for-support'),
    ],
    'later',
    `${BACK_OFF} Stop after that.`,
  ),
}
