import { z } from 'zod'
import { appInfoSchema } from './appInfo.ts'
import { keyInfoSchema } from './keys.ts'
import { profileSchema } from './profile.ts'
import { windowStateSchema } from './rateWindow.ts'
import { settingsSchema } from './settings.ts'
import { tokenStateSchema } from './token.ts'

/** Who Postern talks to, and as whom. Main pushes it whole with each change, so that the page never asks twice. */
export const sessionStateSchema = z.strictObject({
  info: appInfoSchema,
  settings: settingsSchema,
  /** The presets, each replaced by the saved profile of the same id, then the further ones. */
  profiles: z.array(profileSchema),
  keys: z.array(keyInfoSchema),
  /** Of the selected key; null when none is selected. */
  rateWindow: windowStateSchema.nullable(),
  token: tokenStateSchema.nullable(),
})

export type SessionState = z.infer<typeof sessionStateSchema>
