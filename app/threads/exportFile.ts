import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { MessagePort } from 'node:worker_threads'
import type { Exchange } from '../contract/exchange.ts'
import type { ExportedMany } from '../contract/exported.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import type { Surroundings } from '../formats/supportBundle.ts'
import { written } from '../formats/writers.ts'
import type { HistoryMethods } from '../history/methods.ts'
import { createRedactor } from '../recorder/redact.ts'
import { connect, type Call, type Remote } from './remote.ts'

export interface ExportOrder {
  /** Written in the order in which they came into the history. Read here, because many ids take a while to be handed on. */
  of: ExportedMany
  /** A file that nobody has. */
  path: string
  format: ExportFormat
  around: Surroundings
  /** Known in clear now, to be blanked. */
  secrets: string[]
  /** Further headers whose values are secrets. */
  headers: string[]
}

export interface ExportCounts {
  written: number
  total: number
  bytes: number
}

/** Whoever follows hears no more often: each message takes some of main's time. */
const TELLING_MS = 100

/**
 * Writes exchanges to a file, reading one after the other from the history, at whose port this thread calls. Ends early
 * when it is cancelled.
 * @throws what the system says, or a PosternError bad-input when none of them can be written in that format
 */
export async function exportFile(
  { of, path, format, around, secrets, headers }: ExportOrder,
  port: MessagePort,
  call: Call<ExportCounts>,
): Promise<ExportCounts> {
  const counts: ExportCounts = { written: 0, total: 0, bytes: 0 }
  const history = connect<HistoryMethods>(port)
  const file = createWriteStream(path, { flags: 'wx' })
  const end = finished(file)
  // Heard of below; a disk that fills up while nobody waits must not end the thread.
  end.catch(() => undefined)

  let lastTold = 0
  async function* exchanges(): AsyncGenerator<Exchange> {
    // In a long history the search takes seconds.
    const ids = await Promise.race([idsOf(history, of), aborted(call.signal)])
    if (ids === null) return
    counts.total = ids.length
    for await (const exchange of read(history, ids)) {
      if (call.signal.aborted) return
      yield exchange
      counts.written += 1
      if (performance.now() - lastTold < TELLING_MS) continue
      lastTold = performance.now()
      call.progress({ ...counts })
    }
  }

  try {
    const redactor = createRedactor(() => secrets, { headers: () => headers })
    for await (const piece of written(format, exchanges(), redactor, around)) {
      counts.bytes += Buffer.byteLength(piece)
      if (!file.write(piece)) await Promise.race([once(file, 'drain'), end])
    }
    file.end()
    await end
    return counts
  } catch (error) {
    // Some formats refuse to be written without an exchange.
    if (call.signal.aborted) return counts
    throw error
  } finally {
    file.destroy()
    await history.end()
  }
}

async function aborted(signal: AbortSignal): Promise<null> {
  if (!signal.aborted) await once(signal, 'abort')
  return null
}

async function idsOf(history: Remote<HistoryMethods>, of: ExportedMany): Promise<readonly string[]> {
  if ('ids' in of) return of.ids.toReversed()
  return (await history.call('ids', [{ query: of.query, limit: Number.MAX_SAFE_INTEGER }])).ids.toReversed()
}

/** The next one is on its way while one is written; what has been deleted meanwhile is left out. */
async function* read(history: Remote<HistoryMethods>, ids: readonly string[]): AsyncGenerator<Exchange> {
  const ask = (at: number) => {
    const id = ids[at]
    const answer = id === undefined ? Promise.resolve(null) : history.call('get', [id])
    // Awaited in its turn.
    answer.catch(() => undefined)
    return answer
  }
  let next = ask(0)
  for (let at = 1; at <= ids.length; at += 1) {
    const exchange = await next
    next = ask(at)
    if (exchange !== null) yield exchange
  }
}
