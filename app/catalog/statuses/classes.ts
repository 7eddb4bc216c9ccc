import { BACK_OFF, describe, step, type CatalogText } from '../text.ts'

const strange = describe(
  'An unknown kind of status',
  'The status is outside the five classes that HTTP has, so its number tells nothing.',
  'Something on the way invented it, or the answer is not HTTP as it should be.',
  [
    step('Look at the raw answer and find out who sent it.', 'show-answer'),
    step('Send support what came back.', 'copy-for-support'),
  ],
  'no',
  'Find out first who answered.',
)

/** What the first digit of a status says, for numbers that nobody has registered. */
const CLASSES: Readonly<Record<number, CatalogText>> = {
  1: describe(
    'An interim answer only',
    'The server said that it goes on working, and then no final answer came.',
    'The connection or a proxy ended the answer too early.',
    [step('Send it again.', 'replay')],
    'now',
    'A second try usually gets the final answer.',
  ),
  2: describe(
    'Success',
    'The status is in the class for success, though its number is not a registered one.',
    'The server, or something before it, uses a status of its own.',
    ['Check in the body that it is what you asked for.'],
    'no',
    'No retry is needed.',
  ),
  3: describe(
    'The answer points elsewhere',
    'The server did not answer the request itself. It points to another address.',
    'The address has moved, or something in front of the API sends callers to another page, often one to sign in.',
    [
      step('Look at the Location header: it says where to.'),
      step('Fix the base URL of the profile if the API has moved.', 'open-settings'),
    ],
    'no',
    'The same address answers the same way.',
  ),
  4: describe(
    'The request was refused',
    'The status is in the class for requests that cannot be carried out as they are.',
    'Its number is not a registered one, so only the body can say what is wrong.',
    [step('Read the message in the body and change the request.', 'edit-request')],
    'no',
    'The same request gets the same answer.',
  ),
  5: describe(
    'The server failed',
    "The status is in the class for failures on the server's side.",
    'Its number is not a registered one. Gateways and CDNs use such numbers for their own troubles.',
    [
      step('Send it again after a pause.', 'replay'),
      step('If it keeps failing, send support the status and the time.', 'copy-for-support'),
    ],
    'later',
    `${BACK_OFF} Stop after that.`,
  ),
}

export function classText(status: number): CatalogText {
  return CLASSES[Math.floor(status / 100)] ?? strange
}
