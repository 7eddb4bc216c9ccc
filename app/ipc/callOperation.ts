import { PosternError, type BridgeError, type Result } from '../contract/errors.ts'
import { complaintOf, issueSentence, type Issue } from '../contract/issueSentence.ts'
import type { WindowContext } from '../operations/context.ts'
import { BadInput, type Audience, type Callable } from '../operations/operation.ts'
import { isWithinLimits } from './limits.ts'

export interface CallOptions {
  operations: ReadonlyMap<string, Callable<WindowContext>>
  context: WindowContext
  /** Hears of failures that nobody foresaw. */
  onUnexpected(name: string, error: unknown): void
  /** Takes secrets out of whatever goes to the page and did not come from it. */
  redact<T>(value: T): T | Promise<T>
}

/** Who asks: the page, or the preload script for a file that was dropped on the window. */
export type Caller = 'page' | 'file'

const ALLOWED: Readonly<Record<Caller, readonly Audience[]>> = { page: ['all', 'page'], file: ['file'] }

/** Runs one operation for the page, whatever the page hands over. It always gives a result, and never throws. */
export async function callOperation(
  caller: Caller,
  name: unknown,
  raw: unknown,
  { operations, context, onUnexpected, redact }: CallOptions,
): Promise<Result<unknown>> {
  const operation = typeof name === 'string' ? operations.get(name) : undefined
  if (typeof name !== 'string' || !operation || !ALLOWED[caller].includes(operation.audience))
    return { ok: false, error: NO_SUCH_CALL }
  if (!isWithinLimits(raw)) return { ok: false, error: tooLarge(name) }
  try {
    const value = await operation.call(context, raw)
    return { ok: true, value: operation.isAsTyped ? value : await redact(value) }
  } catch (error) {
    // It repeats names that the page made up, and nothing else.
    if (error instanceof BadInput) return { ok: false, error: badInput(name, error.issues) }
    if (error instanceof PosternError) return { ok: false, error: await redact(shownError(error)) }
    onUnexpected(name, error)
    return { ok: false, error: INTERNAL }
  }
}

const NO_SUCH_CALL: BridgeError = {
  code: 'bad-input',
  message: 'There is no such call on this bridge.',
  remedy: 'Correct the call, then repeat it.',
}

const INTERNAL: BridgeError = {
  code: 'internal',
  message: 'Something went wrong inside Postern.',
  remedy: 'Repeat the action. If it happens again, read the log in the data folder.',
}

function tooLarge(name: string): BridgeError {
  return {
    code: 'bad-input',
    message: `The input of ${name} is too large.`,
    remedy: 'Shorten the request, its body above all.',
  }
}

/** A schema's complaint may repeat names that the page made up. */
const LONGEST_COMPLAINT = 300

function badInput(name: string, [first]: readonly Issue[]): BridgeError {
  return {
    code: 'bad-input',
    message: `The input of ${name} is wrong. ${issueSentence(first).slice(0, LONGEST_COMPLAINT)}.`,
    remedy: 'Correct the value, then repeat the action.',
    ...(first && {
      field: {
        path: first.path.map(String).join('.').slice(0, LONGEST_COMPLAINT),
        message: `${complaintOf(first).slice(0, LONGEST_COMPLAINT)}.`,
      },
    }),
  }
}

function shownError({ code, message, remedy }: PosternError): BridgeError {
  return { code, message, remedy }
}
