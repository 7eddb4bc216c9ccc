import { z } from 'zod'
import { checkCalls } from '../check/check.ts'
import { REPORT_FORMATS, writeReport, type ReportFormat } from '../check/forms.ts'
import { lastRunQuery } from '../check/lastRun.ts'
import { drillSchema } from '../contract/check.ts'
import { checkedHistorySchema, checkedRunSchema } from '../contract/checkedHistory.ts'
import { PosternError } from '../contract/errors.ts'
import { querySchema } from '../contract/keeping.ts'
import { commandLineOperation, windowOperation } from './operation.ts'
import { readCalls } from './readCalls.ts'

/** `check:progress` says how far the reading has come. Another check ends the one that is in progress. */
export const checkRun = windowOperation({
  name: 'check:run',
  kind: 'read',
  summary: 'hold calls of the history against what the API documentation says',
  /** A query of null is for what the last program sent that a capture saw. */
  input: z.strictObject({
    query: z.string().max(2000).nullable(),
    /** Such as `POST /api/x`: what is safe to send twice. */
    idempotent: z.array(z.string().max(2000)).max(100),
    /** Of the drill that made the calls; 1 elsewhere. */
    speed: drillSchema.shape.speed,
  }),
  /** Null when it was cancelled. */
  output: checkedHistorySchema.nullable(),
  // The thread that makes the report redacts it.
  isAsTyped: true,
  run: ({ checks }, { query, idempotent, speed }) => checks.run(query, idempotent, speed),
})

export const checkRuns = windowOperation({
  name: 'check:runs',
  kind: 'read',
  summary: 'list runs with the verdicts of their last check',
  output: z.array(checkedRunSchema),
  run: ({ checks }) => checks.runs(),
})

/** As `check:run`, where no window has to stay quick meanwhile. */
export const checkHistory = commandLineOperation({
  name: 'check:history',
  kind: 'read',
  summary: 'check calls of the history, and give the report',
  input: z.strictObject({
    /** Null for what the last program sent that a capture saw. */
    query: querySchema.nullable(),
    /** Such as `POST /api/x`: what is safe to send twice. */
    idempotent: z.array(z.string().max(2000)).max(100),
    /** Only the newest so many exchanges. */
    limit: z.int().positive().optional(),
  }),
  /** `isAll` is false when the limit left older exchanges out. */
  output: checkedHistorySchema.omit({ programs: true }).extend({ isAll: z.boolean() }),
  async run(context, { query: wanted, idempotent, limit }) {
    const query = wanted ?? (await lastRunQuery(context.history)) ?? ''
    const isNothing = wanted === null && query === ''
    const { exchanges, isAll } = isNothing
      ? { exchanges: [], isAll: true }
      : await readCalls(context, query, limit)
    const rates = new Map(context.profiles().map(({ id, rate }) => [id, rate]))
    const rate = (profile: string) => rates.get(profile) ?? null
    return { query, isAll, report: checkCalls(exchanges, { idempotent, rate, catalog: context.catalog() }) }
  },
})

export const checkCancel = windowOperation({
  name: 'check:cancel',
  kind: 'write',
  summary: 'end the check that is in progress',
  run({ checks }) {
    checks.cancel()
  },
})

const ENDINGS: Readonly<Record<ReportFormat, string>> = {
  text: 'txt',
  json: 'json',
  junit: 'xml',
  markdown: 'md',
  sarif: 'sarif',
}

/** The output is the name of the file; null when none was chosen. */
export const checkSave = windowOperation({
  name: 'check:save',
  kind: 'write',
  summary: 'write the last report to a file that the user selects in a dialog of the system',
  input: z.strictObject({ format: z.enum(REPORT_FORMATS) }),
  output: z.string().nullable(),
  run({ checks, dialogs }, { format }) {
    const checked = checks.last()
    if (checked === null)
      throw new PosternError('not-found', 'There is no report to save.', 'Check the calls first.')
    return dialogs.saveText(`postern-check.${ENDINGS[format]}`, writeReport(checked.report, format))
  },
})
