import { z } from 'zod'
import { bridgeErrorSchema } from './errors.ts'
import { importStatusSchema } from './importStatus.ts'
import { replayStatusSchema } from './replayStatus.ts'

const count = z.int().nonnegative()

/** `paused` and `scheduled` wait for somebody, or for their time; the last three are ends. */
export const JOB_PHASES = ['running', 'paused', 'scheduled', 'done', 'cancelled', 'failed'] as const

const common = {
  id: z.string(),
  phase: z.enum(JOB_PHASES),
  /** `total` is null while nobody knows it. */
  progress: z.strictObject({
    done: count,
    total: count.nullable(),
    unit: z.enum(['bytes', 'exchanges', 'requests']),
  }),
  /** Null unless it `failed`. */
  error: bridgeErrorSchema.nullable(),
}

const file = z.strictObject({
  /** Its name, without the folder. */
  file: z.string(),
})

const importJobSchema = z.strictObject({
  kind: z.literal('import'),
  ...common,
  title: file,
  result: importStatusSchema.pick({
    imported: true,
    known: true,
    unreadable: true,
    problems: true,
    tokens: true,
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
  title: replayStatusSchema.pick({ startedAt: true }),
  result: replayStatusSchema.omit({ id: true, phase: true, startedAt: true, total: true }),
})

const updateJobSchema = z.strictObject({
  kind: z.literal('update'),
  ...common,
  title: z.strictObject({ version: z.string() }),
  result: z.null(),
})

/** Work that takes a while: how far it is, and what has come of it until now. */
export const jobSchema = z.discriminatedUnion('kind', [
  importJobSchema,
  exportJobSchema,
  replayJobSchema,
  updateJobSchema,
])

export type Job = z.infer<typeof jobSchema>
export type JobKind = Job['kind']
export type JobOf<K extends JobKind> = Extract<Job, { kind: K }>
