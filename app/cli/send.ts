import type { Profile } from '../contract/profile.ts'
import { fragmentNote } from '../contract/url.ts'
import type { Exchange, Header } from '../contract/exchange.ts'
import { isSameHeader } from '../contract/headers.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { History } from '../history/history.ts'
import { exchangeDeliver } from '../operations/exchanges.ts'
import type { OperationInput } from '../operations/list.ts'
import { catalogFrom, dataOf, headerOf, parse, withQuery } from './arguments.ts'
import { withTool } from './context.ts'
import { exitCodeOf } from './exitCode.ts'
import { notKept, openKeptHistory } from './historyFile.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { checkTogether, openOrigin, SEND_OPTIONS, type Values } from './origin.ts'
import { explanation } from './print.ts'
import { openSecretTarget, warnOfSecret, type SecretTarget } from './secretTo.ts'
import { keptCatalog, openKeptSettings } from './settingsFile.ts'
import { tellingParts } from './telling.ts'

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

export async function send(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, SEND_OPTIONS)
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
  return withTool(
    io,
    {
      catalog,
      history,
      ...(handOver && { handOver }),
      ...tellingParts({ io, isQuiet, secret, token: request.token }),
    },
    (context) => exchangeDeliver.run(context, request),
  )
}
