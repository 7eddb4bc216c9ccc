import { Worker, type MessagePort } from 'node:worker_threads'
import type { CaptureKnown, CaptureNews, CaptureOrder, RecordingMethods } from './captureRecording.ts'
import { connect } from './remote.ts'

/** A capture that runs, off this thread. */
export interface RunningCapture {
  readonly port: number
  /** Address for programs, without a slash at its end. */
  readonly url: string
  know(known: CaptureKnown): void
  /** Takes no more calls, lets those in progress end within that time, and ends when all is with the history. */
  close(graceMs: number, isProgramOver: boolean): Promise<void>
}

/**
 * Starts a capture in threads of its own.
 * @param url of the bundled thread
 * @param history a line to the history's thread; null keeps nothing
 * @param on.end hears why its thread ended by itself
 */
export async function startCapture(
  url: URL,
  order: CaptureOrder,
  history: MessagePort | null,
  on: { news(news: CaptureNews): void; end(reason: string): void },
): Promise<RunningCapture> {
  const thread = connect<RecordingMethods, CaptureNews>(
    new Worker(url, { execArgv: [], workerData: { role: 'recording' } }),
    { event: on.news, end: on.end },
  )
  try {
    const address = await thread.call('open', [order, history], history ? { transfer: [history] } : {})
    return {
      ...address,
      know(known) {
        thread.call('know', [known]).catch(() => undefined)
      },
      async close(graceMs, isProgramOver) {
        await thread.call('close', [graceMs, isProgramOver]).catch(() => undefined)
        await thread.end()
      },
    }
  } catch (error) {
    await thread.end()
    throw error
  }
}
