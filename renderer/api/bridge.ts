import type { CallInput, CallOutput, PageCallName } from '../../app/contract/calls.ts'
import type { PosternBridge } from '../../app/contract/bridge.ts'
import type { BridgeError, ErrorCode, Result } from '../../app/contract/errors.ts'
import type { EventName, EventPayload } from '../../app/contract/events.ts'

declare global {
  interface Window {
    readonly postern: PosternBridge
  }
}

/** A call that main refused or could not do. `message` and `remedy` may be shown as they stand. */
export class BridgeFailure extends Error {
  override readonly name = 'BridgeFailure'
  readonly code: ErrorCode
  readonly remedy: string
  /** The value of the call's input that was not taken, where one is to blame. */
  readonly field: { readonly path: string; readonly message: string } | null

  constructor(error: BridgeError) {
    super(error.message)
    this.code = error.code
    this.remedy = error.remedy
    this.field = error.field ?? null
  }
}

let standIn: PosternBridge | null = null

function bridge(): PosternBridge {
  return standIn ?? window.postern
}

/** Puts another bridge in the place of the window's own; null takes it away again. */
export function useBridge(other: PosternBridge | null): void {
  standIn = other
}

/** @throws {BridgeFailure} whatever goes wrong, also when main does not answer at all. */
export function call<N extends PageCallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  return valueOf(name, () => bridge().call(name, input))
}

/**
 * Imports a file that was dropped on the window.
 * @throws {BridgeFailure}
 */
export function importFile(file: File): Promise<void> {
  return valueOf('import:dropped', () => bridge().importFile(file))
}

async function valueOf<T>(name: string, ask: () => Promise<Result<T>>): Promise<T> {
  let result
  try {
    result = await ask()
  } catch (error) {
    throw new BridgeFailure({
      code: 'internal',
      message: `The app did not answer (${name}: ${error instanceof Error ? error.message : String(error)}).`,
      remedy: 'Try it again. If it stays so, quit Postern and start it again; what was sent is kept.',
    })
  }
  if (!result.ok) throw new BridgeFailure(result.error)
  return result.value
}

/** Returns the function that ends the listening. */
export function on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
  return bridge().on(name, listener)
}

export function platform(): string {
  return bridge().platform
}
