import { CALLS, type CallInput, type CallName, type CallOutput } from '../contract/calls.ts'
import { PosternError, type BridgeError, type Result } from '../contract/errors.ts'
import { isWithinLimits } from './limits.ts'

export type Handlers = {
  [N in CallName]: (input: CallInput<N>) => Promise<CallOutput<N>> | CallOutput<N>
}

export interface AnswerOptions {
  handlers: Handlers
  /** Told of failures that nobody foresaw. */
  onUnexpected(name: CallName, error: unknown): void
  /** Takes secrets out of whatever goes to the page. */
  redact<T>(value: T): T | Promise<T>
}

/** Answers one call of the page, whatever it hands over: always with a result, never with an exception. */
export async function answer<N extends CallName>(
  name: N,
  raw: unknown,
  { handlers, onUnexpected, redact }: AnswerOptions,
): Promise<Result<CallOutput<N>>> {
  if (!isWithinLimits(raw)) return { ok: false, error: tooLarge(name) }
  const input = CALLS[name].input.safeParse(raw)
  if (!input.success) return { ok: false, error: await redact(badInput(name, input.error.issues)) }
  try {
    // The schema stands under the same name as the handler, which the compiler cannot see through the generic.
    return { ok: true, value: await redact(await handlers[name](input.data as CallInput<N>)) }
  } catch (error) {
    if (error instanceof PosternError) return { ok: false, error: await redact(shownError(error)) }
    onUnexpected(name, error)
    return { ok: false, error: INTERNAL }
  }
}

const INTERNAL: BridgeError = {
  code: 'internal',
  message: 'Something went wrong inside Postern.',
  remedy: 'Try again. If it happens again, the log in the data folder says what it was.',
}

function tooLarge(name: string): BridgeError {
  return {
    code: 'bad-input',
    message: `${name} was called with more than it can take.`,
    remedy: 'Shorten the request, its body above all.',
  }
}

/** A schema's complaint may repeat names that the page made up. */
const LONGEST_COMPLAINT = 300

function badInput(name: string, issues: readonly { path: PropertyKey[]; message: string }[]): BridgeError {
  const first = issues[0]
  const where = first && first.path.length > 0 ? `${first.path.map(String).join('.')}: ` : ''
  const complaint = `${where}${first?.message ?? ''}`.slice(0, LONGEST_COMPLAINT)
  return {
    code: 'bad-input',
    message: `${name} was called with something it does not take. ${complaint}`.trim(),
    remedy: 'Correct the value and try again.',
    ...(first && {
      field: {
        path: first.path.map(String).join('.').slice(0, LONGEST_COMPLAINT),
        message: first.message.slice(0, LONGEST_COMPLAINT),
      },
    }),
  }
}

function shownError({ code, message, remedy }: PosternError): BridgeError {
  return { code, message, remedy }
}
