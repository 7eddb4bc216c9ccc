import { randomBytes } from 'node:crypto'
import { ulid } from 'ulid'
import { formatDuration } from '../contract/duration.ts'
import { suggestion } from '../contract/nearest.ts'
import { forward } from '../deliveries/forward.ts'
import { nodeHashing } from '../files/hashing.ts'
import { recordOf } from '../sandbox/sandbox.ts'
import { EVENT_NAMES, simulatedDelivery } from '../webhooks/payload.ts'
import { ASSUMED_SCHEME } from '../webhooks/scheme.ts'
import { durationMs, numberOf, parse } from './arguments.ts'
import { CommandError, type Io } from './io.ts'
import { exitCodeOfAll, keptScheme, schemeNamed, secretToSign, urlOf, USUAL_PORT } from './webhooksTool.ts'

const OPTIONS = {
  count: { type: 'string' },
  scheme: { type: 'string' },
  duplicate: { type: 'boolean' },
  old: { type: 'string' },
  'bad-signature': { type: 'boolean' },
  to: { type: 'string' },
  'secret-env': { type: 'string', multiple: true },
} as const

const MOST = 10_000
/** Deliveries in progress together. */
const TOGETHER = 16

/** Sends deliveries as the sandbox does, and says what became of each. */
export async function simulate(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, OPTIONS)
  const events = eventsOf(positionals)
  const count = values.count === undefined ? 1 : numberOf(values.count, '--count', MOST)
  const to = urlOf(values.to ?? `http://127.0.0.1:${USUAL_PORT}`, '--to')
  const oldMs = values.old === undefined ? 0 : durationMs(values.old, '--old')
  const secret = secretToSign(values['secret-env'], io)
  const named = values.scheme === undefined ? null : schemeNamed(values.scheme)
  const scheme = named ?? (await keptScheme(io).known())?.scheme ?? ASSUMED_SCHEME
  const value = values['bad-signature'] ? otherSecret() : secret.value
  const waiting = events.flatMap((event) => Array.from({ length: count }, () => event))
  const statuses: (number | null)[] = []

  async function sendNext(): Promise<void> {
    for (let event = waiting.shift(); event !== undefined && !io.signal.aborted; event = waiting.shift()) {
      const at = Date.now() - oldMs
      const data = recordOf(event)
      const made = simulatedDelivery(
        { event, id: `msg_${ulid()}`, at, data },
        { secret: value, scheme, hashing: nodeHashing },
      )
      if (!made) throw new CommandError(`The secret “${secret.name}” is no key of this scheme.`)
      for (let time = 0; time < (values.duplicate ? 2 : 1); time += 1) {
        const { response, failure, timing } = await forward(to, made, { signal: io.signal })
        statuses.push(response?.status ?? null)
        const ended = response?.status ?? failure?.kind ?? 'none'
        io.stdout(`${event}  ${ended}  in ${formatDuration(timing.totalMs ?? 0)}\n`)
      }
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, sendNext))
  return exitCodeOfAll(statuses)
}

function eventsOf(words: readonly string[]): readonly string[] {
  if (words.length === 0)
    throw new CommandError('Give an event, for example timesheet.approve, or all for each of them.')
  if (words.length === 1 && words[0] === 'all') return EVENT_NAMES
  for (const word of words)
    if (!EVENT_NAMES.includes(word))
      throw new CommandError(
        `There is no event "${word}".${suggestion(word, EVENT_NAMES)} The events are ${EVENT_NAMES.join(', ')}.`,
      )
  return words
}

function otherSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`
}
