import { READ_STATE, step } from '../../catalog/text.ts'
import type { TopicText } from './topicText.ts'
import type { TopicName } from './topics.ts'

const edit = (text: string) => step(text, 'edit-request')
const keyAdministrator = (what: string) => step(`Ask your key administrator ${what}.`)
const report = step('Send Guardhouse support this response.', 'copy-for-support')
const readState = step(READ_STATE)

/** What lies with the server, and mostly passes with time. */
export const SERVER_TOPICS = {
  concurrency: {
    suggests: 'that another operation used the same record at the same moment',
    fits: [409, 412, 423],
    remedy: [readState, report],
    replay: 'a later replay may pass',
  },
  'earlier-request': {
    suggests: 'that an earlier request of this kind is still in progress',
    fits: [409, 423, 425],
    remedy: [
      step('Wait for the response to the earlier request: it may bring what this one asks for.'),
      step('Send no other one before you know how the earlier one ended.'),
    ],
  },
  maintenance: {
    suggests: 'that the API is under maintenance',
    fits: [503],
    remedy: [step('Wait for the end of the maintenance.'), report],
    replay: 'a replay after the maintenance may pass',
  },
  'not-ready': {
    suggests: 'that the result is not ready yet',
    fits: [202, 425],
    remedy: [step('Wait some minutes, then read it again.'), report],
    replay: 'a replay in some minutes may pass',
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
  'server-failed': {
    suggests: 'that the API failed for a moment',
    fits: [500, 502, 503],
    documented: 500,
    remedy: [report],
    replay: 'a later replay may pass',
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
  'stored-file': {
    suggests: 'that a stored file is missing, and say nothing of its record',
    fits: [],
    remedy: [step('Ask Guardhouse support what became of the file.', 'copy-for-support')],
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
  unavailable: {
    suggests: 'that a service behind the API failed or is down',
    fits: [502, 503, 504],
    remedy: [step('Wait some minutes, then read it again.'), report],
    replay: 'a later replay may pass',
  },
} satisfies Partial<Record<TopicName, TopicText>>
