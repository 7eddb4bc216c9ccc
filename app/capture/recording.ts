import { setTimeout } from 'node:timers/promises'
import type { Catalog } from '../catalog/catalog.ts'
import type { CaptureClient } from '../contract/capture.ts'
import type { Header } from '../contract/exchange.ts'
import { headerOf } from '../contract/headers.ts'
import { isFailure } from '../contract/outcome.ts'
import type { Profile } from '../contract/profile.ts'
import type { ExchangeRecorder, ReadAnswer, ReceivedAnswer } from '../contract/recording.ts'
import { originOf } from '../contract/url.ts'
import { decodeText } from '../diagnosis/bodyText.ts'
import { pauseNamed } from '../diagnosis/retryAfter.ts'
import { attemptOf, bodyOf, endingOf, receivedOf } from './callParts.ts'
import type { CallBegun, CallEnded, CallEvent } from './calls.ts'
import { charactersIn, copyOf, decisionAfter, judge, newChain, setLast, type Chain } from './chain.ts'
import { createChains, type Same } from './chains.ts'
import { didNothing, leastPause } from './recommended.ts'

/** A call as it went by, secrets included. */
export interface SeenCall {
  request: { url: string; headers: readonly Header[]; body: string | null }
  response: { headers: readonly Header[]; body: string } | null
}

export interface RecordingPorts {
  recorder: ExchangeRecorder
  catalog(): Catalog
  profile: Profile
  /** Epoch ms. */
  now(): number
  /** Name of the key with this mark; null for one that is not in the vault. */
  aliasOf(mark: string): string | null
  /** The start of a command, where only its calls come in. */
  run(): Pick<CaptureClient, 'run' | 'name' | 'pid'> | null
  /** The program at the other end of a connection, as far as it can be found. */
  programAt(port: number): Promise<Pick<CaptureClient, 'name' | 'pid'> | null>
  /** Methods and paths, such as `POST /api/x`, that the user declares safe to send twice. */
  idempotent: readonly string[]
  /** What nobody may read in a call. It throws where there is more than can be looked for. */
  secretsIn(call: SeenCall): readonly string[]
  /** Resolves when the history takes more. */
  settled(): Promise<void>
  /** A step of a call could not be recorded. */
  onUnrecorded(): void
  onRefused(status: number, message: string): void
  onClient(client: CaptureClient): void
  /** Told of each response whose body names the host of the API: nothing in a body is rewritten. */
  onLink(): void
  /** Gives back the room of copies that have been recorded, in bytes. */
  release(bytes: number): void
}

export interface CaptureRecording {
  take(event: CallEvent): void
  /** Looks for requests that have waited too long for their next attempt. */
  look(): Promise<void>
  /** Ends once all that was taken is recorded. Where the program is over, it is known what it did not do. */
  close(isProgramOver: boolean): Promise<void>
}

