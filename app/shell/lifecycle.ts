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

/** Holds the quit back until all that is under way has been written. */
export function endTidily(close: () => Promise<void>, report: Log['warn']): void {
  let isClosing = false
  app.on('will-quit', (event) => {
    if (isClosing) return
    isClosing = true
    event.preventDefault()
    close()
      .catch((error: unknown) => {
        report('Postern did not close tidily', error)
      })
      .finally(() => {
        app.exit(Number(process.exitCode ?? 0))
      })
  })
}
