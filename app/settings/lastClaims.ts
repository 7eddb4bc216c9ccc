import { z } from 'zod'
import { claimsSchema, type Claims, type TokenState } from '../contract/token.ts'
import { openSideFile } from '../files/bestEffortFile.ts'

const MOST_KEYS = 1000

const entrySchema = z.strictObject({
  profile: z.string(),
  key: z.string(),
  claims: claimsSchema,
  asOf: z.number(),
})
const fileSchema = z.strictObject({ version: z.literal(1), keys: z.array(entrySchema).max(MOST_KEYS) })

type Entry = z.infer<typeof entrySchema>

/** What the last token of each key said of itself, from one start to the next. Tokens themselves are never written. */
export interface LastClaims {
  /** Null when no token of the key was ever seen. `asOf` is in epoch ms. */
  of(profile: string, key: string): { claims: Claims; asOf: number } | null
  /** Whether any key of the profile has had a token. */
  knows(profile: string): boolean
  /** A state without claims, such as that of a key without a token, changes nothing. */
  learn(state: TokenState): void
  /** For a key that was removed, or is another now. */
  forget(profile: string, key: string): void
  rename(profile: string, key: string, to: string): void
  /** Waits for what is being written. */
  close(): Promise<void>
}

/** @param now epoch ms */
export async function openLastClaims(file: string, now: () => number): Promise<LastClaims> {
  const store = await openSideFile({ file, schema: fileSchema, fallback: { version: 1, keys: [] } })
  let entries: readonly Entry[] = store.value.keys
  let last = Promise.resolve()

  const find = (profile: string, key: string) =>
    entries.find((entry) => entry.profile === profile && entry.key === key)

  function keep(change: readonly Entry[]): void {
    entries = change.slice(-MOST_KEYS)
    last = store.write({ version: 1, keys: [...entries] })
  }

  const without = (profile: string, key: string) =>
    entries.filter((entry) => entry.profile !== profile || entry.key !== key)

  return {
    of(profile, key) {
      const found = find(profile, key)
      return found ? { claims: found.claims, asOf: found.asOf } : null
    },
    knows: (profile) => entries.some((entry) => entry.profile === profile),
    learn({ profile, key, claims }) {
      if (claims === null || JSON.stringify(find(profile, key)?.claims) === JSON.stringify(claims)) return
      keep([...without(profile, key), { profile, key, claims, asOf: now() }])
    },
    forget(profile, key) {
      if (find(profile, key)) keep(without(profile, key))
    },
    rename(profile, key, to) {
      const found = find(profile, key)
      if (found) keep([...without(profile, key), { ...found, key: to }])
    },
    close: () => last,
  }
}
