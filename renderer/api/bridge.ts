import { messageOf } from '../../app/contract/thrown.ts'
import type { PosternBridge } from '../../app/contract/bridge.ts'
import type { BridgeError, ErrorCode, Result } from '../../app/contract/errors.ts'
import type { EventName, EventPayload } from '../../app/contract/events.ts'
import type { OperationInput, OperationName, OperationOutput } from '../../app/operations/list.ts'

/** The bridge with its calls typed by the operations that answer them. */
export interface PageBridge extends Omit<PosternBridge, 'call'> {
  call<N extends OperationName>(name: N, input: OperationInput<N>): Promise<Result<OperationOutput<N>>>
}

declare global {
  interface Window {
    readonly postern: PageBridge
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

let standIn: PageBridge | null = null

function bridge(): PageBridge {
  return standIn ?? window.postern
}

/** Puts another bridge in the place of the window's own; null takes it away again. */
export function useBridge(other: PageBridge | null): void {
  standIn = other
}

/** @throws {BridgeFailure} whatever goes wrong, also when main does not answer at all. */
export function call<N extends OperationName>(
  name: N,
  input: OperationInput<N>,
): Promise<OperationOutput<N>> {
  return valueOf(name, () => bridge().call(name, input))
}

/**
 * Imports a file that was dropped on the window.
 * @throws {BridgeFailure}
 */
export async function importFile(file: File): Promise<void> {
  await valueOf('import:file', () => bridge().importFile(file))
}

async function valueOf<T>(name: string, ask: () => Promise<Result<T>>): Promise<T> {
  let result
  try {
    result = await ask()
  } catch (error) {
    throw new BridgeFailure({
      code: 'internal',
      message: `Postern did not respond (${name}: ${messageOf(error)}).`,
      remedy: 'Repeat the action. If it fails again, quit Postern and start it again. The history stays.',
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
