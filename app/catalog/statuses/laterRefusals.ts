import { describe, step, type CatalogText } from '../text.ts'

const edit = (text: string) => step(text, 'edit-request')
const same = 'The same request gets the same response.'

/** Refusals that the guide does not name: 421 to 451. */
export const LATER_REFUSALS: Readonly<Record<number, CatalogText>> = {
  421: describe(
    'The wrong server got the request',
    'The server has no responses for this host.',
    'A proxy or an open connection led to another server, or DNS has a wrong entry.',
    [
      step('Replay the request on a new connection.', 'replay'),
      step('If it stays, check the base URL.', 'open-settings'),
    ],
    'now',
    'Once, on a new connection, as HTTP allows.',
  ),
  422: describe(
    'The server cannot use these values',
    'The server read the body, and cannot use its values.',
    'Fields contradict each other, or a value breaks a rule of the business.',
    [edit('Correct the values that the message is about.')],
    'no',
    `${same} Fix it first.`,
  ),
  423: describe(
    'The record is locked',
    'The server does not give access to the record for now.',
    'Another operation holds the record, or its period is closed.',
    ['Find out who locked it, and wait for the end of the lock.', 'Then replay the request.'],
    'no',
    'The API documentation names no retry for a 423. A replay may pass when the lock is gone.',
  ),
  424: describe(
    'An earlier operation failed',
    'The server did not run this step, because an earlier one failed.',
    'Another operation of the same batch failed.',
    ['Find the step that failed first, and fix it.'],
    'no',
    'It fails again until the first step succeeds.',
  ),
  425: describe(
    'The request came too early',
    'The server did not run a request that may be a copy of an older one.',
    'Your program sent it in the first packet of a connection (TLS early data).',
    ['In your program, send nothing as TLS early data.'],
    'no',
    'The API documentation names no retry for a 425. The server says that it did not run the request.',
  ),
  426: describe(
    'The server wants another protocol',
    'The server refuses this protocol.',
    'The request came over plain HTTP or an old version of TLS.',
    [step('Use https in the base URL.', 'open-settings'), 'In your program, allow TLS 1.2 or later.'],
    'no',
    'The server refuses it until the protocol changes.',
  ),
  428: describe(
    'A condition is missing',
    'The server changes the record only for requests that name a version.',
    'The header If-Match is missing.',
    [edit('Read the record, then send its ETag in If-Match.')],
    'no',
    'The server refuses it again without the condition.',
  ),
  431: describe(
    'The headers are too large',
    'The server or a proxy takes no headers of this size.',
    'The token or a cookie is very large, or many headers add up.',
    [edit('Remove headers that the API does not need, cookies first.')],
    'no',
    same,
  ),
  451: describe(
    'Withheld for legal reasons',
    'The server may not show this, by law or by order of a court.',
    'A legal demand, or a rule about the place of data, is the reason.',
    [
      step('Ask Guardhouse support who demanded it.', 'copy-for-support'),
      'Let your program skip this record.',
    ],
    'no',
    'The server withholds it until the demand ends.',
  ),
}
