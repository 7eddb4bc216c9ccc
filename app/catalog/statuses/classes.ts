import { BACK_OFF, describe, LOCATION, step, type CatalogText } from '../text.ts'

const strange = describe(
  'An unknown kind of status',
  'HTTP has no class for this status.',
  'A program on the way invented it, or the response is not HTTP.',
  [
    step('Look at the raw response to find its sender.', 'show-answer'),
    step('Send Guardhouse support this response.', 'copy-for-support'),
  ],
  'no',
  'Find out first which program returned it.',
)

/** What the first digit of a status says, for numbers that nobody has registered. */
const CLASSES: Readonly<Record<number, CatalogText>> = {
  1: describe(
    'Only an interim response came',
    'The server said that it works on the request, and then sent no final response.',
    'The connection or a proxy ended the response too early.',
    [step('Replay the request.', 'replay')],
    'now',
    'A replay usually gets the final response.',
  ),
  2: describe(
    'Success',
    'HTTP counts this status as a success. Its number is in no registry.',
    'The server, or a program in front of it, uses a status of its own.',
    ['Check in the body that it is the record you asked for.'],
    'no',
    'No retry is needed.',
  ),
  3: describe(
    'The server redirected the request',
    'The server names another URL.',
    'The URL has moved, or a server on the way wants a sign-in.',
    [
      step(`Check whether the API has moved to ${LOCATION}.`),
      step('Check the base URL of the profile.', 'open-settings'),
    ],
    'no',
    'The same URL gets the same redirect.',
  ),
  4: describe(
    'The server refused the request',
    'HTTP counts this status as a fault of the request.',
    'Its number is in no registry, so only the body can give the reason.',
    [step('Read the message in the body, then change the request.', 'edit-request')],
    'no',
    'The same request gets the same response.',
  ),
  5: describe(
    'The server failed',
    'HTTP counts this status as a failure of the server.',
    'Its number is in no registry. Gateways use such numbers for their own failures.',
    [
      step('Wait, then replay the request.', 'replay'),
      step('If it keeps failing, send Guardhouse support the status and the time.', 'copy-for-support'),
    ],
    'later',
    `${BACK_OFF} Stop after that.`,
  ),
}

export function classText(status: number): CatalogText {
  return CLASSES[Math.floor(status / 100)] ?? strange
}
