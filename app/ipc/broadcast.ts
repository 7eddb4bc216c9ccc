import type { BrowserWindow } from 'electron'
import type { EventName, EventPayload } from '../contract/events.ts'

export type Broadcast = <N extends EventName>(name: N, payload: EventPayload<N>) => void

/**
 * Tells the page of a change, without the secrets that it may mention; without a window there is nobody to tell,
 * which is no error.
 */
export function broadcastTo(window: () => BrowserWindow | null, redact: <T>(value: T) => T): Broadcast {
  return (name, payload) => {
    const target = window()
    if (target && !target.isDestroyed() && !target.webContents.isDestroyed()) {
      // The session was redacted where it is not as the page typed it.
      target.webContents.send(name, name === 'session:changed' ? payload : redact(payload))
    }
  }
}
