import { z } from 'zod'
import { itemSchema, type ReplayItem } from '../replay/journal.ts'
import type { NumberedPlan } from '../replay/plans.ts'

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

/** `results` is null when nothing was sent. */
export function replayDocument(
  { number: _, ...plan }: NumberedPlan,
  results: readonly ReplayItem[] | null,
  notes: string[],
): string {
  const document: z.infer<typeof replayDocumentSchema> = {
    version: 1,
    dryRun: results === null,
    plan: { ...plan, requests: plan.requests.map(({ group: _group, ...request }) => request) },
    results:
      results?.map((item) => ({
        original: item.original,
        exchange: item.exchange,
        state: item.state,
        verdict: item.verdict,
        reason: item.reason,
      })) ?? null,
    notes,
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
