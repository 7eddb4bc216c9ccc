import { Worker } from 'node:worker_threads'
import type { Catalog } from '../catalog/catalog.ts'
import type { BridgeError } from '../contract/errors.ts'
import type { HarItem } from './harImport.ts'
import type { FoundSecret } from './secretCollector.ts'

/** What the thread is started with. */
export interface HarOrder {
  source: { path: string } | { text: string }
  catalog: Catalog
  traceHeaders: string[]
  /** When the file was saved, epoch ms; stands where an entry tells no time that can be. */
  savedAt: number
  /** Known in clear now, to be blanked. */
  secrets: string[]
  /** Further headers whose values are secrets. */
  headers: string[]
  /** Characters of a body that are kept. */
  bodyCap: number
}

/** A part of what the thread reads. `end` is null while more may come; else `whole`, or why it goes no further. */
export interface HarReport {
  items: HarItem[]
  /** API keys to be offered to the vault; they come once, before the first item. */
  keys: FoundSecret[]
  /** How many tokens were found, told with the keys. */
  tokens: number
  /** Everything is read twice, first for its secrets and then to be kept, and counts half each time. */
  readBytes: number
  end: 'whole' | BridgeError | null
}

/** A hostile file may fill this much of the thread's memory, and ends it then; nothing else is touched. */
const MOST_MEMORY_MB = 1024

/**
 * Reads a HAR file in a thread of its own, part by part: the next part is begun when the last has been taken. It ends
 * with the part whose `end` is not null. Leaving the loop ends the thread,
 * and so does the signal, with no further part.
 */
export async function* readHar(worker: URL, order: HarOrder, signal: AbortSignal): AsyncGenerator<HarReport> {
  const thread = new Worker(worker, {
    workerData: order,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  })
  const waiting: HarReport[] = []
  let wake: (() => void) | null = null
  const take = (report: HarReport) => {
    waiting.push(report)
    wake?.()
  }
  thread.on('message', take)
  thread.on('error', (error) => {
    take({ items: [], keys: [], tokens: 0, readBytes: 0, end: died(error) })
  })
  try {
    signal.addEventListener('abort', () => wake?.())
    while (!signal.aborted) {
      const report = waiting.shift()
      if (report) {
        yield report
        if (report.end !== null) return
        thread.postMessage(null)
      } else {
        await new Promise<void>((resolve) => (wake = resolve))
      }
    }
  } finally {
    await thread.terminate()
  }
}

function died(error: Error): BridgeError {
  const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  return {
    code: 'bad-input',
    message: isMemory
      ? 'The file needs more memory to be read than Postern gives it.'
      : `The file could not be read to its end: ${error.message.slice(0, 200)}.`,
    remedy: 'Save a smaller capture, such as the failed requests alone.',
  }
}
