import { describe, step, type CatalogText } from '../text.ts'

const fine = 'No retry is needed.'
const edit = (text: string) => step(text, 'edit-request')
const replay = step('Replay the request.', 'replay')
const checkBase = step('Check the base URL.', 'open-settings')
const webDav = 'The server uses WebDAV. The API does not.'

/** Interim responses and successes that the guide does not name. */
export const PASSING_STATUSES: Readonly<Record<number, CatalogText>> = {
  100: describe(
    'No final response after 100 Continue',
    'The server was ready for the body, and then sent no final response.',
    'A proxy took the interim response for the final one, or the connection ended.',
    [edit('Remove the header Expect.'), replay],
    'now',
    'A replay usually gets the final response.',
  ),
  101: describe(
    'The server changed the protocol',
    'The server agreed to a protocol other than HTTP, for example WebSocket.',
    'The request has an Upgrade header, and the API has no use for it.',
    [edit('Remove the headers Upgrade and Connection.')],
    'no',
    'The same headers get the same response.',
  ),
  102: describe(
    'No final response after 102 Processing',
    'The server said that it works on the request, and then sent no final response.',
    'The work took longer than a program on the way waited.',
    [
      'Find out whether the request has run.',
      step('Then replay it, or ask for less in one request.', 'replay'),
    ],
    'later',
    'After a pause: the first attempt may still run.',
  ),
  103: describe(
    'Only early hints came',
    'The server sent hints for a web page, and no final response.',
    'The base URL leads to a website, not to the API.',
    [checkBase],
    'no',
    'The same URL most likely gets the same response.',
  ),
  202: describe(
    'Accepted, and not finished yet',
    'The server accepted the request and runs it later.',
    'The work runs in the background, so this response has no result.',
    ['Look for the result with a list or detail call after a while.'],
    'no',
    'The request is in progress. A replay could run it twice.',
  ),
  203: describe(
    'Success, changed by a proxy',
    'The server ran the request. A proxy changed the response.',
    'A proxy between you and the API rewrites responses.',
    ['Compare it with a response without the proxy before you rely on it.'],
    'no',
    fine,
  ),
  204: describe(
    'Success, without a body',
    'The server ran the request and returned no body.',
    'The operation has no result to show.',
    [],
    'no',
    fine,
  ),
  205: describe(
    'Success, without a body',
    'The server ran the request and asks the program to clear its form.',
    'The response is meant for a browser with a form.',
    [],
    'no',
    fine,
  ),
  206: describe(
    'Only a part came',
    'The response has the part of the content that a Range header asks for.',
    'The request has a Range header, or a proxy added one.',
    [edit('Remove the header Range to get the whole content.')],
    'no',
    'The same header gets the same part.',
  ),
  207: describe(
    'Several results in one response',
    'The body has a status for each of several operations.',
    webDav,
    ['Read the status of each part. Some may have failed.'],
    'no',
    'Only the parts that failed need a replay.',
  ),
  208: describe(
    'Already listed',
    'An earlier part of the same response lists these members of a collection.',
    webDav,
    [checkBase],
    'no',
    fine,
  ),
  226: describe(
    'Only the changes came',
    'The response has the changes since a version that the request names.',
    'The request has an A-IM header.',
    [edit('Remove the header A-IM to get the whole content.')],
    'no',
    fine,
  ),
}
