import { once } from 'node:events'
import { formatDuration } from '../contract/duration.ts'
import type { Exchange } from '../contract/exchange.ts'
import { finalStatus } from '../contract/outcome.ts'
import type { SignatureState } from '../contract/webhooks.ts'
import { listenForDeliveries } from '../deliveries/listener.ts'
import { createReceiver } from '../deliveries/receiver.ts'
import { parse, portOf } from './arguments.ts'
import { notKept, openKeptHistory } from './historyFile.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { keptCatalog, openKeptSettings } from './settingsFile.ts'
import { keptScheme, openRecorder, urlOf, USUAL_PORT, webhookSecrets } from './webhooksTool.ts'

const OPTIONS = {
  port: { type: 'string' },
  forward: { type: 'string' },
  'secret-env': { type: 'string', multiple: true },
  answer: { type: 'string' },
  keep: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** What is with the program may take as long at the end, ms. */
const GRACE_MS = 5000

/** Receives deliveries until Ctrl+C. */
export async function listen(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, OPTIONS)
  if (positionals[0] !== undefined)
    throw new CommandError(`"${positionals[0]}" is one word too many. See --help.`)
  const { json = false } = values
  const secrets = webhookSecrets(values['secret-env'], io)
  const forwardTo = values.forward === undefined ? null : urlOf(values.forward, '--forward')
  const status = statusOf(values.answer ?? '2xx')
  const wanted = values.port === undefined ? USUAL_PORT : portOf(values.port)
  const catalog = await keptCatalog(await openKeptSettings(io), io)
  const history = values.keep ? await openKeptHistory(io) : null
  let url = ''
  const { recorder, settled } = openRecorder(history, catalog, {
    secrets: () => secrets.map(({ value }) => value),
    recorded(exchange) {
      if (exchange.outcome === null) return
      if (json) io.stdout(`${JSON.stringify(exchange)}\n`)
      else io.stderr(deliveryLine(exchange))
    },
  })
  const receiver = createReceiver({
    recorder,
    scheme: keptScheme(io),
    secrets: () => secrets,
    forwardTo,
    status,
    baseUrl: () => url,
  })
  try {
    const listener = await listenForDeliveries(wanted, {
      delivery: receiver.take,
      refused: (code, message) => io.stderr(`Refused with ${code}: ${message}\n`),
    })
    url = listener.url
    if (wanted !== 0 && listener.port !== wanted)
      io.stderr(`Port ${wanted} is in use. Postern took port ${listener.port}.\n`)
    const line = `Postern receives webhooks on ${url}${forwardTo === null ? '' : ` and forwards them to ${forwardTo}`}\n`
    if (json) io.stderr(line)
    else io.stdout(line)
    if (secrets.length === 0)
      io.stderr('Postern has no secret, so it checks no signature. See --secret-env.\n')
    if (!io.signal.aborted) await once(io.signal, 'abort')
    await receiver.close(GRACE_MS)
    listener.close()
    await settled()
  } finally {
    await history?.close()
  }
  return history && !(await history.close()) ? notKept(io) : EXIT.success
}

/** `2xx`, a status, or `hang`, which is null. */
function statusOf(text: string): number | null {
  if (text === 'hang') return null
  if (text === '2xx') return 200
  if (/^[2-5]\d\d$/.test(text)) return Number(text)
  throw new CommandError(`--answer takes 2xx, a status from 200 to 599, or hang, not "${text}".`)
}

const MARKS: Readonly<Record<SignatureState, string>> = {
  valid: '✓',
  wrong: '✗',
  missing: '✗',
  'unknown-scheme': '?',
}

/** One line a delivery, as it has ended. */
export function deliveryLine(exchange: Exchange): string {
  const { delivery, attempts, findings, id } = exchange
  if (!delivery) return ''
  const { event, signature, returned, forwardedTo, reason } = delivery
  const last = attempts.at(-1)
  const took = last?.timing.totalMs ?? null
  const program =
    forwardedTo === null
      ? ''
      : `  program: ${finalStatus(exchange) ?? last?.failure?.kind ?? '…'}${took === null ? '' : ` in ${formatDuration(took)}`}`
  const rules = findings.map(({ rule }) => rule).join(', ')
  const told = signature === 'valid' ? '' : `\n   ${reason}`
  return `${MARKS[signature]}  ${event ?? 'unknown event'}  ${returned?.status ?? 'hang'}${program}  ${id}${rules === '' ? '' : `  ${rules}`}${told}\n`
}
