import { z } from 'zod'
import { settingsSchema } from '../contract/settings.ts'
import { baseUrlSchema, MOST_LISTED, profileSchema } from '../contract/profile.ts'
import { LONGEST_MS } from '../contract/times.ts'

/** With a user name or a query, which were taken once, no request could be sent: nothing is lost with them. */
const baseUrl = z
  .url()
  .transform((text) => {
    const { origin, pathname } = new URL(text)
    return origin + pathname
  })
  .pipe(baseUrlSchema)

/** The nearest number that is allowed. */
function within({ minValue, maxValue }: z.ZodInt) {
  return z.int().transform((given) => Math.max(minValue ?? given, Math.min(given, maxValue ?? given)))
}

const ms = within(z.int().min(0).max(LONGEST_MS))
const listed = z.array(z.string()).transform((names) => names.slice(0, MOST_LISTED))

const { rate, retry, timeouts, bodyCapBytes } = profileSchema.shape
const formerProfileSchema = profileSchema.extend({
  baseUrl,
  rate: rate.extend({
    limit: within(rate.shape.limit),
    lengthMs: within(rate.shape.lengthMs),
    paths: listed,
  }),
  retry: retry.extend({
    backoffMs: z.array(ms).pipe(retry.shape.backoffMs),
    maxWindows: within(retry.shape.maxWindows),
    deadlineMs: within(retry.shape.deadlineMs),
  }),
  timeouts: timeouts.extend({
    connectMs: within(timeouts.shape.connectMs),
    idleMs: within(timeouts.shape.idleMs),
    totalMs: within(timeouts.shape.totalMs),
  }),
  bodyCapBytes: within(bodyCapBytes),
  traceHeaders: listed,
})

/** Settings as any version may have written them. What is allowed no more is mended, so that it costs nothing else. */
export const formerSettingsSchema = settingsSchema.extend({ profiles: z.array(formerProfileSchema).max(100) })
