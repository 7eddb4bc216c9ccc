import type { Result } from './errors.ts'
import type { EventName, EventPayload } from './events.ts'

/** What the preload script puts on the page's `window` as `postern`. `renderer/api` types the calls by their names. */
export interface PosternBridge {
  call(name: string, input: unknown): Promise<Result<unknown>>
  /** Returns the function that ends the listening. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void
  /** Imports a HAR file that was dropped on the window. What the page made itself has no place on the disk, and is refused. */
  importFile(file: unknown): Promise<Result<unknown>>
  readonly platform: string
}
