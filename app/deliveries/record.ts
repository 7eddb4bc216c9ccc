import { createHash } from 'node:crypto'
import { receivedOf } from '../capture/callParts.ts'
import type { Attempt, Exchange } from '../contract/exchange.ts'
import { headerOf } from '../contract/headers.ts'
import type { Ending, ExchangeRecorder } from '../contract/recording.ts'
import { DELIVERIES } from '../contract/names.ts'
import { requestPath } from '../contract/url.ts'
import {
  isSignatureHeader,
  SIMULATED_HEADER,
  type DeliveryDetails,
  type DeliveryFacts,
} from '../contract/webhooks.ts'
import { decodeText } from '../diagnosis/bodyText.ts'
import { nodeHashing } from '../files/hashing.ts'
import { rawOf } from '../webhooks/asReceived.ts'
import {
  eventOf,
  sentIdOf,
  signatureHeaders,
  timeIn,
  timestampOf,
  type Delivery,
} from '../webhooks/delivery.ts'
import { judge, type WebhookSecret } from '../webhooks/judge.ts'
import { signaturesOf } from '../webhooks/verify.ts'
import type { Forwarded } from './forward.ts'
import type { SchemeFile } from './schemeFile.ts'

/** What a delivery is recorded with. */
export interface RecordPorts {
  recorder: ExchangeRecorder
  scheme: SchemeFile
  /** In clear, the newest first. */
  secrets(): readonly WebhookSecret[]
}

/** Before anything is read: what the headers carry is a secret, and so is what signed the delivery. */
export function learnSecrets(
  { headers }: Pick<Delivery, 'headers'>,
  { recorder, secrets }: Pick<RecordPorts, 'recorder' | 'secrets'>,
): void {
  recorder.learn(secrets().map(({ value }) => value))
  recorder.learnHeaders(headers.filter(([name]) => !isSignatureHeader(name)))
}

const LONGEST_ID = 200

/** Checks the signature on the bytes as they came. */
export async function detailsOf(
  arrived: Delivery,
  forwardedTo: string | null,
  { scheme, secrets }: Pick<RecordPorts, 'scheme' | 'secrets'>,
): Promise<DeliveryDetails> {
  const { headers, body } = arrived
  const isSimulated = headerOf(headers, SIMULATED_HEADER) !== null
  const judgement = judge(arrived, secrets(), await scheme.known(), nodeHashing)
  const certainty = isSimulated && judgement.scheme ? 'assumed' : judgement.certainty
  const learnt = isSimulated ? null : await scheme.learn(judgement, markOf(arrived))
  const { text } = decodeText(body, headerOf(headers, 'content-type'))
  return {
    event: eventOf(arrived),
    sentId: sentIdOf(arrived)?.slice(0, LONGEST_ID) ?? null,
    ...judgement,
    certainty: judgement.signature === 'valid' ? (learnt?.certainty ?? certainty) : certainty,
    raw: rawOf(body, text, (bytes) => Buffer.from(bytes).toString('base64')),
    returned: null,
    forwardedTo,
  }
}

export function requestOf(
  url: string,
  headers: Exchange['request']['headers'],
  body: Uint8Array,
): Exchange['request'] {
  const route = requestPath(url).split('?', 1).join()
  const { text } = decodeText(body, headerOf(headers, 'content-type'))
  return { method: 'POST', url, route, headers, body: body.length === 0 ? null : text, idempotent: false }
}

/** The attempt of a program that was forwarded to. */
export async function attemptOf(
  { at, timing, response, failure }: Forwarded,
  recorder: ExchangeRecorder,
): Promise<Attempt> {
  if (response) recorder.learnHeaders(response.headers)
  const read = response && (await recorder.read(await receivedOf(response, MOST_DECODED)))
  return {
    number: 1,
    purpose: 'request',
    startedAt: new Date(at).toISOString(),
    timing,
    response: read?.response ?? null,
    failure,
    decision: null,
  }
}

const MOST_DECODED = 1024 * 1024

export function endingOf(delivery: DeliveryFacts): Ending {
  return {
    at: Date.now(),
    stoppedBy: null,
    error: null,
    profile: DELIVERIES,
    claims: null,
    clockOffsetMs: null,
    window: null,
    delivery,
    isOthers: true,
    traceHeaders: [],
  }
}

/** Epoch ms that the sender wrote, in a header of its own or beside the signature. */
export function sentAtOf(delivery: Pick<Delivery, 'headers'>): number | null {
  return timeIn(timestampOf(delivery) ?? signaturesOf(delivery)[0]?.timestamp ?? null)
}

/** Tells one delivery from another. */
function markOf(delivery: Delivery): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(signatureHeaders(delivery)))
    .update(delivery.body)
  return hash.digest('base64url').slice(0, 16)
}
