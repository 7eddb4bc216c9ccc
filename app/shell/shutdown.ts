import { app } from 'electron'
import type { Log } from './log.ts'

let isAnnounced = false

/** Prints on standard output, once, that the app is ready: scripts wait for it. Returns whether this was the first time. */
export function announceReady(): boolean {
  if (isAnnounced) return false
  isAnnounced = true
  process.stdout.write('Postern is ready\n')
  return true
}

interface Part {
  close(): Promise<unknown>
}

/** Closes the parts one after the other before the app quits, so that everything under way is written. */
export function closeBeforeQuit(parts: readonly Part[], report: Log['warn']): void {
  let isClosing = false
  app.on('will-quit', (event) => {
    if (isClosing) return
    isClosing = true
    event.preventDefault()
    void closeInTurn(parts, report).finally(() => {
      app.exit(Number(process.exitCode ?? 0))
    })
  })
}

/** A part that fails to close does not keep the others from closing. */
async function closeInTurn(parts: readonly Part[], report: Log['warn']): Promise<void> {
  for (const part of parts) {
    try {
      await part.close()
    } catch (error) {
      report('A part of Postern did not close tidily', error)
    }
  }
}
