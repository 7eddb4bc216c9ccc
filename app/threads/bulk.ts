import { Worker, type MessagePort } from 'node:worker_threads'
import type { CheckedHistory } from '../contract/checkedHistory.ts'
import { checkHistory, type CheckOrder } from './checkHistory.ts'
import { exportFile, type ExportCounts, type ExportOrder } from './exportFile.ts'
import { importHar, type HarEnd, type HarNews, type HarOrder } from './importHar.ts'
import { connect, type CallOptions } from './remote.ts'

/** Work on many exchanges, which a thread does together with the history's thread. */
export const bulkMethods = { importHar, exportFile, checkHistory }

/** Starts a thread for each piece of work. Cancelling waits for what is under way: what was told before holds. */
export interface Bulk {
  importHar(order: HarOrder, options: CallOptions<HarNews>): Promise<HarEnd>
  exportFile(order: ExportOrder, options: CallOptions<ExportCounts>): Promise<ExportCounts>
  checkHistory(
    order: CheckOrder,
    options: CallOptions<{ done: number; total: number }>,
  ): Promise<CheckedHistory | null>
}

/** A hostile file may fill this much of the thread's memory, and ends it then; nothing else is touched. */
const MOST_MEMORY_MB = 1024

/**
 * @param url of the bundled thread
 * @param historyPort a line to the history's thread, which the thread is given
 */
export function createBulk(
  url: URL,
  historyPort: () => Promise<MessagePort>,
  mostMemoryMb = MOST_MEMORY_MB,
): Bulk {
  async function withThread<T>(work: (thread: ReturnType<typeof start>, port: MessagePort) => Promise<T>) {
    const port = await historyPort()
    const thread = start()
    try {
      return await work(thread, port)
    } finally {
      await thread.end()
      port.close()
    }
  }
  function start() {
    return connect<typeof bulkMethods>(
      new Worker(url, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb } }),
    )
  }
  return {
    importHar: (order, options) =>
      withThread((thread, port) => thread.call('importHar', [order, port], { ...options, transfer: [port] })),
    exportFile: (order, options) =>
      withThread((thread, port) =>
        thread.call('exportFile', [order, port], { ...options, transfer: [port] }),
      ),
    checkHistory: (order, options) =>
      withThread((thread, port) =>
        thread.call('checkHistory', [order, port], { ...options, transfer: [port] }),
      ),
  }
}
