import { systemClock } from '../clock.ts'
import type { Profile } from '../contract/profile.ts'
import { profileFor } from '../contract/presets.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import { startSandbox } from '../sandbox/sandbox.ts'
import { baseUrlOf, durationMs, type parse, positiveDurationMs, rateOf, secretFrom } from './arguments.ts'
import { CommandError, type Io } from './io.ts'

/** The options of every command that sends. */
export const SEND_OPTIONS = {
  'base-url': { type: 'string' },
  'key-env': { type: 'string' },
  'token-env': { type: 'string' },
  key: { type: 'string' },
  query: { type: 'string', multiple: true },
  header: { type: 'string', multiple: true },
  data: { type: 'string' },
  idempotent: { type: 'boolean' },
  backoff: { type: 'string' },
  rate: { type: 'string' },
  mode: { type: 'string' },
  timeout: { type: 'string' },
  deadline: { type: 'string' },
  catalog: { type: 'string' },
  'secret-to': { type: 'string' },
  keep: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

export type Values = ReturnType<typeof parse<typeof SEND_OPTIONS>>['values']

const DEFAULT_SANDBOX_KEY = 'site-7'

export interface Origin {
  profile: Profile
  key: string | null
  secret: string | null
  token: { token?: string }
  close(): Promise<void>
}

/** The API that is meant, or a sandbox of our own for this one call. */
export async function openOrigin(values: Values, io: Io, kept: Profile | null): Promise<Origin> {
  const token =
    values['token-env'] === undefined ? {} : { token: secretFrom(io, values['token-env'], '--token-env') }
  const fromEnvironment =
    values['key-env'] === undefined ? null : secretFrom(io, values['key-env'], '--key-env')
  const keyAlias = values['key-env'] ?? null
  const base = values['base-url']
  const named = base === undefined ? kept : profileFor('command-line', 'command line', baseUrlOf(base))
  if (named !== null) {
    const profile = adjusted(named, values)
    return { profile, key: keyAlias, secret: fromEnvironment, token, close: () => Promise.resolve() }
  }
  const rate = values.rate === undefined ? {} : { rate: rateOf(values.rate) }
  const sandbox = await startSandbox({ clock: systemClock, ...rate })
  try {
    const alias = values.key ?? DEFAULT_SANDBOX_KEY
    const own = sandbox.keys.find((key) => key.alias === alias)
    if (!own)
      throw new CommandError(
        `The sandbox has no key "${alias}". It has: ${sandbox.keys.map((key) => key.alias).join(', ')}.`,
      )
    const needsKey = token.token === undefined
    return {
      profile: adjusted(profileFor(SANDBOX_PROFILE, 'Sandbox', sandbox.url), values),
      key: fromEnvironment !== null ? keyAlias : needsKey ? alias : null,
      secret: fromEnvironment ?? (needsKey ? own.secret : null),
      token,
      close: () => sandbox.close(),
    }
  } catch (error) {
    // What still listens would keep the program from ending.
    await sandbox.close()
    throw error
  }
}

function adjusted(profile: Profile, values: Values): Profile {
  const totalMs =
    values.timeout === undefined ? profile.timeouts.totalMs : positiveDurationMs(values.timeout, '--timeout')
  return {
    ...profile,
    rate: {
      ...profile.rate,
      ...(values.rate === undefined ? {} : rateOf(values.rate)),
      ...(values.mode === undefined ? {} : { mode: modeOf(values.mode) }),
    },
    retry: {
      ...profile.retry,
      ...(values.backoff === undefined ? {} : { backoffMs: backoffOf(values.backoff) }),
      ...(values.deadline === undefined
        ? {}
        : { deadlineMs: positiveDurationMs(values.deadline, '--deadline') }),
    },
    timeouts: {
      connectMs: Math.min(profile.timeouts.connectMs, totalMs),
      idleMs: values.timeout === undefined ? profile.timeouts.idleMs : totalMs,
      totalMs,
    },
  }
}

export function checkTogether(values: Values): void {
  if (values['key-env'] !== undefined && values['token-env'] !== undefined) {
    throw new CommandError('Give either --key-env or --token-env. A token takes the place of a key.')
  }
  if (values.key !== undefined && values['base-url'] !== undefined) {
    throw new CommandError(
      '--key names a key of the sandbox. For another API, put the key into the environment and use --key-env.',
    )
  }
  if (values.key !== undefined && (values['key-env'] ?? values['token-env']) !== undefined) {
    throw new CommandError('Give only one of --key, --key-env and --token-env.')
  }
}

function modeOf(text: string): 'guard' | 'observe' {
  if (text === 'guard' || text === 'observe') return text
  throw new CommandError(`--mode is guard or observe, not "${text}".`)
}

function backoffOf(text: string): number[] {
  const delays = text.trim() === '' ? [] : text.split(',').map((part) => durationMs(part, '--backoff'))
  if (delays.length > 20) throw new CommandError('--backoff takes up to 20 delays.')
  return delays
}
