import { FIND_EXISTING, READ_STATE, step, type Step } from '../../catalog/text.ts'
import type { TopicName } from './topics.ts'

export interface TopicText {
  /** Goes on after "The words suggest". */
  suggests: string
  /** The statuses that mean the same. */
  fits: readonly number[]
  /** The status that the API documentation gives this; left out where it gives none. */
  documented?: number
  remedy: readonly Step[]
  /** When a replay may pass, by the words: beside the documentation's verdict, never in its place. Left out where none may. */
  replay?: string
}

const edit = (text: string) => step(text, 'edit-request')
const key = step('Send the request with another key.', 'switch-key')
const keyAdministrator = (what: string) => step(`Ask your key administrator ${what}.`)
const region = step('Check that base URL and key belong to the same region.', 'open-settings')
const report = step('Send Guardhouse support this response.', 'copy-for-support')
const refresh = step('Replay the request with a fresh token.', 'refresh-token')
const readState = step(READ_STATE)

export const TOPIC_TEXTS: Readonly<Record<TopicName, TopicText>> = {
  approval: {
    suggests: 'that an approval or agreement is still missing',
    fits: [],
    remedy: [keyAdministrator('who has to give that approval or agreement'), report],
  },
  archived: {
    suggests: 'that the record is archived',
    fits: [404, 410],
    documented: 404,
    remedy: [
      edit('Use the id of a record that is not archived.'),
      step('Ask its owner to restore the record.'),
    ],
  },
  audience: {
    suggests: 'that the token is for another region or service',
    fits: [401],
    documented: 401,
    remedy: [region, refresh],
  },
  callback: {
    suggests: 'that the API could not reach your receiver, or got no success from it',
    fits: [],
    remedy: [
      step('Check that your receiver returns a 2xx to calls from the internet.'),
      edit('Check the URL in uri.'),
    ],
  },
  closed: {
    suggests: 'that the record or its period is closed for changes',
    fits: [409, 423],
    remedy: [
      edit(
        'Use a record or period that is open, or ask the administrator of the records to unlock this one.',
      ),
    ],
  },
  concurrency: {
    suggests: 'that another operation used the same record at the same moment',
    fits: [409, 412, 423],
    remedy: [readState, report],
    replay: 'a later replay may pass',
  },
  conflict: {
    suggests: 'that the request does not fit the state of the record',
    fits: [409],
    remedy: [readState, edit('Change the request so that it fits.')],
  },
  cursor: {
    suggests: 'that the place in the list is no longer valid',
    fits: [],
    remedy: [edit('Begin again with the first page: leave the cursor out.')],
  },
  duplicate: {
    suggests: 'that the same record is already there',
    fits: [409],
    remedy: [step(FIND_EXISTING), step('Send no further one: a changed value would create a second record.')],
  },
  'earlier-request': {
    suggests: 'that an earlier request of this kind is still in progress',
    fits: [409, 423, 425],
    remedy: [
      step('Wait for the response to the earlier request: it may bring what this one asks for.'),
      step('Send no other one before you know how the earlier one ended.'),
    ],
  },
  ended: {
    suggests: 'that a record, a contract or a right has ended',
    fits: [],
    remedy: [keyAdministrator('about this end, and what replaces it')],
  },
  expired: {
    suggests: 'that the token or the key has expired',
    fits: [401],
    documented: 401,
    remedy: [refresh, keyAdministrator('when the key expires')],
    replay: 'a replay with a fresh token may pass',
  },
  'key-type': {
    suggests: 'that the key has another KeyType than this endpoint needs',
    fits: [403],
    documented: 403,
    remedy: [
      step('Send the request with a key of that type.', 'switch-key'),
      keyAdministrator('for such a key'),
    ],
  },
  'limit-reached': {
    suggests: 'that a limit on the number of records is reached',
    fits: [],
    remedy: [
      step('Check which of the existing records your program no longer needs.'),
      step('Ask Guardhouse support for a higher limit.', 'copy-for-support'),
    ],
  },
  maintenance: {
    suggests: 'that the API is under maintenance',
    fits: [503],
    remedy: [step('Wait for the end of the maintenance.'), report],
    replay: 'a replay after the maintenance may pass',
  },
  mismatch: {
    suggests: 'that two of the ids do not belong together',
    fits: [404, 409],
    remedy: [edit('Compare the two ids with your own data: one of them is likely of another record.')],
  },
  'network-address': {
    suggests: 'that the API does not accept the network address of the sender',
    fits: [],
    remedy: [keyAdministrator('to allow the network address that the message names'), report],
  },
  'no-body': {
    suggests: 'that the body of the request is missing',
    fits: [400, 411, 422],
    documented: 400,
    remedy: [edit('Send the fields as a JSON body, with Content-Type application/json.')],
  },
  'not-configured': {
    suggests: 'that a setting of the company or account is missing',
    fits: [],
    remedy: [keyAdministrator('to complete the setting that the message names'), report],
  },
  'not-enabled': {
    suggests: 'that the account does not include this part of the API',
    fits: [],
    remedy: [keyAdministrator('to enable it for the account'), key],
  },
  'not-found': {
    suggests: 'that the API cannot find the record',
    fits: [404, 410],
    documented: 404,
    remedy: [
      edit('Check the id, and that it is the right kind of id.'),
      step('Look for the record in a list call.'),
    ],
  },
  'not-json': {
    suggests: 'that the API could not read the body as JSON',
    fits: [400, 415, 422],
    documented: 400,
    remedy: [edit('Correct the JSON of the body.'), edit('Set Content-Type to application/json.')],
  },
  'not-ready': {
    suggests: 'that the result is not ready yet',
    fits: [202, 425],
    remedy: [step('Wait some minutes, then read it again.'), report],
    replay: 'a replay in some minutes may pass',
  },
  'not-yet-valid': {
    suggests: 'that the token is not valid yet',
    fits: [401],
    documented: 401,
    remedy: [step('Compare the clock of this computer with the Date of the response.'), refresh],
  },
  'old-tls': {
    suggests: 'that the server does not accept the TLS of this connection',
    fits: [426],
    remedy: [step('Let your program, and any proxy, use the TLS version that the message names.')],
  },
  parallel: {
    suggests: 'that too many requests ran at the same time',
    fits: [429],
    remedy: [
      step('Let your program send fewer requests at the same time.'),
      step('Wait until the others have ended.'),
    ],
    replay: 'a replay after the others have ended may pass',
  },
  payment: {
    suggests: 'that a payment is missing',
    fits: [402],
    remedy: [keyAdministrator('about the payment')],
  },
  permission: {
    suggests: 'that the key lacks a permission',
    fits: [401, 403],
    documented: 403,
    remedy: [keyAdministrator('which permission the key needs'), key],
  },
  'private-uri': {
    suggests: 'that the uri leads to a private network',
    fits: [],
    remedy: [edit('Use a uri with a public host that the internet can reach.')],
  },
  'program-fault': {
    suggests: 'that the program of the API has a fault',
    fits: [500],
    documented: 500,
    remedy: [
      edit('Ask for another record, to see whether only this one fails.'),
      step('Send Guardhouse support this response, with its time.', 'copy-for-support'),
    ],
  },
  quota: {
    suggests: 'that a quota over a longer time is used up',
    fits: [429],
    remedy: [
      step('Wait until the quota is renewed. Postern does not know when.', 'wait-and-replay'),
      keyAdministrator('for a larger quota'),
    ],
    replay: 'a replay after the quota is renewed may pass',
  },
  rate: {
    suggests: 'that requests came too fast',
    fits: [429],
    documented: 429,
    remedy: [
      step('Wait for the next minute.', 'wait-and-replay'),
      step('Let your program send fewer requests per minute.'),
    ],
    replay: 'a replay after the next minute boundary may pass',
  },
  'read-only': {
    suggests: 'that the key or the record can only be read',
    fits: [],
    remedy: [keyAdministrator('for a key that may write'), key],
  },
  retired: {
    suggests: 'that this call no longer exists',
    fits: [410],
    remedy: [step('Look for its replacement in the API documentation.'), edit('Use another call.')],
  },
  scope: {
    suggests: 'that the request asks for more than the key may see',
    fits: [403],
    documented: 403,
    remedy: [
      edit('Ask for records that the key may see.'),
      keyAdministrator('whether the key should see more'),
    ],
  },
  'server-failed': {
    suggests: 'that the API failed for a moment',
    fits: [500, 502, 503],
    documented: 500,
    remedy: [report],
    replay: 'a later replay may pass',
  },
  signature: {
    suggests: 'that a signature is wrong',
    fits: [401],
    documented: 401,
    remedy: [refresh, region],
  },
  'signed-link': {
    suggests: 'that a file storage refused the signature of a link',
    fits: [],
    remedy: [
      step('If your program used a link to a file, read its record again for a new link.'),
      step(
        'If not, send Guardhouse support this response: their link to the file may be wrong.',
        'copy-for-support',
      ),
    ],
  },
  state: {
    suggests: 'that the record is in a state in which this call does not work',
    fits: [409, 423],
    remedy: [
      step('Wait until the state of the record has changed, or ask its owner to change it.'),
      step('Change nothing in the request for that.'),
    ],
  },
  'stored-file': {
    suggests: 'that a stored file is missing, and say nothing of its record',
    fits: [],
    remedy: [step('Ask Guardhouse support what became of the file.', 'copy-for-support')],
  },
  suspended: {
    suggests: 'that a key, an account or a record is switched off',
    fits: [],
    remedy: [keyAdministrator('to activate it again')],
  },
  temporary: {
    suggests: 'that this passes with time',
    fits: [409, 423, 429, 503],
    remedy: [step('Wait some minutes, or as long as the message says.'), report],
    replay: 'a later replay may pass',
  },
  'timed-out': {
    suggests: 'that the API ran out of time',
    fits: [408, 504],
    remedy: [edit('Wait some seconds, and ask for less in one request.'), report],
    replay: 'a later or smaller request may pass',
  },
  'too-large': {
    suggests: 'that the request is too large',
    fits: [413, 414, 431],
    remedy: [edit('Send a smaller body, or split it over several requests.')],
  },
  'too-much': {
    suggests: 'that the request asks for too much',
    fits: [],
    remedy: [
      edit('Ask for a shorter range, fewer ids or a smaller limit.'),
      step('Read the rest page by page.'),
    ],
  },
  unavailable: {
    suggests: 'that a service behind the API is down',
    fits: [502, 503, 504],
    remedy: [step('Wait some minutes, then read it again.'), report],
    replay: 'a later replay may pass',
  },
  validation: {
    suggests: 'that a value is wrong or missing',
    fits: [400, 422],
    documented: 400,
    remedy: [step('Compare the parameters and the body with the catalog.', 'open-catalog')],
  },
  withheld: {
    suggests: 'that the API does not share this record or field',
    fits: [],
    remedy: [
      keyAdministrator('who can share it with this key'),
      edit('Leave it out, or use another record.'),
    ],
  },
  version: {
    suggests: 'that the record changed after your program had read it',
    fits: [409, 412],
    remedy: [readState, edit('Make your change anew with the version that the record has now.')],
  },
}
