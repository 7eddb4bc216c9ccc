import { z } from 'zod'
import { jobSchema } from '../contract/job.ts'
import { windowOperation } from './operation.ts'

export const jobList = windowOperation({
  name: 'job:list',
  kind: 'read',
  summary: 'list the imports, exports and replays that have not ended, and the last of each that has',
  output: z.array(jobSchema),
  run: ({ jobs }) => jobs.list(),
})

/** Does nothing for one that has ended, or never was. */
export const jobCancel = windowOperation({
  name: 'job:cancel',
  kind: 'write',
  summary: 'end an import, an export or a replay',
  input: z.strictObject({ id: z.string().max(100) }),
  run: ({ jobs }, { id }) => jobs.cancel(id),
})
