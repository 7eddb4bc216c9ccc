import type { Exchange } from '../contract/exchange.ts'
import { PosternError } from '../contract/errors.ts'
import { finalStatus } from '../contract/outcome.ts'
import { leftOutText, resend } from '../deliveries/resend.ts'
import { isAccepted } from '../webhooks/findings.ts'
import { parse } from './arguments.ts'
import { findMeant, withHistory } from './historyFile.ts'
import { CommandError, type Io } from './io.ts'
import { keptCatalog, openKeptSettings } from './settingsFile.ts'
import {
  exitCodeOfAll,
  keptScheme,
  openRecorder,
  secretToSign,
  urlOf,
  webhookSecrets,
} from './webhooksTool.ts'

const OPTIONS = {
  resign: { type: 'boolean' },
  'as-received': { type: 'boolean' },
  to: { type: 'string' },
  'secret-env': { type: 'string', multiple: true },
} as const

const MOST = 1000

/** Sends deliveries of the history to the user's program, the oldest first. */
export async function replayDeliveries(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, OPTIONS)
  if (values.resign && values['as-received']) throw new CommandError('Give either --resign or --as-received.')
  const isResigned = values.resign ?? false
  const names = values['secret-env']
  if (isResigned) secretToSign(names, io)
  const secrets = webhookSecrets(names, io)
  const to = values.to === undefined ? null : urlOf(values.to, '--to')
  const catalog = await keptCatalog(await openKeptSettings(io), io)
  return withHistory(io, 'write', async (history) => {
    const isId = /^[0-9A-HJKMNP-TV-Z]{26}$/i.test(positionals.join(' ').trim())
    const words = isId || positionals.length === 0 ? positionals : [...positionals, 'is:webhook']
    const { ids } = await findMeant(history, words, MOST)
    const { recorder, settled } = openRecorder(history, catalog, {
      secrets: () => secrets.map(({ value }) => value),
    })
    const ports = { recorder, scheme: keptScheme(io), secrets: () => secrets }
    const statuses: (number | null)[] = []
    // What is sent again is a delivery too: it would double with each time.
    const isOfReplays = isId || words.some((word) => /\bis:replay\b/i.test(word))
    for (const id of ids) {
      const original = await history.get(id)
      if (!original || io.signal.aborted || (original.replayOf !== null && !isOfReplays)) continue
      const target = to ?? original.delivery?.forwardedTo ?? null
      if (target === null) throw new CommandError(`No program got ${id} before. Give --to URL.`)
      const options = { to: target, isResigned, signal: io.signal }
      const resent = await resend(original, options, ports).catch((error: unknown) => {
        if (ids.length === 1 || !(error instanceof PosternError)) throw error
        return error
      })
      if (resent instanceof PosternError) {
        // One that nobody can send again holds up none of the others.
        io.stderr(`${id}: ${resent.message} ${resent.remedy}\n`)
        statuses.push(null)
        continue
      }
      const { exchange, leftOut } = resent
      const note = leftOutText(leftOut)
      if (note !== null) io.stderr(`${id}: ${note}\n`)
      io.stdout(replayLine(original, exchange))
      statuses.push(finalStatus(exchange))
    }
    await settled()
    return exitCodeOfAll(statuses)
  })
}

function replayLine(original: Exchange, replay: Exchange): string {
  const ended = (exchange: Exchange) =>
    finalStatus(exchange) ?? exchange.attempts.at(-1)?.failure?.kind ?? 'none'
  const isFixed = !isAccepted(finalStatus(original)) && isAccepted(finalStatus(replay))
  const event = original.delivery?.event ?? 'unknown event'
  return `${original.id} → ${replay.id}  ${event}  ${ended(original)} → ${ended(replay)}${isFixed ? '  fixed' : ''}\n`
}
