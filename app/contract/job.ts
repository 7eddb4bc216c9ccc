import { z } from 'zod'
import { SCENARIOS, drillSchema } from './check.ts'
import { bridgeErrorSchema } from './errors.ts'
import { JOB_PHASES } from './jobPhase.ts'
import { PAGES_ENDS } from './pages.ts'

const count = z.int().nonnegative()

const common = {
  id: z.string(),
  phase: z.enum(JOB_PHASES),
  progress: z.strictObject({
    done: count,
    total: count,
    unit: z.enum(['bytes', 'exchanges', 'requests', 'pages', 'scenarios']),
  }),
  /** Null unless it `failed`. */
  error: bridgeErrorSchema.nullable(),
}

const file = z.strictObject({
  /** Its name, without the folder. */
  file: z.string(),
})

/** Everything is read twice, first for its secrets alone, and counts half each time. */
const importJobSchema = z.strictObject({
  kind: z.literal('import'),
  ...common,
  title: file,
  result: z.strictObject({
    imported: count,
    /** Were in the history already. */
    known: count,
    unreadable: count,
    /** The first of the unreadable; entries count from 1. */
    problems: z.array(z.strictObject({ entry: z.int().positive(), message: z.string() })),
    /** How many short-lived tokens were blanked; they are not offered to the vault. */
    tokens: count,
  }),
})

const exportJobSchema = z.strictObject({
  kind: z.literal('export'),
  ...common,
  title: file,
  result: z.strictObject({ bytes: count }),
})

const replayJobSchema = z.strictObject({
  kind: z.literal('replay'),
  ...common,
  title: z.strictObject({
    startedAt: z.string(),
    /** Epoch ms at which it was to begin; null when that was at once. */
    startAt: z.number().nullable(),
    /** The exchange that is sent again, where it is but one. */
    only: z
      .strictObject({
        id: z.string(),
        method: z.string(),
        url: z.string(),
        profile: z.string(),
        key: z.string().nullable(),
      })
      .nullable(),
  }),
  /** See ReplayState. */
  result: z.strictObject({
    sent: count,
    fixed: count,
    skipped: count,
    unsafe: count,
    unchanged: count,
    notTried: count,
    blocked: count,
    uncertain: count,
    waitsFor: z.strictObject({ what: z.enum(['window', 'answer']), until: z.number().nullable() }).nullable(),
    endsAt: z.number().nullable(),
    notes: z.array(z.string()),
    /** Id of the latest new exchange that has ended. */
    latest: z.string().nullable(),
    /** Ids of exchanges that sent again what was under way when the program ended. */
    sentAgain: z.array(z.string()),
    /** Why it waits since Postern was started again: it had begun, or its time passed meanwhile. */
    left: z.enum(['unfinished', 'missed']).nullable(),
  }),
})

/** The number of pages is known at the end alone: until then `total` is 0. */
const pagesJobSchema = z.strictObject({
  kind: z.literal('pages'),
  ...common,
  /** The path of the list. */
  title: z.strictObject({ list: z.string() }),
  result: z.strictObject({
    records: count,
    /** Null until it has ended. */
    end: z.enum(PAGES_ENDS).nullable(),
    /** Ids of the exchanges, in order. */
    pages: z.array(z.string()),
  }),
})

/** How the program ended in one scenario. */
const drillEndSchema = z.strictObject({
  scenario: z.enum(SCENARIOS),
  requests: count,
  /** As a shell says it. */
  code: z.int(),
  tookMs: z.number().nonnegative(),
  isOutOfTime: z.boolean(),
})

const drillJobSchema = z.strictObject({
  kind: z.literal('drill'),
  ...common,
  title: z.strictObject({ command: z.string(), speed: drillSchema.shape.speed }),
  result: z.strictObject({
    /** The one that is played now; null before the first and after the last. */
    scenario: z.enum(SCENARIOS).nullable(),
    ends: z.array(drillEndSchema),
    /** The last lines that the program wrote. */
    output: z.array(z.string()),
    /** Finds its calls in the history; null while it has none. */
    query: z.string().nullable(),
  }),
})

/** Work that takes a while: how far it is, and what has come of it until now. */
export const jobSchema = z.discriminatedUnion('kind', [
  importJobSchema,
  exportJobSchema,
  replayJobSchema,
  pagesJobSchema,
  drillJobSchema,
])

export type Job = z.infer<typeof jobSchema>
export type DrillEnd = z.infer<typeof drillEndSchema>
export type JobKind = Job['kind']
export type JobOf<K extends JobKind> = Extract<Job, { kind: K }>
