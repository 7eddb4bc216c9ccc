import type { CallEvent } from '../capture/calls.ts'
import { startListener, type Listener, type ListenerOptions } from '../capture/listener.ts'

export type ListenerMethods = ReturnType<typeof listenerMethods>

/** The thread that passes calls on: nothing that takes long may hold up a program. */
export function listenerMethods(tell: (event: CallEvent) => void) {
  let listener: Listener | null = null
  return {
    async start(options: ListenerOptions): Promise<{ port: number; url: string }> {
      listener = await startListener(options, tell)
      return { port: listener.port, url: listener.url }
    },
    release(bytes: number): void {
      listener?.release(bytes)
    },
    close: (graceMs: number): Promise<void> | undefined => listener?.close(graceMs),
  }
}
