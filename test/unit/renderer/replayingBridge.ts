import { useBridge } from '../../../renderer/api/bridge.ts'
import { fakeBridge } from './fakeBridge.ts'
import { exchangeOf } from './samples.ts'

/** Lets a main process take part that sends again what it is told to; its list grows by what was sent. */
export function useReplayingBridge(): (string | null)[] {
  const sent: (string | null)[] = []
  useBridge(
    fakeBridge({
      'exchange:send': (input) => {
        sent.push(input.replayOf)
        return { id: exchangeOf(2).id }
      },
      'history:get': () => exchangeOf(2),
    }),
  )
  return sent
}
