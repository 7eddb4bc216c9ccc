import { z } from 'zod'

/** Every way in which a call over the bridge can fail. The page shows `message` and `remedy` as they stand. */
export const ERROR_CODES = [
  'bad-input',
  'untrusted-sender',
  'not-found',
  'key-missing',
  'key-unreadable',
  'vault-unavailable',
  'history-unavailable',
  'settings-unavailable',
  'sandbox-unavailable',
  'capture-unavailable',
  'file-unavailable',
  /** Only the app can do it, and it is not open. */
  'app-closed',
  /** The user said no, or nothing in time. */
  'declined',
  'busy',
  'internal',
] as const

export const bridgeErrorSchema = z.strictObject({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  remedy: z.string(),
  /** The value that was not taken: its dotted path in the call's input, and what is wrong with it. */
  field: z.strictObject({ path: z.string(), message: z.string() }).optional(),
})

export type ErrorCode = (typeof ERROR_CODES)[number]
export type BridgeError = z.infer<typeof bridgeErrorSchema>
export type Result<T> = { ok: true; value: T } | { ok: false; error: BridgeError }

/** An error whose text may be shown: what happened and why (`message`), and what to do (`remedy`). */
export class PosternError extends Error {
  override readonly name = 'PosternError'
  readonly code: ErrorCode
  readonly remedy: string

  constructor(code: ErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.remedy = remedy
  }
}
