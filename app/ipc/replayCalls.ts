import type { CallsOf, HandlerPorts } from './ports.ts'

/** Sends many failed requests again. */
export function replayCalls({ replays }: Pick<HandlerPorts, 'replays'>): CallsOf<'replay'> {
  return {
    'replay:plan': ({ meant, keys }) => replays.plan(meant, keys),
    'replay:start': ({ plan, withUnsafe }) => replays.start(plan, withUnsafe),
    'replay:pause': ({ id }) => {
      replays.pause(id)
    },
    'replay:resume': ({ id }) => {
      replays.resume(id)
    },
    'replay:cancel': ({ id }) => {
      replays.cancel(id)
    },
    'replay:goOn': ({ id }) => replays.goOn(id),
    'replay:list': () => replays.list(),
  }
}
