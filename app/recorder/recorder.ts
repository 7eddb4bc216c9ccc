import type { Catalog } from '../catalog/catalog.ts'
import type { ApiResponse, Attempt, Envelope, Exchange } from '../contract/exchange.ts'
import type { Course, Ending, ExchangeRecorder, ReadAnswer, ReceivedAnswer } from '../contract/recording.ts'
import type { Redacted } from '../contract/redacted.ts'
import { headerOf } from '../contract/headers.ts'
import { decode, decodeText, type Decoded } from '../diagnosis/decode.ts'
import { diagnose } from '../diagnosis/diagnose.ts'
import type { Evidence, Reading } from '../diagnosis/evidence.ts'
import { secretsIn } from '../shapes/handedOver.ts'
import type { AsyncRedactor } from './asyncRedactor.ts'
import { derive } from './derive.ts'
import { redactedAnswer } from './readAnswer.ts'
import type { SecretRegistry } from './secretRegistry.ts'

/** A thread for what takes a time that grows with a body. */
export interface ReadingThread {
  read(work: {
    answer: ReceivedAnswer
    secrets: readonly string[]
    headers: readonly string[]
  }): Promise<ReadAnswer>
  explain(evidence: Evidence): Promise<Reading>
}

export interface RecorderPorts {
  registry: SecretRegistry
  /** Of the same registry. */
  redactor: AsyncRedactor
  /** Further headers whose values are secrets, such as a profile's subscription header. */
  headers?(): readonly string[]
  catalog(): Catalog
  /** Keeps an exchange in place of what was kept of it before; resolves when that is done as it must be. */
  keep(exchange: Redacted<Exchange>, options: { durable: boolean }): Promise<void>
  /** Told of every step. */
  onRecorded?(exchange: Redacted<Exchange>): void
  /** Without it everything is read at once. */
  thread?: ReadingThread
}

/** Bytes, or characters. What is shorter is read sooner than it is handed over. */
const LONG = 128 * 1024

/** To look for secrets in more than this would hold up the window. */
const MOST_LOOKED_THROUGH = 1024 * 1024

/** The only way into the history: redacts, then derives, then keeps and tells. */
export function createRecorder(ports: RecorderPorts): ExchangeRecorder {
  const { registry, redactor, thread, headers = () => [] } = ports
  // What has been decoded once, here or in the thread.
  const decoded = new WeakMap<ApiResponse, Decoded>()
  const envelopes = new WeakMap<ApiResponse, Envelope>()

  function decodedOf(response: ApiResponse): Decoded {
    const known = decoded.get(response)
    if (known) return known
    const made = decode(response)
    decoded.set(response, made)
    return made
  }

  const envelopeOf = (response: ApiResponse) => envelopes.get(response) ?? decodedOf(response).envelope

  function read(answer: ReceivedAnswer): ReadAnswer | Promise<ReadAnswer> {
    if (thread && answer.bytes.length >= LONG) return readIn(thread, answer)
    const response = redactedAnswer(answer, redactor.now)
    return { response, envelope: envelopeOf(response) }
  }

  async function readIn(there: ReadingThread, answer: ReceivedAnswer): Promise<ReadAnswer> {
    let secrets: readonly string[]
    let result: ReadAnswer
    do {
      secrets = registry.all()
      result = await there.read({ answer, secrets, headers: headers() })
      // A secret that came up meanwhile is looked for as well.
    } while (secrets !== registry.all())
    redactor.now.setDone(result.response)
    envelopes.set(result.response, result.envelope)
    return result
  }

  function explain(evidence: Evidence): Reading | Promise<Reading> {
    const { response, attempts } = evidence
    if (!response) return diagnose(evidence)
    if (!thread || response.body.length < LONG) return diagnose(evidence, decodedOf(response))
    // Only the last answer is looked into; the others would travel for nothing.
    return thread.explain({ ...evidence, attempts: attempts.map(withoutBody) })
  }

  async function ended(begun: Exchange, ending: Ending): Promise<Redacted<Exchange>> {
    // A server may put into a claim whatever it was told.
    const claims = redactor.now.value(ending.claims)
    const whole = await derive(
      begun,
      { ...ending, claims },
      { catalog: ports.catalog(), envelopeOf, explain },
    )
    // To be read the body was freed of escapes, which may have uncovered what only shows without them.
    return redactor.exchange(whole)
  }

  async function put(
    course: Course,
    ending: Ending | null,
    { durable }: { durable: boolean },
  ): Promise<Redacted<Exchange>> {
    const begun = await redactor.exchange({ ...course, ...UNDERWAY })
    const exchange = ending ? await ended(begun, ending) : begun
    const kept = ports.keep(exchange, { durable }).catch(() => undefined)
    if (durable) await kept
    notify(exchange)
    return exchange
  }

  function notify(exchange: Redacted<Exchange>): void {
    try {
      ports.onRecorded?.(exchange)
    } catch {
      // A listener that fails, such as a window that has just been closed, must not end an exchange.
    }
  }

  return {
    learn: registry.learn,
    learnHeaders(given) {
      registry.learnHeaders(given, new Set(headers().map((name) => name.toLowerCase())))
    },
    read,
    handedOver({ bytes, headers: pairs, truncated }) {
      if (thread && bytes.length > MOST_LOOKED_THROUGH) return []
      const { text } = decodeText(bytes, headerOf(pairs, 'content-type'))
      const known = registry.all()
      return secretsIn(text, truncated).filter(({ value }) => !known.some((each) => value.includes(each)))
    },
    excerpt: redactor.now.excerpt,
    put,
  }
}

const UNDERWAY = {
  endedAt: null,
  outcome: null,
  envelope: null,
  findings: [],
  diagnosis: null,
} satisfies Partial<Exchange>

function withoutBody(attempt: Attempt): Attempt {
  return attempt.response ? { ...attempt, response: { ...attempt.response, body: '' } } : attempt
}
