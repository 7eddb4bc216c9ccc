import { rename, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { Worker } from 'node:worker_threads'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import type { Surroundings } from './supportBundle.ts'

/** What the thread is started with. */
export interface ExportOrder {
  path: string
  format: ExportFormat
  around: Surroundings
  /** Known in clear now, to be blanked. */
  secrets: string[]
  /** Further headers whose values are secrets. */
  headers: string[]
}

/** The thread asks for one exchange after the other, and says when the file is whole. */
export type ExportReport =
  { kind: 'more'; bytes: number } | { kind: 'end'; bytes: number; failure: string | null }

/**
 * Writes exchanges to a file in a thread of its own, holding one at a time. Under its name the file appears when it is
 * whole. Returns its size; null when the signal came first, with nothing left behind.
 * @throws PosternError file-unavailable
 */
export async function writeFileOf(
  worker: URL,
  order: ExportOrder,
  exchanges: AsyncIterator<Exchange>,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<number | null> {
  const part = `${order.path}.part`
  const thread = new Worker(worker, { workerData: { ...order, path: part }, execArgv: [] })
  try {
    const bytes = await new Promise<number | null>((resolve, reject) => {
      signal.addEventListener('abort', () => {
        resolve(null)
      })
      thread.on('error', (error) => {
        reject(unwritten(order.path, error.message))
      })
      thread.on('message', (report: ExportReport) => {
        if (report.kind === 'end') {
          if (report.failure === null) resolve(report.bytes)
          else reject(unwritten(order.path, report.failure))
          return
        }
        onBytes(report.bytes)
        exchanges.next().then((next) => {
          if (!signal.aborted) thread.postMessage(next.done ? null : next.value)
        }, reject)
      })
    })
    if (bytes === null || signal.aborted) return null
    await rename(part, order.path).catch((error: unknown) => {
      throw unwritten(order.path, String(error))
    })
    return bytes
  } finally {
    await thread.terminate()
    await rm(part, { force: true })
  }
}

function unwritten(path: string, reason: string): PosternError {
  return new PosternError(
    'file-unavailable',
    `${basename(path)} could not be written: ${reason.slice(0, 200)}.`,
    'Choose another folder, or make room on the disk.',
  )
}
