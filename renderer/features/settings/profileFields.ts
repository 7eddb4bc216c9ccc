import type { Profile } from '../../../app/contract/profile.ts'
import {
  amount,
  choice,
  field,
  listOf,
  msOf,
  oneOf,
  secondsText,
  textOrNull,
  time,
  type ProfileField,
} from './profileField.ts'

export interface FieldGroup {
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
      field('name', 'Name', 'What this profile is called here.', {
        read: ({ name }) => name,
        write: (profile, text) => ({ ...profile, name: text.trim() }),
      }),
      field('baseUrl', 'Base URL', 'Scheme, host and port, such as https://api.example.com.', {
        read: ({ baseUrl }) => baseUrl,
        write: (profile, text) => ({ ...profile, baseUrl: text.trim().replace(/\/+$/, '') }),
      }),
      field(
        'caFile',
        'CA file',
        'PEM file with further certificate authorities, of 1 MB at most; empty for none.',
        {
          read: ({ caFile }) => caFile ?? '',
          write: (profile, text) => ({ ...profile, caFile: textOrNull(text) }),
        },
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
        {
          read: ({ retry }) => retry.backoffMs.map(secondsText).join(', '),
          write: (profile, text) => ({
            ...profile,
            retry: { ...profile.retry, backoffMs: listOf(text).map(msOf) },
          }),
        },
      ),
      field(
        'retry.maxWindows',
        '429: windows to wait',
        'How many new windows a request that is answered 429 may wait for.',
        amount(
          1,
          ({ retry }) => retry.maxWindows,
          (profile, maxWindows) => ({ ...profile, retry: { ...profile.retry, maxWindows } }),
        ),
      ),
      field(
        'retry.deadlineMs',
        'Deadline in seconds',
        'No attempt lasts longer than this from the beginning, waits and token exchanges included.',
        time(
          ({ retry }) => retry.deadlineMs,
          (profile, deadlineMs) => ({ ...profile, retry: { ...profile.retry, deadlineMs } }),
        ),
      ),
    ],
  },
  {
    title: 'Rate window',
    lead: 'The guide allows 60 requests a minute on external endpoints, for each key.',
    fields: [
      choice(
        'rate.mode',
        'When it is full',
        'Guard holds the next request back until the new window. Observe sends it, and only shows the count.',
        { guard: 'Guard: hold back', observe: 'Observe: only show' },
        {
          read: ({ rate }) => rate.mode,
          write: (profile, text) => ({
            ...profile,
            rate: { ...profile.rate, mode: oneOf(['guard', 'observe'], text, 'guard') },
          }),
        },
      ),
      field(
        'rate.limit',
        'Requests in a window',
        'How many the API takes.',
        amount(
          1,
          ({ rate }) => rate.limit,
          (profile, limit) => ({ ...profile, rate: { ...profile.rate, limit } }),
        ),
      ),
      field(
        'rate.lengthMs',
        'Length in seconds',
        'Windows begin at multiples of it, in the server’s time.',
        time(
          ({ rate }) => rate.lengthMs,
          (profile, lengthMs) => ({ ...profile, rate: { ...profile.rate, lengthMs } }),
        ),
      ),
      field('rate.paths', 'Paths that count', 'Only requests whose path begins with one of these.', {
        read: ({ rate }) => rate.paths.join(', '),
        write: (profile, text) => ({ ...profile, rate: { ...profile.rate, paths: listOf(text) } }),
      }),
    ],
  },
  {
    title: 'Timeouts',
    lead: 'How long one attempt may take. What runs out counts as no answer.',
    fields: [
      field(
        'timeouts.connectMs',
        'Connect, in seconds',
        'Until the connection stands.',
        time(
          ({ timeouts }) => timeouts.connectMs,
          (profile, connectMs) => ({ ...profile, timeouts: { ...profile.timeouts, connectMs } }),
        ),
      ),
      field(
        'timeouts.idleMs',
        'Idle timeout, in seconds',
        'Longest pause on an open connection.',
        time(
          ({ timeouts }) => timeouts.idleMs,
          (profile, idleMs) => ({ ...profile, timeouts: { ...profile.timeouts, idleMs } }),
        ),
      ),
      field(
        'timeouts.totalMs',
        'Total timeout, in seconds',
        'From looking up the host to the last byte of the answer.',
        time(
          ({ timeouts }) => timeouts.totalMs,
          (profile, totalMs) => ({ ...profile, timeouts: { ...profile.timeouts, totalMs } }),
        ),
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
        'What is longer is cut, and said.',
        amount(
          MEGABYTE,
          ({ bodyCapBytes }) => bodyCapBytes,
          (profile, bodyCapBytes) => ({ ...profile, bodyCapBytes }),
        ),
      ),
      field('traceHeaders', 'Headers with the trace ID', 'Tried in this order, separated by commas.', {
        read: ({ traceHeaders }) => traceHeaders.join(', '),
        write: (profile, text) => ({ ...profile, traceHeaders: listOf(text) }),
      }),
      field(
        'subscriptionHeader',
        'Subscription header',
        'Carries the region’s subscription key of live operations; its value is treated as a secret.',
        {
          read: ({ subscriptionHeader }) => subscriptionHeader,
          write: (profile, text) => ({ ...profile, subscriptionHeader: text.trim() }),
        },
      ),
    ],
  },
  {
    title: 'Token',
    lead: 'How the key is exchanged for a token. The API’s owner has not published it, so every part can be set.',
    fields: [
      choice(
        'token.method',
        'Method',
        'How the exchange is asked for.',
        { POST: 'POST', GET: 'GET' },
        {
          read: ({ token }) => token.method,
          write: (profile, text) => ({
            ...profile,
            token: { ...profile.token, method: oneOf(['POST', 'GET'], text, 'POST') },
          }),
        },
      ),
      field('token.path', 'Path', 'Below the base URL.', {
        read: ({ token }) => token.path,
        write: (profile, text) => ({ ...profile, token: { ...profile.token, path: text.trim() } }),
      }),
      choice(
        'token.sendKeyIn',
        'The key goes in',
        'Where the API expects it.',
        { json: 'a JSON body', form: 'a form body', header: 'a header', bearer: 'Authorization: Bearer' },
        {
          read: ({ token }) => token.sendKeyIn,
          write: (profile, text) => ({
            ...profile,
            token: {
              ...profile.token,
              sendKeyIn: oneOf(['json', 'form', 'header', 'bearer'], text, 'json'),
            },
          }),
        },
      ),
      field('token.keyName', 'Under the name', 'Of the JSON member, form field or header.', {
        read: ({ token }) => token.keyName,
        write: (profile, text) => ({ ...profile, token: { ...profile.token, keyName: text.trim() } }),
      }),
      field('token.tokenAt', 'Token field', 'Such as data.token; empty to find it by itself.', {
        read: ({ token }) => token.tokenAt ?? '',
        write: (profile, text) => ({ ...profile, token: { ...profile.token, tokenAt: textOrNull(text) } }),
      }),
      field('token.expiresAt', 'Expiry field', 'Such as data.expiresIn; empty to find it by itself.', {
        read: ({ token }) => token.expiresAt ?? '',
        write: (profile, text) => ({ ...profile, token: { ...profile.token, expiresAt: textOrNull(text) } }),
      }),
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
