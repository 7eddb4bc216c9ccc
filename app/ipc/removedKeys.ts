import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import type { Vault } from '../vault/vault.ts'

/** After so long a removal cannot be taken back. */
const LIFE_MS = 10 * 60_000

/** Keys that were taken out of the vault, and can be put back for a while: they are in memory alone, and no file has them. */
export interface RemovedKeys {
  /** `isHeld` is false for a key that cannot be put back, since it could not be read. */
  remove(profile: string, alias: string, place: string): Promise<{ isHeld: boolean }>
  /** For the address that it was removed from. Throws a PosternError: `not-found` when it was too late, `bad-input` when the name is taken. */
  restore(profile: string, alias: string): Promise<void>
  /** In clear, so that they are blanked wherever they turn up. */
  secrets(): string[]
}

interface Held {
  profile: string
  alias: string
  place: string
  secret: string
}

export function createRemovedKeys(
  clock: Clock,
  vault: Pick<Vault, 'get' | 'set' | 'remove' | 'list'>,
): RemovedKeys {
  let held: readonly Held[] = []

  const find = (profile: string, alias: string) =>
    held.find((key) => key.profile === profile && key.alias === alias)

  function drop(gone: Held | undefined): void {
    held = held.filter((key) => key !== gone)
  }

  async function dropInTime(key: Held): Promise<void> {
    await clock.sleep(LIFE_MS)
    drop(key)
  }

  return {
    secrets: () => held.map(({ secret }) => secret),
    async remove(profile, alias, place) {
      // One that is bound elsewhere, or locked, is removed all the same.
      const secret = await vault.get(profile, alias, place).catch(() => null)
      await vault.remove(profile, alias)
      drop(find(profile, alias))
      if (secret === null) return { isHeld: false }
      const key = { profile, alias, place, secret }
      held = [...held, key]
      void dropInTime(key)
      return { isHeld: true }
    },
    async restore(profile, alias) {
      const key = find(profile, alias)
      if (!key) {
        throw new PosternError(
          'not-found',
          `The key ${alias} is gone: a removal can be taken back for ten minutes.`,
          'Enter the key again.',
        )
      }
      if (vault.list(() => key.place).some((other) => other.profile === profile && other.alias === alias)) {
        throw new PosternError(
          'bad-input',
          `There is a key named ${alias} again.`,
          'Give that one another name first.',
        )
      }
      await vault.set(profile, alias, key.secret, key.place)
      drop(key)
    },
  }
}
