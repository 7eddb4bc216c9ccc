import { z } from 'zod'
import { itemSchema, type ReplayItem } from '../replay/journal.ts'
import type { ReplayPlan } from '../replay/plan.ts'

const count = z.int().nonnegative()
const { profile, key, state, verdict, reason } = itemSchema.shape

const plannedSchema = z.strictObject({
  /** Of the exchange to be sent again. */
  original: z.ulid(),
  method: z.string(),
  url: z.string(),
  profile,
  key,
  state: z.enum(['ready', 'unsafe', 'blocked']),
  reason,
})

/** What `replay --json` prints. */
export const replayDocumentSchema = z.strictObject({
  version: z.literal(1),
  /** True when nothing was sent. */
  dryRun: z.boolean(),
  plan: z.strictObject({
    requests: z.array(plannedSchema),
    counts: z.strictObject({ ready: count, unsafe: count, blocked: count }),
    keys: z.array(z.strictObject({ profile, key, count })),
    /** How long what is ready is likely to take, in ms. */
    takesMs: z.number().nonnegative(),
    takesMsWithUnsafe: z.number().nonnegative(),
    warnings: z.array(z.string()),
    isCut: z.boolean(),
  }),
  /** In the order of the plan; null when nothing was sent. */
  results: z
    .array(z.strictObject({ original: z.ulid(), exchange: z.ulid().nullable(), state, verdict, reason }))
    .nullable(),
  notes: z.array(z.string()),
})

type ReplayDocument = z.infer<typeof replayDocumentSchema>

/** `results` is null when nothing was sent. */
export function replayDocument(
  plan: ReplayPlan,
  results: readonly ReplayItem[] | null,
  notes: string[],
): ReplayDocument {
  const requests = plan.requests.map(({ group: _, ...request }) => request)
  const shown = results?.map(({ original, exchange, state, verdict, reason }) => ({
    original,
    exchange,
    state,
    verdict,
    reason,
  }))
  return { version: 1, dryRun: results === null, plan: { ...plan, requests }, results: shown ?? null, notes }
}
