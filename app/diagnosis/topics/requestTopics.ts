import { FIND_EXISTING, READ_STATE, step } from '../../catalog/text.ts'
import type { TopicText } from './topicText.ts'
import type { TopicName } from './topics.ts'

const edit = (text: string) => step(text, 'edit-request')
const readState = step(READ_STATE)

/** What lies with the request, or with the record that it asks for. */
export const REQUEST_TOPICS = {
  archived: {
    suggests: 'that the record is archived',
    fits: [404, 410],
    documented: 404,
    remedy: [
      edit('Use the id of a record that is not archived.'),
      step('Ask its owner to restore the record.'),
    ],
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
    suggests: 'that the record or its period is closed or locked',
    fits: [409, 423],
    remedy: [
      edit(
        'Use a record or period that is open, or ask the administrator of the records to unlock this one.',
      ),
    ],
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
  'limit-reached': {
    suggests: 'that a limit on the number of records is reached',
    fits: [],
    remedy: [
      step('Check which of the existing records your program no longer needs.'),
      step('Ask Guardhouse support for a higher limit.', 'copy-for-support'),
    ],
  },
  mismatch: {
    suggests: 'that two of the ids do not belong together',
    fits: [404, 409],
    remedy: [edit('Compare the two ids with your own data: one of them is likely of another record.')],
  },
  'no-body': {
    suggests: 'that the body of the request is missing',
    fits: [400, 411, 422],
    documented: 400,
    remedy: [edit('Send the fields as a JSON body, with Content-Type application/json.')],
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
  'private-uri': {
    suggests: 'that the uri leads to a private network',
    fits: [],
    remedy: [edit('Use a uri with a public host that the internet can reach.')],
  },
  retired: {
    suggests: 'that this call no longer exists',
    fits: [410],
    remedy: [step('Look for its replacement in the API documentation.'), edit('Use another call.')],
  },
  state: {
    suggests: 'that the record is in a state in which this call does not work',
    fits: [409, 423],
    remedy: [
      step('Wait until the state of the record has changed, or ask its owner to change it.'),
      step('Change nothing in the request for that.'),
    ],
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
  validation: {
    suggests: 'that a value is wrong or missing',
    fits: [400, 422],
    documented: 400,
    remedy: [step('Compare the parameters and the body with the catalog.', 'open-catalog')],
  },
  version: {
    suggests: 'that the record changed after your program had read it',
    fits: [409, 412],
    remedy: [readState, edit('Make your change anew with the version that the record has now.')],
  },
} satisfies Partial<Record<TopicName, TopicText>>
