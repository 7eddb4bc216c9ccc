import { z } from 'zod'

/** Longest specification of a fault, in characters. */
const MAX_SPEC_LENGTH = 200

const sandboxLogEntrySchema = z.strictObject({
  /** Epoch ms of the sandbox's clock. */
  at: z.number(),
  method: z.string(),
  /** Without the query. */
  path: z.string(),
  /** HTTP status; null when the request got no answer. */
  status: z.number().nullable(),
  /** Alias of the key behind the token; null when there was none, or not a valid one. */
  key: z.string().nullable(),
  /** The fault that struck, as it was written. */
  fault: z.string().nullable(),
  traceId: z.string(),
})

/** A fault that waits for its next request, and how many it will still strike; 0 for one that lasts until it is switched off. */
export const waitingFaultSchema = z.strictObject({ spec: z.string(), left: z.int().nonnegative() })

export const sandboxStateSchema = z.strictObject({
  /** Origin without a trailing slash; it has another port at each start. */
  url: z.string(),
  /** The keys that it knows, without their secrets. */
  keys: z.array(z.strictObject({ alias: z.string(), note: z.string() })),
  /** Every way in which it misbehaves on request. `example` is a whole specification, ready to be used. */
  faults: z.array(
    z.strictObject({ name: z.string(), title: z.string(), description: z.string(), example: z.string() }),
  ),
  waiting: z.array(waitingFaultSchema),
  /** The last 500 requests, oldest first. */
  log: z.array(sandboxLogEntrySchema),
})

/** One request that the sandbox answered, and the faults that wait after it. */
export const sandboxActivitySchema = z.strictObject({
  entry: sandboxLogEntrySchema,
  waiting: z.array(waitingFaultSchema),
})

/** Such as `status=500;times=2`. */
export const faultSpecSchema = z.string().min(1, 'Give a fault, for example status=500.').max(MAX_SPEC_LENGTH)

export type SandboxLogEntry = z.infer<typeof sandboxLogEntrySchema>
export type WaitingFault = z.infer<typeof waitingFaultSchema>
export type SandboxState = z.infer<typeof sandboxStateSchema>
