import { z } from 'zod'
import { VERDICTS } from '../contract/comparison.ts'

/** One request of a replay, as far as it has come. */
export const itemSchema = z.strictObject({
  original: z.string(),
  profile: z.string(),
  key: z.string().nullable(),
  group: z.string().nullable(),
  /** Whether it may be sent again by itself when nobody knows if it was sent. */
  isSafe: z.boolean(),
  /**
   * `waiting`; `sending`: handed to the sender, so it may have left; `sent`: its exchange has ended; `skipped`: left
   * out, `reason` says why; `blocked`: it could not be sent; `uncertain`: it was under way when the program ended.
   */
  state: z.enum(['waiting', 'sending', 'sent', 'skipped', 'blocked', 'uncertain']),
  /** Id of the new exchange, from before it can leave. */
  exchange: z.string().nullable(),
  verdict: z.enum(VERDICTS).nullable(),
  reason: z.string().nullable(),
  /** True when it was begun once before and nobody knows whether it left. */
  again: z.boolean(),
})

export const recordSchema = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  startedAt: z.string(),
  /** Epoch ms at which it is to begin; null when that was at once. */
  startAt: z.number().nullable().default(null),
  /** Keys that are used in place of those that the requests were sent with, one for a profile. */
  keys: z.array(z.strictObject({ profile: z.string(), key: z.string() })),
  items: z.array(itemSchema),
})

export type ReplayItem = z.infer<typeof itemSchema>
/** A replay as it is remembered over a restart. */
export type ReplayRecord = z.infer<typeof recordSchema>

/** Remembers how far a replay has come. What it has resolved for survives the death of the program. */
export interface ReplayJournal {
  write(index: number, item: ReplayItem): Promise<void>
  /** The replay has ended, and need not be remembered. */
  end(): Promise<void>
  /** Nothing more is written; what was written is remembered. */
  close(): Promise<void>
}

/** For a replay that need not survive, such as one of the headless tool. */
export const noJournal: ReplayJournal = {
  write: () => Promise.resolve(),
  end: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

/**
 * The record of a replay from a damaged journal: what is not known to have ended may have been begun, since the line
 * that would tell so is perhaps the one that is lost.
 */
export function afterDamage(record: ReplayRecord): ReplayRecord {
  return {
    ...record,
    items: record.items.map((item) =>
      item.state === 'waiting' || item.state === 'sending'
        ? { ...item, state: 'sending', exchange: null }
        : item,
    ),
  }
}
