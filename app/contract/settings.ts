import { z } from 'zod'
import { CAPTURE_DEFAULTS, captureSettingsSchema } from './capture.ts'
import { KEEP_EVERYTHING, keepingLimitsSchema } from './keeping.ts'
import { aliasSchema } from './keyName.ts'
import { profileSchema } from './profile.ts'
import { updateFeedSchema } from './updates.ts'

export const settingsSchema = z.strictObject({
  version: z.literal(1),
  theme: z.enum(['system', 'light', 'dark']),
  /** What the composer starts with. */
  selected: z.strictObject({ profile: profileSchema.shape.id, key: aliasSchema.nullable() }),
  /** Profiles that differ from the presets, and further ones. */
  profiles: z.array(profileSchema).max(100),
  /** A file with service codes and endpoints of the user's own; null for none. */
  catalogFile: z.string().max(4096).nullable().default(null),
  /** What of the history goes by itself. */
  keeping: keepingLimitsSchema.default(KEEP_EVERYTHING),
  capture: captureSettingsSchema.default(CAPTURE_DEFAULTS),
  /** Where newer versions of the app are looked for; null for nowhere. */
  updateFeed: updateFeedSchema.nullable().default(null),
  /** Of profiles: where the user lets requests go. Null in a file from before: all that its profiles name. */
  confirmedOrigins: z.array(z.string()).max(100).nullable().default(null),
})

export type Settings = z.infer<typeof settingsSchema>
