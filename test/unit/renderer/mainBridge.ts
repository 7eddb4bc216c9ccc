import type { Result } from '../../../app/contract/errors.ts'
import type { EventName, EventPayload } from '../../../app/contract/events.ts'
import { callOperation } from '../../../app/ipc/callOperation.ts'
import { WINDOW_OPERATIONS, type OperationName } from '../../../app/operations/list.ts'
import { createChosenFiles } from '../../../app/session/chosenFiles.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { contextWithKeys, type KeptSecret } from '../operations/windowContext.ts'
import { fakeBridge, type FakeBridge } from './fakeBridge.ts'

/** The page before the real operations, with settings and keys in memory. */
export function mainBridge(given: { saved?: Profile[]; kept?: KeptSecret[] } = {}): FakeBridge {
  const { context } = contextWithKeys(given)
  const bridge = fakeBridge({})
  Object.assign(context, {
    notify: <N extends EventName>(name: N, payload: EventPayload<N>) =>
      bridge.emit(name, structuredClone(payload)),
    certificates: createChosenFiles(() => []),
    onSettings: () => Promise.resolve(),
  })
  const calls: FakeBridge['calls'][number][] = []
  return {
    ...bridge,
    calls,
    call: (async (name: OperationName, input: unknown): Promise<Result<unknown>> => {
      calls.push({ name, input })
      return callOperation('page', name, structuredClone(input), {
        operations: WINDOW_OPERATIONS,
        context,
        redact: (value) => value,
        onUnexpected: (_name, error) => {
          throw error
        },
      })
    }) as FakeBridge['call'],
  }
}
