import type { CallsOf, HandlerPorts } from './ports.ts'

/** Sends many failed requests again. */
export function replayCalls({ replays }: Pick<HandlerPorts, 'replays'>): CallsOf<'replay'> {
  return {
    'replay:plan': ({ selection, keys }) => replays.plan(selection, keys),
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
    'replay:continueAnyway': ({ id }) => replays.continueAnyway(id),
    'replay:list': () => replays.list(),
  }
}