/** Records what a listener sees, one event after the other. */
export function createRecording(ports: RecordingPorts): CaptureRecording {
  const { recorder, profile, now } = ports
  const chains = createChains<Chain>()
  const inProgress = new Map<number, { chain: Chain; begun: CallBegun }>()
  /** Calls that have ended, though their beginning is still to be recorded. */
  const over = new Set<number>()
  let queue = Promise.resolve()

  async function begin(begun: CallBegun, program: Promise<Program>): Promise<void> {
    recorder.learnHeaders(begun.headers)
    const client = clientOf(begun, await program)
    ports.onClient(client)
    const same = sameOf(begun, client)
    const { value, grouped } = chains.join(same, { ...begun, pid: client.pid })
    const chain = value ?? newChain(same, begun, client, ports)
    judge(chain, begun)
    chain.tokens.push(begun.token)
    chain.course.attempts.push(attemptOf(chain.course.attempts.length + 1, begun, grouped))
    inProgress.set(begun.call, { chain, begun })
    if (!over.has(begun.call)) await recorder.put(copyOf(chain.course), null, { durable: false })
  }

  async function end(ended: CallEnded): Promise<void> {
    const found = inProgress.get(ended.call)
    inProgress.delete(ended.call)
    if (!found) return
    const { chain, begun } = found
    const { course } = chain
    const read = await readCall(chain, begun, ended, ports)
    const last = course.attempts.at(-1)
    if (!last) return
    // An attempt without a token is one of the same key.
    if (ended.key !== null) course.key = ports.aliasOf(ended.key) ?? `key-${ended.key.slice(0, 6)}`
    const { waitedMs, dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = ended.timing
    const decision = decisionAfter(chain, read, ended, ports)
    setLast(chain, {
      ...last,
      purpose: ended.isTokenRequest ? 'token' : 'request',
      timing: { waitedMs, dnsMs, connectMs, tlsMs, firstByteMs, totalMs },
      response: read?.response ?? null,
      failure: ended.failure,
      decision,
    })
    chain.endedAt = ended.at
    const askedMs = read && pauseNamed(read.response, ended.at + (ended.clockOffsetMs ?? 0))
    chain.leastMs = decision && leastPause(decision, askedMs)
    chain.ending = endingOf(begun, ended, profile)
    const { outcome } = await recorder.put(copyOf(course), chain.ending, { durable: false })
    await ports.settled()
    if (isFailure(outcome))
      chains.leaveOpen(chain.same, {
        connection: begun.connection,
        pid: course.client?.pid ?? null,
        key: ended.key,
        endedAt: ended.at,
        value: chain,
        characters: charactersIn(course),
      })
  }

  /** A program that has not sent again what it should have. */
  async function leave(chain: Chain): Promise<void> {
    const last = chain.course.attempts.at(-1)
    const clientDid = last?.decision && didNothing(last.decision, Math.max(0, now() - chain.endedAt))
    if (!last || !clientDid) return
    setLast(chain, { ...last, clientDid })
    await recorder.put(copyOf(chain.course), chain.ending, { durable: false })
  }

  async function leaveAll(left: readonly Chain[]): Promise<void> {
    for (const chain of left) await leave(chain)
  }

  function enqueue(work: () => Promise<void>): Promise<void> {
    // One call that cannot be recorded must not end the capture.
    queue = queue.then(work).catch(ports.onUnrecorded)
    return queue
  }

  return {
    take(event) {
      if (event.kind === 'refused') return ports.onRefused(event.status, event.message)
      if (event.kind === 'begun') {
        // Those of many calls are found side by side.
        const program = programOf(event, ports)
        return void enqueue(() => begin(event, program))
      }
      over.add(event.call)
      const copied = event.request.bytes.length + (event.response?.body.bytes.length ?? 0)
      void enqueue(() => end(event)).then(() => {
        over.delete(event.call)
        ports.release(copied)
      })
    },
    look: () => enqueue(() => leaveAll(chains.expire(now()))),
    close: (isProgramOver) => enqueue(() => leaveAll(chains.expire(isProgramOver ? undefined : now()))),
  }
}

/** Learns the secrets of a call before anything of it is read. */
async function readCall(
  { course }: Chain,
  begun: CallBegun,
  ended: CallEnded,
  { recorder, profile, secretsIn, onLink }: RecordingPorts,
): Promise<ReadAnswer | null> {
  const { headers } = begun
  const body = await bodyOf(ended.request, headers, profile.bodyCapBytes)
  const received = ended.response && (await receivedOf(ended.response, profile.bodyCapBytes))
  recorder.learn(ended.secrets)
  if (received) recorder.learnHeaders(received.headers)
  const response = received && { headers: received.headers, body: textOf(received) }
  if (response?.body.includes(originOf(profile.baseUrl) ?? profile.baseUrl)) onLink()
  try {
    recorder.learn(secretsIn({ request: { url: course.request.url, headers, body }, response }))
  } catch {
    // A body with more secrets than can be looked for is not kept.
    course.request = { ...course.request, body: null }
    return received && recorder.read({ ...received, bytes: new Uint8Array(), truncated: true })
  }
  course.request = { ...course.request, body }
  return received && recorder.read(received)
}

function textOf({ bytes, headers }: ReceivedAnswer): string {
  return decodeText(bytes, headerOf(headers, 'content-type')).text
}

type Program = Pick<CaptureClient, 'run' | 'name' | 'pid'>

const UNKNOWN: Program = { run: null, name: null, pid: null }
/** No call waits longer to be recorded for its program to be found, ms. */
const FINDING_MS = 40

async function programOf({ port }: CallBegun, { run, programAt }: RecordingPorts): Promise<Program> {
  const own = run()
  if (own) return own
  const found = programAt(port).catch(() => null)
  const program = await Promise.race([found, setTimeout(FINDING_MS, null, { ref: false })])
  return program ? { run: null, ...program } : UNKNOWN
}

function clientOf({ connection, headers }: CallBegun, program: Program): CaptureClient {
  return { ...program, userAgent: headerOf(headers, 'user-agent'), connection: String(connection) }
}

function sameOf({ method, target, bodyHash }: CallBegun, { run, userAgent }: CaptureClient): Same {
  return { client: String(run ?? userAgent), method, url: target, bodyHash }
}
