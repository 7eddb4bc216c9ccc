import type { Profile } from '../../../app/contract/profile.ts'
import {
  address,
  amount,
  choice,
  field,
  list,
  optionalText,
  text,
  time,
  times,
  type ProfileField,
} from './profileField.ts'

interface FieldGroup {
  readonly title: string
  readonly lead: string
  readonly fields: readonly ProfileField[]
}

const MEGABYTE = 1024 * 1024

export const FIELD_GROUPS: readonly FieldGroup[] = [
  {
    title: 'Address',
    lead: 'Where requests go. Keys are bound to the address and the token settings. After a change, confirm each in Keys or enter it again.',
    fields: [
      field('name', 'Name', 'What this profile is called here.', text),
      field('baseUrl', 'Base URL', 'Scheme, host and port, such as https://api.example.com.', address),
      field(
        'caFile',
        'CA file',
        'PEM file with further certificate authorities, of 1 MB at most; empty for none.',
        optionalText,
      ),
    ],
  },
  {
    title: 'Retry',
    lead: 'The guide asks for growing pauses after a 5xx, and to wait for the next minute after a 429.',
    fields: [
      field(
        'retry.backoffMs',
        'Pauses in seconds',
        'Before the second, third, … attempt, separated by commas. Their number is the cap; empty for no retries.',
        times,
      ),
      field(
        'retry.maxWindows',
        '429: windows to wait',
        'How many new windows a request that is answered 429 may wait for.',
        amount(1),
      ),
      field(
        'retry.deadlineMs',
        'Deadline in seconds',
        'No attempt lasts longer than this from the beginning, waits and token exchanges included.',
        time,
      ),
    ],
  },
  {
    title: 'Rate window',
    lead: 'The guide allows 60 requests a minute on external endpoints, for each key.',
    fields: [
      field(
        'rate.mode',
        'When it is full',
        'Guard holds the next request back until the new window. Observe sends it, and only shows the count.',
        choice({ guard: 'Guard: hold back', observe: 'Observe: only show' }, 'guard'),
      ),
      field('rate.limit', 'Requests in a window', 'How many the API takes.', amount(1)),
      field(
        'rate.lengthMs',
        'Length in seconds',
        'Windows begin at multiples of it, in the server’s time.',
        time,
      ),
      field('rate.paths', 'Paths that count', 'Only requests whose path begins with one of these.', list),
    ],
  },
  {
    title: 'Timeouts',
    lead: 'How long one attempt may take. What runs out counts as no answer.',
    fields: [
      field('timeouts.connectMs', 'Connect, in seconds', 'Until the connection stands.', time),
      field('timeouts.idleMs', 'Idle timeout, in seconds', 'Longest pause on an open connection.', time),
      field(
        'timeouts.totalMs',
        'Total timeout, in seconds',
        'From looking up the host to the last byte of the answer.',
        time,
      ),
    ],
  },
  {
    title: 'Answers',
    lead: 'What is kept of an answer, and where its trace ID is looked for.',
    fields: [
      field(
        'bodyCapBytes',
        'Largest body in MB',
        'Postern cuts a longer body, and says so.',
        amount(MEGABYTE),
      ),
      field('traceHeaders', 'Headers with the trace ID', 'Tried in this order, separated by commas.', list),
      field(
        'subscriptionHeader',
        'Subscription header',
        'Carries the region’s subscription key of live operations; its value is treated as a secret.',
        text,
      ),
    ],
  },
  {
    title: 'Token',
    lead: 'How the key is exchanged for a token. The API’s owner has not published it, so every part can be set.',
    fields: [
      field(
        'token.method',
        'Method',
        'How the exchange is asked for.',
        choice({ POST: 'POST', GET: 'GET' }, 'POST'),
      ),
      field('token.path', 'Path', 'Below the base URL.', text),
      field(
        'token.sendKeyIn',
        'The key goes in',
        'Where the API expects it.',
        choice(
          { json: 'a JSON body', form: 'a form body', header: 'a header', bearer: 'Authorization: Bearer' },
          'json',
        ),
      ),
      field('token.keyName', 'Under the name', 'Of the JSON member, form field or header.', text),
      field('token.tokenAt', 'Token field', 'Such as data.token; empty to find it by itself.', optionalText),
      field(
        'token.expiresAt',
        'Expiry field',
        'Such as data.expiresIn; empty to find it by itself.',
        optionalText,
      ),
    ],
  },
]

export const PROFILE_FIELDS: readonly ProfileField[] = FIELD_GROUPS.flatMap(({ fields }) => fields)

/** The profile with everything that was typed into its form, by path. */
export function applyEdits(profile: Profile, edits: Readonly<Record<string, string>>): Profile {
  return PROFILE_FIELDS.reduce((changed, { path, write }) => {
    const text = edits[path]
    return text === undefined ? changed : write(changed, text)
  }, profile)
}
