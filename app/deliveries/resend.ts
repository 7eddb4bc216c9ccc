import { ulid } from 'ulid'
import { EXCHANGE_VERSION, type Exchange, type Header } from '../contract/exchange.ts'
import { PosternError } from '../contract/errors.ts'
import { headerOf } from '../contract/headers.ts'
import { DELIVERIES } from '../contract/names.ts'
import type { Redacted } from '../contract/redacted.ts'
import { SIMULATED_HEADER } from '../contract/webhooks.ts'
import { listed } from '../contract/words.ts'
import { nodeHashing } from '../files/hashing.ts'
import { asReceived } from '../webhooks/asReceived.ts'
import { ASSUMED_SCHEME } from '../webhooks/scheme.ts'
import { resigned } from '../webhooks/sign.ts'
import { forward } from './forward.ts'
import {
  attemptOf,
  detailsOf,
  endingOf,
  learnSecrets,
  requestOf,
  sentAtOf,
  type RecordPorts,
} from './record.ts'

export interface ResendOptions {
  /** URL of the user's program. */
  to: string
  isResigned: boolean
  signal: AbortSignal
}

type Ports = RecordPorts & { timeoutMs?: number }

/**
 * Sends a delivery of the history to a program once more, and records that as a replay.
 * @throws PosternError bad-input where its bytes, or the secret, are not there
 */
export async function resend(
  original: Exchange,
  { to, isResigned, signal }: ResendOptions,
  ports: Ports,
): Promise<{ exchange: Redacted<Exchange>; leftOut: string[] }> {
  const { recorder, timeoutMs } = ports
  if (original.direction !== 'in')
    throw new PosternError(
      'bad-input',
      `${original.id} is a request of Postern or of a program, not a delivery.`,
      'Give the ID of a delivery. The query is:webhook finds them.',
    )
  const { headers, body, redacted } = asReceived(original)
  if (body === null)
    throw new PosternError(
      'bad-input',
      `Postern redacted a secret in the body of ${original.id}, so its bytes are gone.`,
      'Simulate the event instead, or let the sender deliver it once more.',
    )
  const sent = { headers: isResigned ? await signedNow({ headers, body }, original, ports) : headers, body }
  learnSecrets(sent, ports)
  const at = Date.now()
  const delivery = await detailsOf(sent, to, ports)
  const forwarded = await forward(to, sent, { signal, ...(timeoutMs !== undefined && { timeoutMs }) })
  const course = {
    version: EXCHANGE_VERSION,
    id: ulid(at),
    source: 'replay' as const,
    replayOf: original.id,
    profile: DELIVERIES,
    key: null,
    startedAt: new Date(at).toISOString(),
    request: requestOf(original.request.url, sent.headers, body),
    attempts: [await attemptOf(forwarded, recorder)],
    direction: 'in' as const,
    delivery,
  } satisfies Parameters<typeof recorder.put>[0]
  const ending = endingOf({ earlier: null, sentAt: sentAtOf(sent) })
  return { exchange: await recorder.put(course, ending, { durable: true }), leftOut: redacted }
}

async function signedNow(
  received: { headers: Header[]; body: Uint8Array },
  { delivery }: Exchange,
  { secrets, scheme }: Ports,
): Promise<Header[]> {
  const all = secrets()
  const secret = all.find(({ name }) => name === delivery?.signedBy) ?? all[0]
  if (!secret)
    throw new PosternError(
      'bad-input',
      'Postern has no secret to sign the delivery with.',
      'Give the secret of the subscriber, or replay the delivery as received.',
    )
  const used = delivery?.scheme ?? (await scheme.known())?.scheme ?? ASSUMED_SCHEME
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signed = resigned(received, timestamp, { secret: secret.value, scheme: used, hashing: nodeHashing })
  if (!signed)
    throw new PosternError(
      'bad-input',
      `The secret “${secret.name}” cannot sign by the scheme of this delivery.`,
      'Check the secret.',
    )
  // Signed by Postern, it shows nothing of the sender's scheme.
  return headerOf(signed, SIMULATED_HEADER) === null ? [...signed, [SIMULATED_HEADER, 'resigned']] : signed
}

/** What is said of headers that held a secret. */
export function leftOutText(names: readonly string[]): string | null {
  return names.length === 0 ? null : `Postern redacted ${listed(names)}, and left them out.`
}
