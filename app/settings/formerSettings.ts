import { z } from 'zod'
import { settingsSchema } from '../contract/settings.ts'
import { baseUrlSchema, profileSchema } from '../contract/profile.ts'
import { LONGEST_MS } from '../contract/times.ts'

/** With a user name or a query, which were taken once, no request could be sent: nothing is lost with them. */
const baseUrl = z
  .url()
  .transform((text) => {
    const { origin, pathname } = new URL(text)
    return origin + pathname
  })
  .pipe(baseUrlSchema)

const ms = z.int().transform((given) => Math.min(given, LONGEST_MS))

const { rate, retry, timeouts } = profileSchema.shape
const formerProfileSchema = profileSchema.extend({
  baseUrl,
  rate: rate.extend({ lengthMs: ms.pipe(rate.shape.lengthMs) }),
  retry: retry.extend({
    backoffMs: z.array(ms).pipe(retry.shape.backoffMs),
    deadlineMs: ms.pipe(retry.shape.deadlineMs),
  }),
  timeouts: z.strictObject({ connectMs: ms, idleMs: ms, totalMs: ms }).pipe(timeouts),
})

/** Settings as any version may have written them. What is allowed no more is mended, so that it costs nothing else. */
export const formerSettingsSchema = settingsSchema.extend({ profiles: z.array(formerProfileSchema).max(100) })
