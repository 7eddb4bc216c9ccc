import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import { CALLS, type CallInput, type CallName, type CallOutput } from '../contract/calls.ts'
import { CALL_NAMES } from '../contract/names.ts'
import { PosternError, type BridgeError, type Result } from '../contract/errors.ts'

export type Handlers = {
  [N in CallName]: (input: CallInput<N>) => Promise<CallOutput<N>> | CallOutput<N>
}

export interface ServeOptions {
  handlers: Handlers
  isTrusted(event: IpcMainInvokeEvent): boolean
  /** Told of failures that nobody foresaw. */
  onUnexpected(name: CallName, error: unknown): void
}

/**
 * Opens the door: one handler a call, and no other `ipcMain.handle` anywhere. Errors are returned,
 * not thrown, because Electron strips a thrown one of everything but its message.
 */
export function serve(options: ServeOptions): void {
  for (const name of CALL_NAMES) serveCall(name, options)
}

function serveCall<N extends CallName>(name: N, { handlers, isTrusted, onUnexpected }: ServeOptions): void {
  const schema = CALLS[name].input
  const handler = handlers[name]
  ipcMain.handle(name, async (event, raw: unknown): Promise<Result<CallOutput<N>>> => {
    // Before the first await: the sender's frame may be gone afterwards.
    if (!isTrusted(event)) return { ok: false, error: UNTRUSTED }
    const input = schema.safeParse(raw)
    if (!input.success) return { ok: false, error: badInput(name, input.error.issues) }
    try {
      // The schema stands under the same name as the handler, which the compiler cannot see through the generic.
      return { ok: true, value: await handler(input.data as CallInput<N>) }
    } catch (error) {
      if (error instanceof PosternError) return { ok: false, error: shownError(error) }
      onUnexpected(name, error)
      return { ok: false, error: INTERNAL }
    }
  })
}

const UNTRUSTED: BridgeError = {
  code: 'untrusted-sender',
  message: 'The call did not come from Postern’s own window.',
  remedy: 'Use the app’s window.',
}

const INTERNAL: BridgeError = {
  code: 'internal',
  message: 'Something went wrong inside Postern.',
  remedy: 'Try again. If it happens again, the log in the data folder says what it was.',
}

function badInput(name: string, issues: readonly { path: PropertyKey[]; message: string }[]): BridgeError {
  const first = issues[0]
  const where = first && first.path.length > 0 ? `${first.path.map(String).join('.')}: ` : ''
  return {
    code: 'bad-input',
    message: `${name} was called with something it does not take. ${where}${first?.message ?? ''}`.trim(),
    remedy: 'Correct the value and try again.',
  }
}

function shownError({ code, message, remedy }: PosternError): BridgeError {
  return { code, message, remedy }
}
