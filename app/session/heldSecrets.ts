import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { HeldKey, HeldKeysPort } from '../operations/context.ts'

/** After so long a key that is held is forgotten. */
const LIFE_MS = 10 * 60_000

/** API keys that wait in memory: offered by an import, or removed and not yet gone for good. No file has them. */
export interface HeldSecrets extends HeldKeysPort {
  /** In clear, so that they are redacted wherever they turn up. */
  secrets(): string[]
}

/** `onForgotten` hears when the time of some is over. */
export function createHeldSecrets(clock: Clock, onForgotten: () => void = () => undefined): HeldSecrets {
  let held: readonly HeldKey[] = []

  async function forgetInTime(ids: readonly string[]): Promise<void> {
    await clock.sleep(LIFE_MS)
    const before = held.length
    drop(ids)
    if (held.length < before) onForgotten()
  }

  function drop(ids: readonly string[]): void {
    held = held.filter(({ id }) => !ids.includes(id))
  }

  return {
    hold(keys) {
      const added = keys.map((key) => ({ ...key, id: randomUUID() }))
      held = [...held, ...added]
      void forgetInTime(added.map(({ id }) => id))
    },
    list: (reason) => held.filter((key) => key.reason === reason),
    drop,
    secrets: () => held.map(({ secret }) => secret),
  }
}
