import { describe, step, type CatalogText } from '../text.ts'

const edit = (text: string) => step(text, 'edit-request')
const same = 'The same request gets the same response.'
const readState = 'Read the record with a GET to see its state now.'

/** Refusals that the guide does not name: 402 to 418. */
export const REFUSALS: Readonly<Record<number, CatalogText>> = {
  402: describe(
    'The account has to be paid for',
    'The server refuses the request until the account is in order.',
    'The plan or licence does not cover this call, or it has run out.',
    ['Ask your key administrator to renew the plan.', step('Or use a key of another account.', 'switch-key')],
    'no',
    'The server refuses it until the account is in order.',
  ),
  405: describe(
    'The path does not take this method',
    'The path exists, and not for this method.',
    'The method is wrong, or the path belongs to another call.',
    [edit('Check the method and the path.'), step('Compare them with the catalog.', 'open-catalog')],
    'no',
    same,
  ),
  406: describe(
    'The server has no such format',
    'The server has the response in no format or language that the request accepts.',
    'The Accept header asks for a format other than JSON.',
    [edit('Set the header Accept to application/json.')],
    'no',
    same,
  ),
  407: describe(
    'A proxy wants a sign-in',
    'A proxy of your network did not pass the request on. The API did not see it.',
    'The user name and password for the proxy are missing or wrong.',
    [
      "Put the proxy's user name and password into the proxy settings of your system.",
      "Or ask the proxy's owner to let the host of the API through.",
    ],
    'no',
    'The proxy refuses every request without its sign-in.',
  ),
  408: describe(
    'The request took too long to arrive',
    'The server waited for the whole request and gave up.',
    'The connection is slow, the body is large, or the connection was idle too long.',
    ['Check the connection, and any proxy on the way.', 'Then replay the request on a new connection.'],
    'no',
    'The API documentation names no retry for a 408. HTTP allows a replay on a new connection.',
  ),
  409: describe(
    'It conflicts with the present state',
    'The server cannot run the request in the present state of the record.',
    'The same record exists already, or another program changed it.',
    [readState, edit('Change the request so that it fits.')],
    'no',
    'The conflict stays until the request or the record changes.',
  ),
  410: describe(
    'Gone for good',
    'The server removed it on purpose.',
    'A person deleted the record, or the API no longer has this call.',
    [
      edit('Remove the id from your program, or use another one.'),
      'If the call itself is gone, look for its replacement in the API documentation.',
    ],
    'no',
    'It does not come back.',
  ),
  411: describe(
    'The length of the body is missing',
    'The server wants the header Content-Length.',
    'Your program or a proxy sent the body in chunks, or a POST without body and length.',
    ['Let your program set Content-Length. It is 0 without a body.'],
    'no',
    same,
  ),
  412: describe(
    'A condition of the request failed',
    'The request was to run only under a condition, and that does not hold.',
    'The header If-Match or If-Unmodified-Since names an older version of the record.',
    [
      edit('Leave If-Match and If-Unmodified-Since out of a GET.'),
      edit('For a change, read the record and send its present ETag.'),
    ],
    'no',
    'The same condition fails again.',
  ),
  413: describe(
    'The body is too large',
    'The server or a proxy takes no body of this size.',
    'The body is larger than a limit on the way.',
    [edit('Check the size of the body, and send less at once.')],
    'no',
    'The same body gets the same response.',
  ),
  414: describe(
    'The URL is too long',
    'The server or a proxy takes no URL of this length.',
    'The query has a long list, or a loop in your program adds to it.',
    [edit('Split the query over several requests.')],
    'no',
    same,
  ),
  415: describe(
    'The server does not read this body type',
    'The server does not read bodies of this Content-Type.',
    'Content-Type is missing or is not application/json, or the body is compressed.',
    [edit('Send JSON with Content-Type application/json.')],
    'no',
    same,
  ),
  416: describe(
    'The range does not exist',
    'The content has no such part as the Range header asks for.',
    'The content is shorter than your program expects.',
    [edit('Remove the header Range, or ask for a part that exists.')],
    'no',
    same,
  ),
  417: describe(
    'The server refused an expectation',
    'The server cannot do what the Expect header asks for.',
    'Some programs add Expect to large bodies.',
    [edit('Remove the header Expect.')],
    'no',
    same,
  ),
  418: describe(
    'A firewall may have refused the request',
    'No API uses this status. Some firewalls use it to refuse programs.',
    'A firewall may have taken the request for an attack.',
    [
      step('Check the base URL and the path.', 'open-settings'),
      "Ask the gateway's owner to let your requests through.",
    ],
    'no',
    same,
  ),
}
