import type { CallsOf, HandlerPorts } from './ports.ts'

/** Sends many failed requests again. */
export function replayCalls({ replays }: Pick<HandlerPorts, 'replays'>): CallsOf<'replay'> {
  return {
    'replay:plan': ({ query }) => replays.plan(query),
    'replay:start': ({ plan, withUnsafe }) => replays.start(plan, withUnsafe),
    'replay:pause': () => {
      replays.pause()
    },
    'replay:resume': () => {
      replays.resume()
    },
    'replay:cancel': () => {
      replays.cancel()
    },
    'replay:state': () => replays.state(),
  }
}
