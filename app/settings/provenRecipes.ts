import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Binding } from '../contract/binding.ts'
import { openSideFile } from '../files/bestEffortFile.ts'

const MOST_RECIPES = 200

const fileSchema = z.strictObject({
  version: z.literal(1),
  proven: z.array(z.string()).max(MOST_RECIPES).nullable(),
})

/** Which token requests have led to a token, from one start to the next. Only hashes of them are written. */
export interface ProvenRecipes {
  has(binding: Binding): boolean
  add(binding: Binding): void
  /** Waits for what is being written. */
  close(): Promise<void>
}

/** @param former those of an installation that has no such file yet */
export async function openProvenRecipes(file: string, former: readonly Binding[]): Promise<ProvenRecipes> {
  const store = await openSideFile({ file, schema: fileSchema, fallback: { version: 1, proven: null } })
  let proven = store.value.proven ?? former.map(hashOf)
  let last = Promise.resolve()
  return {
    has: (binding) => proven.includes(hashOf(binding)),
    add(binding) {
      const hash = hashOf(binding)
      if (proven.includes(hash)) return
      proven = [...proven, hash].slice(-MOST_RECIPES)
      last = store.write({ version: 1, proven })
    },
    close: () => last,
  }
}

function hashOf({ origin, recipe }: Binding): string {
  return createHash('sha256')
    .update(JSON.stringify([origin, recipe]))
    .digest('base64url')
}
