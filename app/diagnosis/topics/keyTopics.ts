import { step } from '../../catalog/text.ts'
import type { TopicText } from './topicText.ts'
import type { TopicName } from './topics.ts'

const edit = (text: string) => step(text, 'edit-request')
const key = step('Send the request with another key.', 'switch-key')
const keyAdministrator = (what: string) => step(`Ask your key administrator ${what}.`)
const region = step('Check that base URL and key belong to the same region.', 'open-settings')
const report = step('Send Guardhouse support this response.', 'copy-for-support')
const refresh = step('Replay the request with a fresh token.', 'refresh-token')

/** What a key, an account or its administrator is the reason for. */
export const KEY_TOPICS = {
  approval: {
    suggests: 'that an approval or agreement is still missing',
    fits: [],
    remedy: [keyAdministrator('who has to give that approval or agreement'), report],
  },
  audience: {
    suggests: 'that the token is for another region or service',
    fits: [401],
    documented: 401,
    remedy: [region, refresh],
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
  'network-address': {
    suggests: 'that the API does not accept the network address of the sender',
    fits: [],
    remedy: [keyAdministrator('to allow the network address that the message names'), report],
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
  'not-yet-valid': {
    suggests: 'that the token is not valid yet',
    fits: [401],
    documented: 401,
    remedy: [step('Compare the clock of this computer with the Date of the response.'), refresh],
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
  'read-only': {
    suggests: 'that the key or the record can only be read',
    fits: [],
    remedy: [keyAdministrator('for a key that may write'), key],
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
  signature: {
    suggests: 'that a signature is wrong',
    fits: [401],
    documented: 401,
    remedy: [refresh, region],
  },
  suspended: {
    suggests: 'that a key, an account or a record is switched off',
    fits: [],
    remedy: [keyAdministrator('to activate it again')],
  },
  withheld: {
    suggests: 'that the API does not share this record or field',
    fits: [],
    remedy: [
      keyAdministrator('who can share it with this key'),
      edit('Leave it out, or use another record.'),
    ],
  },
} satisfies Partial<Record<TopicName, TopicText>>
