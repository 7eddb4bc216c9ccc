/** Numbers that look random and are the same at every start. */
export interface Random {
  /** Whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number
  chance(share: number): boolean
  pick<const T extends readonly [unknown, ...unknown[]]>(items: T): T[number]
}

/** A xorshift generator of 32 bits: short and quick, and not for secrets. */
export function createRandom(seed: number): Random {
  let state = seed | 0 || 1

  function next(): number {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }

  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    integer,
    chance: (share) => next() < share,
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
  }
}
