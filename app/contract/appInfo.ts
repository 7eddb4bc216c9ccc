import { z } from 'zod'
import { PROTECTIONS } from './keys.ts'
import { noticeSchema } from './notice.ts'

export const appInfoSchema = z.strictObject({
  version: z.string(),
  electron: z.string(),
  platform: z.string(),
  /** How keys are protected at rest: `memory` also where only a weak protection is at hand and was not chosen. */
  protection: z.enum(PROTECTIONS),
  dataFolder: z.string(),
  notices: z.array(noticeSchema),
})

export type AppInfo = z.infer<typeof appInfoSchema>
