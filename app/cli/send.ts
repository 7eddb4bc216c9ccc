import { systemClock } from '../clock.ts'
import type { Profile } from '../contract/profile.ts'
import { profileFor } from '../contract/presets.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import { fragmentNote } from '../contract/url.ts'
import type { Exchange, Header } from '../contract/exchange.ts'
import { isSameHeader } from '../contract/headers.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { History } from '../history/history.ts'
import { exchangeDeliver } from '../operations/exchanges.ts'
import type { OperationInput } from '../operations/list.ts'
import { startSandbox } from '../sandbox/sandbox.ts'
import {
  baseUrlOf,
  catalogFrom,
  dataOf,
  durationMs,
  headerOf,
  parse,
  positiveDurationMs,
  rateOf,
  secretFrom,
  withQuery,
} from './arguments.ts'
import { withTool } from './context.ts'
import { exitCodeOf } from './exitCode.ts'
import { notKept, openKeptHistory } from './historyFile.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { formatDuration } from '../contract/duration.ts'
import { attemptLine, explanation } from './print.ts'
import { openSecretTarget, warnOfSecret, type SecretTarget } from './secretTo.ts'
import { keptCatalog, openKeptSettings } from './settingsFile.ts'

const OPTIONS = {
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

export const SEND_OPTIONS = OPTIONS

export type Values = ReturnType<typeof parse<typeof OPTIONS>>['values']

/** A request before the options of the command line come to it. */
export interface Written {
  method: string
  path: string
  headers: Header[]
  body: string | null
  idempotent: boolean
  /** Whose API it asks; null for the sandbox. */
  profile: Profile | null
}

const DEFAULT_SANDBOX_KEY = 'site-7'

export async function send(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, OPTIONS)
  const [method, path, extra] = positionals
  if (method === undefined || path === undefined)
    throw new CommandError('Give a method and a path, for example GET /api/external/sites. See --help.')
  if (extra !== undefined) throw new CommandError(`"${extra}" is one word too many. See --help.`)
  if (!/^[A-Za-z]{1,20}$/.test(method)) throw new CommandError(`"${method}" is not an HTTP method.`)
  return sendWritten(values, io, {
    method: method.toUpperCase(),
    path,
    headers: [],
    body: null,
    idempotent: false,
    profile: null,
  })
}

/** Sends it, with what the options add. */
export async function sendWritten(values: Values, io: Io, written: Written): Promise<number> {
  checkTogether(values)
  const isNamed = values.catalog !== undefined || !values.keep
  // What is kept is explained as the app explains what stands beside it.
  const catalog = isNamed
    ? await catalogFrom(values.catalog)
    : await keptCatalog(await openKeptSettings(io), io)
  const body = values.data === undefined ? written.body : await dataOf(values.data, io)
  const cut = fragmentNote(written.path)
  if (cut !== null) io.stderr(`${cut}\n`)
  const added = (values.header ?? []).map(headerOf)
  const request = {
    method: written.method,
    target: withQuery(written.path, values.query ?? []),
    headers: [
      ...written.headers.filter(([name]) => !added.some(([other]) => isSameHeader(name, other))),
      ...added,
    ],
    body,
    markedIdempotent: values.idempotent ?? written.idempotent,
  }
  if (values['secret-to'] === undefined) io.stderr(warnOfSecret(catalog, request))
  const origin = await openOrigin(values, io, written.profile)
  let history: History | null = null
  let secretTarget: SecretTarget | null = null
  try {
    if (values.keep) history = await openKeptHistory(io)
    // Last before the request, so that a file is made only for what is sent.
    if (values['secret-to'] !== undefined) secretTarget = await openSecretTarget(values['secret-to'], io)
    const exchange = await deliver({
      request: { ...request, profile: origin.profile, key: origin.key, replayOf: null, ...origin.token },
      secret: origin.secret,
      catalog,
      history,
      io,
      isQuiet: values.json ?? false,
      ...(secretTarget && { handOver: secretTarget.handOver }),
    })
    const isSaved = (await secretTarget?.tell()) ?? true
    secretTarget = null
    io.stdout(values.json ? `${JSON.stringify(exchange, null, 2)}\n` : explanation(exchange, io.columns))
    if (history && !(await history.close())) return notKept(io)
    if (history && !values.json) io.stderr(`Kept as ${exchange.id}.\n`)
    return isSaved ? exitCodeOf(exchange) : EXIT.history
  } finally {
    await secretTarget?.close()
    await history?.close()
    await origin.close()
  }
}

interface Delivery {
  request: OperationInput<'exchange:deliver'>
  secret: string | null
  catalog: Catalog
  /** Null keeps nothing. */
  history: History | null
  io: Io
  isQuiet: boolean
  handOver?: SecretTarget['handOver']
}

/** Sends one request through the same sender as the app, and tells its steps as they happen. */
function deliver({ request, secret, catalog, history, io, isQuiet, handOver }: Delivery): Promise<Exchange> {
  const say = (text: string) => {
    if (!isQuiet) io.stderr(text)
  }
  const told = new Set<number>()
  return withTool(
    io,
    {
      catalog,
      history,
      ...(handOver && { handOver }),
      secretOf: () => secret,
      secrets: () => [secret, request.token].filter((value) => typeof value === 'string'),
      onStep: ({ attempts }) => {
        for (const attempt of attempts) {
          if (!attempt.decision || told.has(attempt.number)) continue
          told.add(attempt.number)
          say(attemptLine(attempt))
        }
      },
      onProgress: ({ state, until, reason }) => {
        if (state === 'waiting' && until !== null)
          say(`    waiting ${formatDuration(Math.max(0, until - systemClock.now()))}: ${reason}\n`)
      },
    },
    (context) => exchangeDeliver.run(context, request),
  )
}

interface Origin {
  profile: Profile
  key: string | null
  secret: string | null
  token: { token?: string }
  close(): Promise<void>
}

/** The API that is meant, or a sandbox of our own for this one call. */
async function openOrigin(values: Values, io: Io, kept: Profile | null): Promise<Origin> {
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

function checkTogether(values: Values): void {
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
