import { z } from 'zod'
import { settingsSchema } from '../contract/calls.ts'
import { baseUrlSchema, profileSchema } from '../contract/profile.ts'

/** With a user name or a query, which were taken once, no request could be sent: nothing is lost with them. */
const baseUrl = z
  .url()
  .transform((text) => {
    const { origin, pathname } = new URL(text)
    return origin + pathname
  })
  .pipe(baseUrlSchema)

/** Settings as any version may have written them. What is allowed no more is mended, so that it costs nothing else. */
export const formerSettingsSchema = settingsSchema.extend({
  profiles: z.array(profileSchema.extend({ baseUrl })).max(100),
})
