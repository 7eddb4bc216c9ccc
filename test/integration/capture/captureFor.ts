import { onTestFinished } from 'vitest'
import type { CallEnded, CallEvent } from '../../../app/capture/calls.ts'
import { startListener, type Listener, type ListenerOptions } from '../../../app/capture/listener.ts'
import { profileFor } from '../../../app/contract/presets.ts'

export interface TestCapture extends Listener {
  events: CallEvent[]
  /** Resolves with the first so many calls that have ended. */
  ended(count: number): Promise<CallEnded[]>
}

/** A listener for the length of a test, whose copies are recorded at once. */
export async function captureFor(to: string, more: Partial<ListenerOptions> = {}): Promise<TestCapture> {
  const events: CallEvent[] = []
  let onEvent: () => void = () => undefined
  const listener = await startListener(
    {
      profile: profileFor('own', 'Own', to),
      port: 0,
      isHolding: false,
      allowedOrigins: [],
      route: { proxy: null, authorities: null },
      salt: 's',
      ...more,
    },
    (event) => {
      events.push(event)
      if (event.kind === 'ended')
        listener.release(event.request.bytes.length + (event.response?.body.bytes.length ?? 0))
      onEvent()
    },
  )
  onTestFinished(() => listener.close(0))
  return {
    ...listener,
    events,
    async ended(count) {
      for (;;) {
        const ended = events.filter((event) => event.kind === 'ended')
        if (ended.length >= count) return ended
        await new Promise<void>((resolve) => (onEvent = resolve))
      }
    },
  }
}
