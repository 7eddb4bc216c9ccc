import { messageOf } from '../../app/contract/thrown.ts'
import { BridgeFailure } from './bridge.ts'

/** Something went wrong, in words that may be shown. */
export interface UiError {
  readonly code: string
  readonly message: string
  readonly remedy: string
}

export type Async<T> =
  | { readonly state: 'idle' }
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly trouble: UiError }

export function toUiError(error: unknown): UiError {
  if (error instanceof BridgeFailure) {
    return { code: error.code, message: error.message, remedy: error.remedy }
  }
  return {
    code: 'internal',
    message: messageOf(error),
    remedy: 'Repeat the action. If it fails again, quit Postern and start it again.',
  }
}

/** How the work has ended; never rejects. */
export function settle<T>(work: Promise<T>): Promise<Extract<Async<T>, { state: 'ready' | 'failed' }>> {
  return work.then(
    (value) => ({ state: 'ready', value }),
    (error: unknown) => ({ state: 'failed', trouble: toUiError(error) }),
  )
}
