import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { openStore, type Store } from '../../../app/history/store.ts'
import { parseQuery } from '../../../app/query/parse.ts'

export interface TemporaryStore {
  store: Store
  file: string
  /** Epoch ms; may be set, as if somebody set the clock. */
  time: number
  /** Lets so many ms go by. */
  pass(ms: number): void
  reopen(): void
  put(...exchanges: Exchange[]): void
  /** Brings all of a removal back, or all that limits have deleted. Returns how many. */
  restore(removal: number | 'by limits'): number
  /** Ids of what matches, newest first, fetched in parts of `limit` that end after each look. */
  find(query: string, limit?: number): string[]
}

/** A store of its own for each test. */
export function useStore(): TemporaryStore {
  let folder: string
  let passed = 0
  const open = () =>
    openStore({ file: context.file, writer: 'one', now: () => context.time, monotonic: () => passed })
  const context: TemporaryStore = {
    store: openStore({ file: ':memory:', writer: 'none', now: Date.now }),
    file: '',
    time: 0,
    pass(ms) {
      context.time += ms
      passed += ms
    },
    reopen() {
      context.store.close()
      context.store = open()
    },
    put(...exchanges) {
      context.store.put(exchanges, false)
    },
    restore: (removal) => restoreIn(context.store, removal),
    find(text, limit = 7) {
      const { query, errors } = parseQuery(text, context.time)
      if (errors.length > 0) throw new Error(errors[0]?.message)
      const found: string[] = []
      let position: number | null = null
      do {
        const part = context.store.find({ query, before: null, position, limit }, () => true)
        found.push(...part.ids)
        position = part.position
      } while (position !== null)
      return found
    },
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'postern-store-'))
    context.store.close()
    context.file = join(folder, 'history.db')
    context.time = Date.parse('2026-03-02T10:00:00.000Z')
    context.store = open()
  })
  afterEach(() => {
    context.store.close()
    context.store = openStore({ file: ':memory:', writer: 'none', now: Date.now })
    rmSync(folder, { recursive: true })
  })
  return context
}

export function restoreIn(
  { restore, restoreByLimits, housekeeping }: Pick<Store, 'restore' | 'restoreByLimits' | 'housekeeping'>,
  removal: number | 'by limits',
): number {
  const count = removal === 'by limits' ? restoreByLimits() : restore(removal)
  while (housekeeping.bringBack());
  return count
}
