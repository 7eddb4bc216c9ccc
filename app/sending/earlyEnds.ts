import { PosternError } from '../contract/errors.ts'
import type { Failure } from '../contract/exchange.ts'
import { cancelledFailure } from '../contract/recording.ts'
import { Cancelled } from './cancellableDelay.ts'
import type { ExchangeBuilder } from './exchangeBuilder.ts'

/** Thrown when the exchange ends before its next request, for a reason that its attempts already tell. */
export class Ended extends Error {
  override readonly name = 'Ended'
}

/** What the deadline of an exchange cut short: the wait for room, the token request, or the next attempt. */
export type LateCode = 'WINDOW_FULL' | 'TOKEN_LATE' | 'DEADLINE'

/**
 * In words of ours: what was thrown may quote what the server said, and no redaction can be relied on here. The kinds are a
 * closed list that others read, so the code says what it was.
 */
const INTERNAL: Failure = {
  kind: 'bad-response',
  code: 'INTERNAL',
  message: 'Postern failed while it handled the request.',
  mayHaveBeenSent: true,
}

/** Notes in an exchange that its deadline has passed. `at` is epoch ms, `waitedMs` how long the request was held back. */
export function endTooLate(
  builder: ExchangeBuilder,
  code: LateCode,
  what: string,
  at: number,
  waitedMs: number,
): Ended {
  const late = (message: string, mayHaveBeenSent: boolean): Failure => ({
    kind: 'timeout',
    code,
    message,
    mayHaveBeenSent,
  })
  builder.endOpen(late('No response arrived before the deadline of the exchange.', true), 'deadline', at)
  const message = `${what} The deadline of the exchange has passed, so Postern did not send the request.`
  builder.addUnsent(late(message, false), 'deadline', at, waitedMs)
  return new Ended()
}

/** Notes in an exchange what was thrown while it was carried out. `at` is epoch ms. */
export function endByError(builder: ExchangeBuilder, error: unknown, at: number): void {
  if (error instanceof Cancelled) {
    builder.endOpen(cancelledFailure(true), 'cancelled', at)
  } else if (error instanceof PosternError) {
    const { code, message } = error
    const failure: Failure = { kind: 'cancelled', code: code.toUpperCase(), message, mayHaveBeenSent: false }
    builder.addUnsent(failure, code, at, 0)
  } else if (builder.last?.decision === null) {
    builder.endOpen(INTERNAL, 'internal', at)
  } else {
    builder.addUnsent({ ...INTERNAL, mayHaveBeenSent: false }, 'internal', at, 0)
  }
}
