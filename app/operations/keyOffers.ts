import type { KeyOffer } from '../contract/keyOffer.ts'
import { profileAt } from '../contract/origin.ts'
import type { WindowContext } from './context.ts'

const MOST_OFFERS = 20

/** Holds what is an API key, goes to a known origin and is not in the vault, until the user decides. */
export function offerKeys(
  context: Pick<WindowContext, 'heldKeys' | 'vault' | 'profiles' | 'notify'>,
  found: readonly { kind: string; origin: string | null; where: string; value: string }[],
): void {
  const { heldKeys, vault } = context
  const held = heldKeys.list('offered')
  const known = new Set([...vault.secrets(), ...held.map(({ secret }) => secret)])
  const fresh = found.flatMap(({ kind, origin, where, value }) => {
    if (kind !== 'key' || origin === null || known.has(value)) return []
    known.add(value)
    return [{ reason: 'offered' as const, secret: value, origin, owner: null, where }]
  })
  const room = Math.max(0, MOST_OFFERS - held.length)
  if (fresh.length === 0) return
  heldKeys.hold(fresh.slice(0, room))
  context.notify('import:offered', listOffers(context))
}

/** The offers as the page sees them: without the keys. */
export function listOffers({ heldKeys, profiles }: Pick<WindowContext, 'heldKeys' | 'profiles'>): KeyOffer[] {
  return heldKeys.list('offered').map(({ id, origin, where }) => ({
    id,
    origin,
    where,
    profile: profileAt(origin, profiles())?.id ?? null,
  }))
}
