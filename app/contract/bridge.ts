import type { CallInput, CallName, CallOutput } from './calls.ts'
import type { Result } from './errors.ts'
import type { EventName, EventPayload } from './events.ts'

/** What the preload script puts on the page's `window` as `postern`. */
export interface PosternBridge {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>>>
  /** Returns the function that ends the listening. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void
  readonly platform: string
}
