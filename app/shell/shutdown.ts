import { app } from 'electron'
import type { Log } from './log.ts'

let isReadySaid = false

/** Said once, on standard output, for scripts that wait for it. Returns whether this was the first time. */
export function announceReady(): boolean {
  if (isReadySaid) return false
  isReadySaid = true
  process.stdout.write('Postern is ready\n')
  return true
}

interface Part {
  close(): Promise<unknown>
}

/** Holds the quit back until all that is under way has been written: closes the parts, one after the other. */
export function endTidily(parts: readonly Part[], report: Log['warn']): void {
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

/** A part that fails keeps none of the others from closing. */
async function closeInTurn(parts: readonly Part[], report: Log['warn']): Promise<void> {
  for (const part of parts) {
    try {
      await part.close()
    } catch (error) {
      report('A part of Postern did not close tidily', error)
    }
  }
}
