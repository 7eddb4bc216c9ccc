import { describe, step, type CatalogText } from '../text.ts'

const fine = 'No retry is needed.'

/** Interim answers and successes that the guide does not name. */
export const PASSING_STATUSES: Readonly<Record<number, CatalogText>> = {
  100: describe(
    'The server said "go on", and then nothing',
    'The server was ready to receive the body, but its final answer never came.',
    'A proxy took the interim answer for the final one, or the connection ended after it.',
    [
      'Drop the header Expect if your code sets it: API calls do not need it.',
      step('Send it again.', 'replay'),
    ],
    'now',
    'A second try usually gets the final answer.',
  ),
  101: describe(
    'The server changed the protocol',
    'The server agreed to speak something other than HTTP on this connection, such as WebSocket.',
    'The request carried an Upgrade header, which this API has no use for.',
    [step('Drop the headers Upgrade and Connection.', 'edit-request')],
    'no',
    'With the same headers the same happens again.',
  ),
  102: describe(
    'Still at work, and then nothing',
    'The server said that it was working on the request, but its final answer never came.',
    'The work took longer than something on the way was willing to wait.',
    [
      step('Look whether the request took effect.'),
      step('Then send it again, or ask for less at once.', 'replay'),
    ],
    'later',
    'After a pause, since the first try may still be running.',
  ),
  103: describe(
    'Early hints only',
    'The server sent hints for a web page, and no final answer after them.',
    'The address belongs to a website rather than to the API.',
    [step('Check the base URL.', 'open-settings')],
    'no',
    'The same address most likely answers the same way.',
  ),
  202: describe(
    'Accepted, not done yet',
    'The request was taken in and will be carried out later.',
    'The work is done in the background, so this answer cannot hold its result.',
    ['Look for the result with a list or detail call after a while.'],
    'no',
    'It is under way: sent again, it might be done twice.',
  ),
  203: describe(
    'Success, changed on the way',
    'The request was carried out, and a proxy altered the answer before it got here.',
    'A proxy between you and the API rewrites what passes through it.',
    ['Compare with an answer had without the proxy before you rely on it.'],
    'no',
    fine,
  ),
  204: describe(
    'Success, nothing to answer',
    'The request was carried out, and there is no body on purpose.',
    'The operation has no result to show.',
    [],
    'no',
    fine,
  ),
  205: describe(
    'Success, start afresh',
    'The request was carried out, and the form it came from should be cleared.',
    'The answer is meant for a browser with a form.',
    [],
    'no',
    fine,
  ),
  206: describe(
    'Only a part came',
    'The answer holds a part of the content, as asked for by a Range header.',
    'The request carries a Range header, or a proxy added one.',
    [step('Drop the header Range to get the whole.', 'edit-request')],
    'no',
    'With the same header the same part comes again.',
  ),
  207: describe(
    'Several results in one',
    'The body holds a status of its own for each of several operations.',
    'The server speaks WebDAV, which this API does not.',
    ['Read the status of each part: some may have failed.'],
    'no',
    'Only the parts that failed would need another try.',
  ),
  208: describe(
    'Already listed',
    'These members of a collection were listed in an earlier part of the same answer.',
    'The server speaks WebDAV, which this API does not.',
    [step('Check the base URL.', 'open-settings')],
    'no',
    fine,
  ),
  226: describe(
    'Only the changes came',
    'The answer holds what has changed since a version that the request named.',
    'The request carries an A-IM header.',
    [step('Drop the header A-IM to get the whole.', 'edit-request')],
    'no',
    fine,
  ),
}
