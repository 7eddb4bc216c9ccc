import { z } from 'zod'
import { DECISION_ACTIONS, OUTCOMES } from './kinds.ts'

/** How an attempt of a program was put beside the ones before it. What fits two requests is `ambiguous`, and proves nothing. */
export const GROUPED = ['first', 'same-connection', 'matched', 'ambiguous'] as const

/** A program that retries does so within this time, ms. */
export const LONGEST_PAUSE_MS = 60_000

/** What a program did after a response, held against what the API documentation recommends. */
export const CLIENT_VERDICTS = ['as-recommended', 'too-early', 'should-not', 'nothing'] as const

/** The program behind a captured call, as far as it is known. */
export const clientSchema = z.strictObject({
  /** Id of the start of a command by `postern run`; null for a program that was started otherwise. */
  run: z.string().nullable(),
  name: z.string().nullable(),
  pid: z.int().positive().nullable(),
  userAgent: z.string().nullable(),
  /** Tells the connections of one capture apart. */
  connection: z.string().nullable(),
})

export const clientDidSchema = z.strictObject({
  /** From the end of the response to the next attempt. */
  afterMs: z.number().nonnegative(),
  verdict: z.enum(CLIENT_VERDICTS),
})

export type CaptureClient = z.infer<typeof clientSchema>
export type ClientDid = z.infer<typeof clientDidSchema>
export type Grouped = (typeof GROUPED)[number]

/** What a capture has seen since it was started. */
export const captureCountsSchema = z.strictObject({
  requests: z.int().nonnegative(),
  clients: z.int().nonnegative(),
  /** Responses whose body names the host of the API, so that a program may follow it past the capture. */
  links: z.int().nonnegative(),
  /** Steps of requests that Postern passed on and could not record. */
  unrecorded: z.int().nonnegative(),
  /** Of the key that called last; null where no call has counted. Epoch ms in our own clock. */
  window: z
    .strictObject({
      used: z.int().nonnegative(),
      limit: z.int().positive(),
      resetsAt: z.number(),
    })
    .nullable(),
})

export type CaptureCounts = z.infer<typeof captureCountsSchema>

/** How the app and the command line listen, unless an option says otherwise. */
export const captureSettingsSchema = z.strictObject({
  /** 0 takes any free one. */
  port: z.int().min(0).max(65_535, 'Give a number up to 65,535.'),
  startsWithApp: z.boolean(),
  /** True holds back what would break the rate window. */
  isHolding: z.boolean(),
  /** Bytes of a body that are kept of a captured call. */
  bodyCapBytes: z
    .int()
    .min(64 * 1024, 'Give 64 KB or more.')
    .max(64 * 1024 * 1024, 'Give 64 MB at most.'),
  /** Origins of web pages that may use the capture. */
  allowedOrigins: z.array(z.url()).max(20),
})

export type CaptureSettings = z.infer<typeof captureSettingsSchema>

export const CAPTURE_DEFAULTS: CaptureSettings = {
  port: 47_100,
  startsWithApp: false,
  isHolding: false,
  bodyCapBytes: 1024 * 1024,
  allowedOrigins: [],
}

/** One captured request as the room lists it. */
export const captureRowSchema = z.strictObject({
  id: z.string(),
  startedAt: z.string(),
  /** Name of the program, by its process or else its user agent. */
  client: z.string(),
  method: z.string(),
  /** Path and query, redacted. */
  path: z.string(),
  status: z.number().nullable(),
  failure: z.string().nullable(),
  /** Null while the request is in progress. */
  outcome: z.enum(OUTCOMES).nullable(),
  headline: z.string().nullable(),
  /** Of the last attempt. */
  tookMs: z.number().nullable(),
  attempts: z.int().positive(),
  /** What the API documentation asks for after the last attempt, or after the one before where that is all there is. */
  recommended: z.strictObject({ action: z.enum(DECISION_ACTIONS), delayMs: z.number() }).nullable(),
  clientDid: clientDidSchema.nullable(),
})

export type CaptureRow = z.infer<typeof captureRowSchema>

/** What the room Capture shows. */
export const captureStateSchema = z.strictObject({
  /** Address for programs; null while it is off. */
  url: z.string().nullable(),
  /** Where requests go. */
  profile: z.string().nullable(),
  baseUrl: z.string().nullable(),
  isHolding: z.boolean(),
  /** The port of the settings where another one had to be taken. */
  portInUse: z.int().nullable(),
  counts: captureCountsSchema,
  /** The newest first. */
  rows: z.array(captureRowSchema),
  /** What was refused last, such as a web page. */
  refused: z.strictObject({ count: z.int(), status: z.int(), message: z.string() }).nullable(),
  /** Why it has ended by itself. */
  ended: z.string().nullable(),
})

export type CaptureState = z.infer<typeof captureStateSchema>
