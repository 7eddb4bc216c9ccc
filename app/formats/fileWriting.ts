import { Worker } from 'node:worker_threads'
import { PosternError, type BridgeError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import { writeWhole } from '../files/atomicWrite.ts'
import type { Surroundings } from './supportBundle.ts'

export interface ExportOrder {
  path: string
  format: ExportFormat
  around: Surroundings
  /** Known in clear now, to be blanked. */
  secrets: string[]
  /** Further headers whose values are secrets. */
  headers: string[]
}

/** What the thread is started with. */
export interface ExportWork extends ExportOrder {
  /** The file that it makes; `path` is for people. */
  part: string
}

/** The thread asks for one exchange after the other, and says when the file is whole. */
export type ExportReport =
  { kind: 'more'; bytes: number } | { kind: 'end'; bytes: number; failure: BridgeError | null }

/**
 * Writes exchanges to a file in a thread of its own, holding one at a time. Under its name the file appears when it is
 * whole. Returns its size; null when the signal came first, with nothing left behind.
 * @throws PosternError file-unavailable, or bad-input when none of them can be written in that format
 */
export async function writeFileOf(
  worker: URL,
  order: ExportOrder,
  exchanges: AsyncIterator<Exchange>,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<number | null> {
  let written: number | null = null
  await writeWhole(order.path, async (part) => {
    written = await writePart(worker, { ...order, part }, exchanges, onBytes, signal)
    return written !== null
  })
  return written
}

async function writePart(
  worker: URL,
  workerData: ExportWork,
  exchanges: AsyncIterator<Exchange>,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<number | null> {
  if (signal.aborted) return null
  const thread = new Worker(worker, { workerData, execArgv: [] })
  try {
    const bytes = await new Promise<number | null>((resolve, reject) => {
      signal.addEventListener('abort', () => {
        resolve(null)
      })
      thread.on('error', (error) => {
        reject(error)
      })
      thread.on('message', (report: ExportReport) => {
        if (report.kind === 'end') {
          if (report.failure === null) resolve(report.bytes)
          else reject(new PosternError(report.failure.code, report.failure.message, report.failure.remedy))
          return
        }
        onBytes(report.bytes)
        exchanges.next().then((next) => {
          if (!signal.aborted) thread.postMessage(next.done ? null : next.value)
        }, reject)
      })
    })
    return signal.aborted ? null : bytes
  } finally {
    await thread.terminate()
  }
}
