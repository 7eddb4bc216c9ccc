import type { Clock } from '../clock.ts'
import { HOLD_MS, type HandedSecret, type SecretState } from '../contract/handedSecret.ts'
import type { HandedSecretsPort } from '../operations/context.ts'

/** A replay may bring many; beyond this the oldest are forgotten. */
const MOST = 500

export interface HandedSecrets extends HandedSecretsPort {
  hold(id: string, secrets: readonly HandedSecret[]): void
}

interface Held {
  readonly secrets: readonly HandedSecret[]
  readonly until: number
  readonly deadline: number
}

/**
 * Secrets that responses handed over, by the id of the exchange. They are in memory alone, ten minutes at most. `onChange`
 * hears when some are forgotten or saved.
 */
export function createHandedSecrets(
  clock: Clock,
  onChange: (id: string) => void = () => undefined,
): HandedSecrets {
  const held = new Map<string, Held>()
  const saved = new Map<string, string>()

  function heldOf(id: string): Held | null {
    const found = held.get(id)
    return found && clock.monotonic() < found.deadline ? found : null
  }

  async function forgetInTime(id: string, entry: Held): Promise<void> {
    await clock.sleep(HOLD_MS)
    if (held.get(id) !== entry) return
    held.delete(id)
    onChange(id)
  }

  function stateOf(id: string): SecretState {
    const found = heldOf(id)
    if (found) return { state: 'held', names: found.secrets.map(({ name }) => name), until: found.until }
    const file = saved.get(id)
    return file === undefined ? { state: 'gone' } : { state: 'saved', file }
  }

  return {
    hold(id, secrets) {
      const entry = { secrets, until: clock.now() + HOLD_MS, deadline: clock.monotonic() + HOLD_MS }
      held.set(id, entry)
      for (const oldest of held.keys()) {
        if (held.size <= MOST) break
        held.delete(oldest)
      }
      void forgetInTime(id, entry)
    },
    stateOf,
    secretsOf: (id) => heldOf(id)?.secrets ?? null,
    markSaved(id, file) {
      held.delete(id)
      saved.set(id, file)
      onChange(id)
    },
  }
}
