import { z } from 'zod'
import { LONGEST_MS } from './times.ts'
import { KEY_PLACES } from './kinds.ts'

const wholeNumber = z.int('Give a whole number.')
const LONGEST = 'Give 24 days at most.'
/** Shorter ones would end a response wherever the page likes. */
const spanMs = wholeNumber.min(1000, 'Give 1 second or more.').max(LONGEST_MS, LONGEST)
/** Of paths and of names. */
export const MOST_LISTED = 100
const list = z.array(z.string()).max(MOST_LISTED, `Give at most ${MOST_LISTED}.`)

/**
 * How a key is exchanged for a token. The owner of the API has not published it,
 * so every part is a setting; what is null is found by itself in the answer.
 */
export const tokenRecipeSchema = z.strictObject({
  method: z.enum(['POST', 'GET']),
  path: z.string().startsWith('/', 'Begin the path with a slash.'),
  /** Where the key goes, and under which name. */
  sendKeyIn: z.enum(KEY_PLACES),
  keyName: z.string(),
  /** Dotted path to the token in the answer, such as `data.token`. */
  tokenAt: z.string().nullable(),
  /** Dotted path to its end of life: seconds to live, epoch seconds, or an ISO date. */
  expiresAt: z.string().nullable(),
})

const rateSchema = z.strictObject({
  limit: wholeNumber.min(1, 'Give a number above 0.').max(1_000_000, 'Give at most 1,000,000.'),
  lengthMs: spanMs,
  /** Only requests whose path starts with one of these count. */
  paths: list,
  /** `guard` holds a request back when the window is full, `observe` only shows. */
  mode: z.enum(['guard', 'observe']),
})

const retrySchema = z.strictObject({
  /** Delays before the second, third, … attempt after a 5xx or a lost connection; their number is the cap. */
  backoffMs: z
    .array(wholeNumber.nonnegative('Give delays of 0 or more.').max(LONGEST_MS, LONGEST))
    .max(20, 'Give at most 20 delays.'),
  /** How many windows a 429 may wait for. */
  maxWindows: wholeNumber.min(0, 'Give 0 or more.').max(60, 'Give 60 at most.'),
  /** No attempt starts, and no wait ends, later than this after the exchange began. */
  deadlineMs: spanMs,
})

const timeoutsSchema = z.strictObject({
  connectMs: spanMs,
  /** Longest silence on an open connection. */
  idleMs: spanMs,
  totalMs: spanMs,
})

const WHOLE_ADDRESS = 'Give a whole URL, for example https://api.example.com.'

/** What every address of the API begins with. It is kept as addresses are recorded, without a slash at its end. */
export const baseUrlSchema = z
  .url({ protocol: /^https?$/, error: WHOLE_ADDRESS })
  .regex(/^https?:\/\/[^\s/?#\\]+(?:[/?#][^\s\\]*)?$/i, WHOLE_ADDRESS)
  .regex(/^https?:\/\/[^/?#@]*(?:[/?#]|$)/i, 'Leave out the user name and the password.')
  .regex(/^[^?#]*$/, 'Leave out the query and the fragment, which begin with ? and #.')
  .pipe(z.url({ normalize: true }))
  .overwrite((text) => text.replace(/\/+$/, ''))

export const profileSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: z.string().min(1, 'Give a name.').max(80, 'Give at most 80 characters.'),
  /** The built-in sandbox fills in its port at start. */
  baseUrl: baseUrlSchema,
  token: tokenRecipeSchema,
  rate: rateSchema,
  retry: retrySchema,
  timeouts: timeoutsSchema,
  /** Bytes of a body that are kept; the rest is cut, and said. No error message is so long that the least would cut it. */
  bodyCapBytes: wholeNumber
    .min(64 * 1024, 'Give 64 KB or more.')
    .max(256 * 1024 * 1024, 'Give 256 MB at most.'),
  /** PEM file with further certificate authorities. */
  caFile: z.string().nullable(),
  /** Headers that may carry the trace ID, tried in order. */
  traceHeaders: list,
  /** Header that carries the region's subscription key of live operations. */
  subscriptionHeader: z.string(),
})

export type TokenRecipe = z.infer<typeof tokenRecipeSchema>
export type Rate = z.infer<typeof rateSchema>
export type Retry = z.infer<typeof retrySchema>
export type Timeouts = z.infer<typeof timeoutsSchema>
export type Profile = z.infer<typeof profileSchema>
