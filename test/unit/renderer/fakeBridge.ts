import type { PageBridge } from '../../../renderer/api/bridge.ts'
import type { OperationInput, OperationName, OperationOutput } from '../../../app/operations/list.ts'
import type { BridgeError, Result } from '../../../app/contract/errors.ts'
import type { EventName, EventPayload } from '../../../app/contract/events.ts'

type Answers = {
  [N in OperationName]?: (input: OperationInput<N>) => OperationOutput<N> | Promise<OperationOutput<N>>
}

/** Throw it from an answer to let main refuse the call. */
export class Refusal extends Error {
  readonly error: BridgeError

  constructor(code: BridgeError['code'], message = 'It cannot be done.', remedy = 'Do something else.') {
    super(message)
    this.error = { code, message, remedy }
  }
}

export interface FakeBridge extends PageBridge {
  /** Every call in order, with its input. */
  readonly calls: readonly { readonly name: OperationName; readonly input: unknown }[]
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void
}

/** A main process that answers as told, and says what it was asked. */
export function fakeBridge(answers: Answers): FakeBridge {
  const calls: { name: OperationName; input: unknown }[] = []
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  return {
    platform: 'linux',
    calls,
    async call<N extends OperationName>(
      name: N,
      input: OperationInput<N>,
    ): Promise<Result<OperationOutput<N>>> {
      calls.push({ name, input })
      const answer = answers[name]
      if (!answer) throw new Error(`no answer for ${name}`)
      try {
        return { ok: true, value: await answer(input) }
      } catch (error) {
        if (error instanceof Refusal) return { ok: false, error: error.error }
        throw error
      }
    },
    importFile: () => Promise.resolve({ ok: true, value: undefined }),
    on(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set)
      set.add(listener)
      return () => set.delete(listener)
    },
    emit(name, payload) {
      for (const listener of listeners.get(name) ?? []) (listener as (sent: typeof payload) => void)(payload)
    },
  }
}
