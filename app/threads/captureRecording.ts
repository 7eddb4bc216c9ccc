import { Worker, type MessagePort } from 'node:worker_threads'
import type { CallEvent } from '../capture/calls.ts'
import type { ListenerOptions } from '../capture/listener.ts'
import { createProgramFinder } from '../capture/programAt.ts'
import { createRecording, type CaptureRecording, type SeenCall } from '../capture/recording.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { CaptureClient, CaptureCounts, CaptureRow } from '../contract/capture.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import { summarize, type ExchangeSummary } from '../contract/summary.ts'
import type { Redacted } from '../contract/redacted.ts'
import { createSecretCollector } from '../formats/secretCollector.ts'
import type { HistoryMethods } from '../history/methods.ts'
import { createAsyncRedactor } from '../recorder/asyncRedactor.ts'
import { createRecorder } from '../recorder/recorder.ts'
import { createSecretRegistry } from '../recorder/secretRegistry.ts'
import { createCaptureKeeping, type Keeping } from './captureKeeping.ts'
import type { ListenerMethods } from './captureListener.ts'
import { countsOf } from './captureCounts.ts'
import { captureRowOf } from '../capture/captureRow.ts'
import { goLast } from './goLast.ts'
import { connect, type Remote } from './remote.ts'

/** What may change while calls come in. */
export interface CaptureKnown {
  /** In clear, to be blanked. */
  secrets: readonly string[]
  /** Further headers whose values are secrets. */
  headers: readonly string[]
  /** Names of keys by their marks. */
  aliases: readonly (readonly [mark: string, alias: string])[]
  /** The start of a command, where only its calls come in. */
  run: Pick<CaptureClient, 'run' | 'name' | 'pid'> | null
  catalog: Catalog
}

export interface CaptureOrder {
  listener: ListenerOptions & { profile: Profile }
  known: CaptureKnown
  idempotent: readonly string[]
  /** Whether whole exchanges are told; a window would choke on them. */
  isWhole: boolean
}

export type CaptureNews =
  | { kind: 'exchanges'; exchanges: Redacted<Exchange>[]; counts: CaptureCounts }
  | { kind: 'rows'; rows: CaptureRow[]; summaries: ExchangeSummary[]; counts: CaptureCounts }
  | { kind: 'refused'; status: number; message: string }

export type RecordingMethods = ReturnType<typeof recordingMethods>

/** How often it is looked for requests that are not sent again. */
const LOOK_MS = 5000

/** The thread that records what another one passes on. */
export function recordingMethods(tell: (news: CaptureNews) => void) {
  let capture: Awaited<ReturnType<typeof open>> | null = null
  return {
    async open(order: CaptureOrder, history: MessagePort | null): Promise<{ port: number; url: string }> {
      capture = await open(order, history, tell)
      return capture.address
    },
    know(known: CaptureKnown): void {
      capture?.know(known)
    },
    /** Takes no more calls, lets those in progress end within that time, and ends when all is with the history. */
    close: (graceMs: number, isProgramOver: boolean): Promise<void> | undefined =>
      capture?.close(graceMs, isProgramOver),
  }
}

async function open(order: CaptureOrder, history: MessagePort | null, tell: (news: CaptureNews) => void) {
  let { known } = order
  const { baseUrl } = order.listener.profile
  const counts = countsOf()
  const keeping = createCaptureKeeping(history && connect<HistoryMethods>(history), (exchanges) => {
    if (order.isWhole) return tell({ kind: 'exchanges', exchanges, counts: counts.now() })
    const rows = exchanges.map((exchange) => captureRowOf(exchange, baseUrl))
    tell({ kind: 'rows', rows, summaries: exchanges.map(summarize), counts: counts.now() })
  })
  let recording: CaptureRecording | null = null
  const listener = startThread({
    event(event) {
      if (event.kind === 'ended') counts.ended(event)
      recording?.take(event)
    },
    end(reason) {
      void endedByItself(reason)
    },
  })
  /** Without the listener there is nothing to record: what came is kept, and whoever started the capture hears why. */
  async function endedByItself(reason: string): Promise<never> {
    await recording?.close(false)
    await keeping.close()
    throw new Error(reason)
  }
  const address = await listener.call('start', [order.listener]).catch(async (error: unknown) => {
    await listener.end()
    throw error
  })
  // Not before: a thread has the priority of the one that starts it.
  goLast()
  const programAt = createProgramFinder(() => address.port)
  const own = createRecording({
    ...recorderPorts(() => known, keeping),
    profile: order.listener.profile,
    idempotent: order.idempotent,
    now: () => Date.now(),
    run: () => known.run,
    programAt: process.platform === 'linux' ? programAt : () => Promise.resolve(null),
    settled: keeping.settled,
    onRefused: (status, message) => {
      tell({ kind: 'refused', status, message })
    },
    release: (bytes) => {
      listener.call('release', [bytes]).catch(() => undefined)
    },
    onClient: counts.client,
    onLink: counts.link,
    onUnrecorded: counts.unrecorded,
  })
  recording = own
  const looking = setInterval(() => void own.look(), LOOK_MS)
  return {
    address,
    know(next: CaptureKnown) {
      known = next
    },
    async close(graceMs: number, isProgramOver: boolean) {
      clearInterval(looking)
      await listener.call('close', [graceMs]).catch(() => undefined)
      await own.close(isProgramOver)
      await keeping.close()
      await listener.end()
    },
  }
}

function startThread(on: {
  event(event: CallEvent): void
  end(reason: string): void
}): Remote<ListenerMethods> {
  const worker = new Worker(new URL(import.meta.url), { execArgv: [], workerData: { role: 'listener' } })
  return connect<ListenerMethods, CallEvent>(worker, on)
}

/** A recorder of this thread's own: it redacts, then derives, and hands over nothing else. */
function recorderPorts(known: () => CaptureKnown, { keep }: Pick<Keeping, 'keep'>) {
  const registry = createSecretRegistry(() => known().secrets)
  const headers = () => known().headers
  const catalog = () => known().catalog
  const redactor = createAsyncRedactor(registry.all, null, { headers })
  const recorder = createRecorder({ registry, redactor, headers, catalog, keep })
  return {
    recorder,
    catalog,
    aliasOf: (mark: string) => known().aliases.find(([each]) => each === mark)?.[1] ?? null,
    secretsIn({ request, response }: SeenCall) {
      const collector = createSecretCollector(headers())
      collector.request({ ...request, headers: [...request.headers] })
      if (response) collector.response({ ...response, headers: [...response.headers] })
      return collector.values()
    },
  }
}
