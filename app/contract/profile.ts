import { z } from 'zod'
import { SANDBOX_PROFILE } from './names.ts'

const positiveMs = z.int().positive()

/**
 * How a key is exchanged for a token. The owner of the API has not published it,
 * so every part is a setting; what is null is found by itself in the answer.
 */
export const tokenRecipeSchema = z.strictObject({
  method: z.enum(['POST', 'GET']),
  path: z.string().startsWith('/'),
  /** Where the key goes, and under which name. */
  sendKeyIn: z.enum(['json', 'form', 'header', 'bearer']),
  keyName: z.string(),
  /** Dotted path to the token in the answer, such as `data.token`. */
  tokenAt: z.string().nullable(),
  /** Dotted path to its end of life: seconds to live, epoch seconds, or an ISO date. */
  expiresAt: z.string().nullable(),
})

export const rateSchema = z.strictObject({
  limit: z.int().positive(),
  lengthMs: positiveMs,
  /** Only requests whose path starts with one of these count. */
  paths: z.array(z.string()),
  /** `guard` holds a request back when the window is full, `observe` only shows. */
  mode: z.enum(['guard', 'observe']),
})

export const retrySchema = z.strictObject({
  /** Delays before the second, third, … attempt after a 5xx or a lost connection; their number is the cap. */
  backoffMs: z.array(z.int().nonnegative()).max(20),
  /** How many windows a 429 may wait for. */
  maxWindows: z.int().min(0).max(60),
  /** No attempt starts, and no wait ends, later than this after the exchange began. */
  deadlineMs: positiveMs,
})

export const timeoutsSchema = z.strictObject({
  connectMs: positiveMs,
  /** Longest silence on an open connection. */
  idleMs: positiveMs,
  totalMs: positiveMs,
})

export const profileSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: z.string().min(1).max(80),
  /** Origin of the API without a trailing slash. The built-in sandbox fills in its port at start. */
  baseUrl: z.url({ protocol: /^https?$/ }),
  token: tokenRecipeSchema,
  rate: rateSchema,
  retry: retrySchema,
  timeouts: timeoutsSchema,
  /** Bytes of a body that are kept; the rest is cut, and said. */
  bodyCapBytes: z.int().positive(),
  /** PEM file with further certificate authorities. */
  caFile: z.string().nullable(),
  /** Headers that may carry the trace ID, tried in order. */
  traceHeaders: z.array(z.string()),
  /** Header that carries the region's subscription key of live operations. */
  subscriptionHeader: z.string(),
})

export type TokenRecipe = z.infer<typeof tokenRecipeSchema>
export type Rate = z.infer<typeof rateSchema>
export type Retry = z.infer<typeof retrySchema>
export type Timeouts = z.infer<typeof timeoutsSchema>
export type Profile = z.infer<typeof profileSchema>

const defaults = {
  token: {
    method: 'POST',
    path: '/api/token/request',
    sendKeyIn: 'json',
    keyName: 'apiKey',
    tokenAt: null,
    expiresAt: null,
  },
  rate: { limit: 60, lengthMs: 60_000, paths: ['/api/external/'], mode: 'guard' },
  retry: { backoffMs: [1000, 2000, 4000, 8000], maxWindows: 2, deadlineMs: 300_000 },
  timeouts: { connectMs: 10_000, idleMs: 30_000, totalMs: 120_000 },
  bodyCapBytes: 20 * 1024 * 1024,
  caFile: null,
  traceHeaders: [
    'traceparent',
    'x-trace-id',
    'x-request-id',
    'x-correlation-id',
    'request-id',
    'x-ms-request-id',
    'apim-request-id',
  ],
  subscriptionHeader: 'external-gh-apim-sub-key',
} satisfies Omit<Profile, 'id' | 'name' | 'baseUrl'>

export { SANDBOX_PROFILE }

/** The profiles that every installation has. The sandbox's address is a placeholder until it listens. */
export const PRESETS: readonly Profile[] = [
  { ...defaults, id: SANDBOX_PROFILE, name: 'Sandbox', baseUrl: 'http://127.0.0.1' },
  {
    ...defaults,
    id: 'guardhouse-au',
    name: 'Guardhouse AU',
    baseUrl: 'https://gateway-api.guardhousehq.com',
  },
  {
    ...defaults,
    id: 'guardhouse-uk',
    name: 'Guardhouse UK',
    baseUrl: 'https://gateway-api.guardhousehq.co.uk',
  },
]

/** A profile for any other address, with the presets' settings. */
export function profileFor(id: string, name: string, baseUrl: string): Profile {
  return { ...defaults, id, name, baseUrl }
}
