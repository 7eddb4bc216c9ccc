import { describe, step, type CatalogText } from '../text.ts'

const edit = (text: string) => step(text, 'edit-request')
const same = 'The same request gets the same answer.'
const checkBase = step('Check the base URL and the path.', 'open-settings')

/** Refusals that the guide does not name: 402 to 418. */
export const REFUSALS: Readonly<Record<number, CatalogText>> = {
  402: describe(
    'Payment is asked for',
    'The server will not go on until something is paid for.',
    'The plan or licence behind the key may not cover this call, or has run out.',
    [
      'Ask whoever manages your account with the API.',
      step('Or use a key of another account.', 'switch-key'),
    ],
    'no',
    'It stays refused until the account is in order.',
  ),
  405: describe(
    'This method is not open here',
    'The path exists, but not for the method that was used.',
    'The method is wrong, such as POST where only GET is open, or the path belongs to another call.',
    [
      edit('Use a method that the Allow header of the answer lists.'),
      step('Compare with the catalog.', 'open-catalog'),
    ],
    'no',
    same,
  ),
  406: describe(
    'No form of the answer fits',
    'The server cannot answer in any of the formats or languages that the request accepts.',
    'The Accept header asks for something other than JSON.',
    [edit('Set Accept to application/json.')],
    'no',
    same,
  ),
  407: describe(
    'The proxy wants to know you',
    'A proxy on the way refused to pass the request on: it needs a sign-in of its own.',
    'Your network sends traffic through a proxy whose user name and password are missing or wrong.',
    [
      step("Put the proxy's user name and password into your system's or environment's proxy settings."),
      'Or ask for the API to be let through without one.',
    ],
    'no',
    'Nothing gets past the proxy until it knows you.',
  ),
  408: describe(
    'The request took too long to arrive',
    'The server waited for the whole request and gave up.',
    'A slow connection, a large body, or a connection that was kept open without use.',
    [
      step('Send it again.', 'replay'),
      'If it is a large body, send it from a faster connection or in parts.',
    ],
    'now',
    'The server did not get the whole request, so a second try on a fresh connection often works.',
  ),
  409: describe(
    'It clashes with how things are',
    'The request cannot be carried out in the present state of the record.',
    'The same thing exists already, or somebody changed the record in between.',
    [
      'Read the record as it is now.',
      edit('Change the request so that it fits, or leave it if the work is done already.'),
    ],
    'no',
    'It clashes again until one side changes.',
  ),
  410: describe(
    'Gone for good',
    'It was there once, was removed on purpose, and will not come back.',
    'The record was deleted, or this call of the API was retired.',
    ["Look in the API's documentation for what replaces it.", edit('Use another id or call.')],
    'no',
    'It does not come back.',
  ),
  411: describe(
    'The length of the body is missing',
    'The server wants to know how long the body is before it comes.',
    'The request was sent in chunks without Content-Length, perhaps by a proxy.',
    ['In your own code, send the body as one piece, so that Content-Length is set.'],
    'no',
    same,
  ),
  412: describe(
    'A condition of the request does not hold',
    'The request was to be carried out only if something was so, and it is not.',
    'An If-Match or If-Unmodified-Since header names an older version of the record.',
    [
      'Read the record as it is now.',
      edit('Send the request with the new version, or without the condition.'),
    ],
    'no',
    'The condition fails again until it is renewed.',
  ),
  413: describe(
    'The body is too large',
    'The server or a proxy takes no body of this size.',
    'The request carries more than the limit on the way allows.',
    [edit('Send less at once.')],
    'no',
    'The same body is refused again, unless Retry-After says otherwise.',
  ),
  414: describe(
    'The URL is too long',
    'The server or a proxy takes no URL of this length.',
    'A long list in the query, such as many site ids, or a loop that keeps adding to it.',
    [edit('Split the list over several requests.')],
    'no',
    same,
  ),
  415: describe(
    'This kind of body is not taken',
    'The server does not read bodies of the content type that was sent.',
    'Content-Type is missing or is not application/json, or the body is compressed.',
    [edit('Send JSON with Content-Type application/json.')],
    'no',
    same,
  ),
  416: describe(
    'The range lies outside',
    'The part that the Range header asks for does not exist.',
    'The content is shorter than the request expects.',
    [edit('Drop the header Range, or ask for a part that exists.')],
    'no',
    same,
  ),
  417: describe(
    'An expectation was not met',
    'The server cannot do what the Expect header asks for.',
    'The request carries an Expect header, which some programs add by themselves to large bodies.',
    [edit('Drop the header Expect.')],
    'no',
    same,
  ),
  418: describe(
    'The server says it is a teapot',
    'An old joke among the statuses. Some firewalls use it to turn away what looks like a robot.',
    'A firewall took the request for an attack, or somebody at the other end is in a good mood.',
    [checkBase, step('If a firewall refuses you, ask its owner to let the API calls through.')],
    'no',
    same,
  ),
}
