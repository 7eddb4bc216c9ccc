import { describe, step, type CatalogText } from '../text.ts'

const edit = (text: string) => step(text, 'edit-request')
const same = 'The same request gets the same answer.'

/** Refusals that the guide does not name: 421 to 451. */
export const LATER_REFUSALS: Readonly<Record<number, CatalogText>> = {
  421: describe(
    'The wrong server got the request',
    'The server that was reached does not answer for this host.',
    'A proxy or an open connection was used for a host that it is not meant for, or DNS points to the wrong place.',
    [step('Send it again on a fresh connection.', 'replay'), step('Check the base URL.', 'open-settings')],
    'now',
    'Once, on a fresh connection. If it stays, the address is wrong.',
  ),
  422: describe(
    'The request makes no sense to the server',
    'The body can be read, but its values cannot be used as they are.',
    'Fields contradict each other, or a value breaks a rule of the business, such as an end before its start.',
    [edit('Fix the fields that the errors name.'), 'Send it again.'],
    'no',
    `${same} Fix it first.`,
  ),
  423: describe(
    'The record is locked',
    'Somebody or something holds the record, so it cannot be changed now.',
    'A timesheet that was approved or paid may be locked, or another change is under way.',
    [
      'Find out who holds it, or whether it can still be changed at all.',
      step('Send it again once it is free.', 'replay'),
    ],
    'later',
    'Once the lock is gone.',
  ),
  424: describe(
    'Something that it depends on failed',
    'This step could not be taken, because one before it did not succeed.',
    'Another operation of the same batch failed.',
    ['Find the step that failed first, and mend that one.'],
    'no',
    'It fails again until the first step succeeds.',
  ),
  425: describe(
    'Too early',
    'The server did not want to act on a request that might be a copy of an older one.',
    'The request was sent in the first flight of a connection, which can be recorded and played back.',
    [step('Send it again.', 'replay')],
    'now',
    'A second try, once the connection stands, is taken.',
  ),
  426: describe(
    'Another protocol is needed',
    'The server refuses to answer over the protocol that was used.',
    'The request came over plain HTTP or an outdated version of TLS.',
    [step('Use https in the base URL.', 'open-settings'), 'In your own code, allow TLS 1.2 or later.'],
    'no',
    'It is refused until the protocol is changed.',
  ),
  428: describe(
    'A condition is missing',
    'The server changes the record only for requests that say which version they mean.',
    'The header If-Match is missing.',
    ['Read the record and note its ETag.', edit('Send it with If-Match and that ETag.')],
    'no',
    'Without the condition it is refused again.',
  ),
  431: describe(
    'The headers are too large',
    'The server or a proxy takes no headers of this size.',
    'A very large token or cookie, or many headers that add up.',
    [edit('Drop headers that are not needed, cookies first.')],
    'no',
    same,
  ),
  451: describe(
    'Withheld for legal reasons',
    'The server may not show this here, by law or by order of a court.',
    'A legal demand, or a rule about where data may go.',
    ['Read the body: it should name who demanded it.', 'Ask the owner of the API.'],
    'no',
    'It stays withheld.',
  ),
}
