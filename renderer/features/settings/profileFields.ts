import type { Profile } from '../../../app/contract/profile.ts'
import type { FieldGroupId } from '../window/navigation.ts'
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

export interface FieldGroup {
  readonly id: FieldGroupId
  readonly title: string
  readonly lead: string
  readonly fields: readonly ProfileField[]
}

const MEGABYTE = 1024 * 1024

export const FIELD_GROUPS: readonly FieldGroup[] = [
  {
    id: 'address',
    title: 'Address',
    lead: 'Requests go here. Postern binds keys to the base URL and the token request. After a change, confirm each key in Keys or enter it again.',
    fields: [
      field('name', 'Name', 'The name of this profile in Postern.', text),
      field('baseUrl', 'Base URL', 'Scheme, host and port, for example https://api.example.com.', address),
      field(
        'caFile',
        'CA file',
        'PEM file with further certificate authorities, up to 1 MB. Empty for none.',
        optionalText,
      ),
    ],
  },
  {
    id: 'token',
    title: 'Token request',
    lead: 'How Postern requests a token with the key. The API’s owner has not published it, so you can set every part.',
    fields: [
      field(
        'token.method',
        'Method',
        'The method of the token request.',
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
      field(
        'token.tokenAt',
        'Token field',
        'For example data.token. If empty, Postern finds it automatically.',
        optionalText,
      ),
      field(
        'token.expiresAt',
        'Expiry field',
        'For example data.expiresIn. If empty, Postern finds it automatically.',
        optionalText,
      ),
    ],
  },
  {
    id: 'retry',
    title: 'Retry',
    lead: 'The API documentation asks for growing pauses after a 5xx. After a 429, it asks to wait for the next minute.',
    fields: [
      field(
        'retry.backoffMs',
        'Pauses in seconds',
        'Before the second, third, … attempt, separated by commas. Postern retries once after each. Empty for no retries.',
        times,
      ),
      field(
        'retry.maxWindows',
        '429: windows to wait',
        'For how many rate windows a request may wait after a 429.',
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
    id: 'rate',
    title: 'Rate window',
    lead: 'The API documentation allows 60 requests per minute on external endpoints, for each key.',
    fields: [
      field(
        'rate.mode',
        'When it is full',
        'Guard holds the next request back until the next rate window. Observe sends it, and only shows the count.',
        choice({ guard: 'Guard: hold back', observe: 'Observe: only show' }, 'guard'),
      ),
      field('rate.limit', 'Requests per rate window', 'How many the API takes.', amount(1)),
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
    id: 'timeouts',
    title: 'Timeouts',
    lead: 'How long one attempt may take. After that, it counts as no response.',
    fields: [
      field('timeouts.connectMs', 'Connect, in seconds', 'Until the connection is open.', time),
      field('timeouts.idleMs', 'Idle timeout, in seconds', 'Longest pause on an open connection.', time),
      field(
        'timeouts.totalMs',
        'Total timeout, in seconds',
        'From looking up the host to the last byte of the response.',
        time,
      ),
    ],
  },
  {
    id: 'responses',
    title: 'Responses',
    lead: 'How much Postern keeps of a response, and where it looks for the trace ID.',
    fields: [
      field(
        'bodyCapBytes',
        'Largest body in MB',
        'Postern cuts a longer body, and says so.',
        amount(MEGABYTE),
      ),
      field(
        'traceHeaders',
        'Headers with the trace ID',
        'Postern reads them in this order. Separate them by commas.',
        list,
      ),
      field(
        'subscriptionHeader',
        'Subscription header',
        'Carries the region’s subscription key of live operations. Postern treats its value as a secret.',
        text,
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

/** From `profiles.2.retry.backoffMs.1` or `profile.retry.backoffMs` to `retry.backoffMs`, the field that shows it. */
export function fieldOf(path: string): string | null {
  const inner = path.replace(/^profiles?\.(?:\d+\.)?/, '')
  return PROFILE_FIELDS.find((each) => inner === each.path || inner.startsWith(`${each.path}.`))?.path ?? null
}
