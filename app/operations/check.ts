import { z } from 'zod'
import { REPORT_FORMATS, writeReport, type ReportFormat } from '../check/forms.ts'
import { drillSchema } from '../contract/check.ts'
import { checkedHistorySchema, checkedRunSchema } from '../contract/checkedHistory.ts'
import { PosternError } from '../contract/errors.ts'
import { windowOperation } from './operation.ts'

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
  run: ({ checks }, { query, idempotent, speed }) => checks.run(query, idempotent, speed),
})

export const checkRuns = windowOperation({
  name: 'check:runs',
  kind: 'read',
  summary: 'list runs with the verdicts of their last check',
  output: z.array(checkedRunSchema),
  run: ({ checks }) => checks.runs(),
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
