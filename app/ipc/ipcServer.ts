import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import type { BridgeError, Result } from '../contract/errors.ts'
import { CALL_CHANNEL, FILE_CHANNEL } from '../contract/names.ts'
import type { Caller } from './callOperation.ts'

/** Answers a call that came from our own page. It returns errors, and throws none. */
type Answerer = (caller: Caller, name: unknown, input: unknown) => Promise<Result<unknown>>

export interface IpcServer {
  /** Answers the calls: those that have come already, and all that follow. */
  open(answerer: Answerer): void
}

const UNTRUSTED: BridgeError = {
  code: 'untrusted-sender',
  message: 'The call did not come from Postern’s own window.',
  remedy: 'Use the app’s window.',
}

/** The operation that takes a file that was dropped on the window. */
const DROPPED_FILE = 'import:file'

/**
 * The only two `ipcMain.handle` of the app: one for the page's calls, and one for dropped files, whose paths the preload
 * script alone knows. Errors are returned, because Electron strips a thrown one of everything but its message.
 */
export function serveIpc(isTrusted: (event: IpcMainInvokeEvent) => boolean): IpcServer {
  let open: IpcServer['open'] = () => {}
  const opened = new Promise<Answerer>((resolve) => {
    open = resolve
  })
  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, input: unknown) => {
    // Asked before anything is awaited: the sender's frame may be gone afterwards.
    if (!isTrusted(event)) return { ok: false, error: UNTRUSTED }
    return (await opened)('page', name, input)
  })
  ipcMain.handle(FILE_CHANNEL, async (event, path: unknown) => {
    if (!isTrusted(event)) return { ok: false, error: UNTRUSTED }
    return (await opened)('file', DROPPED_FILE, { path })
  })
  return { open }
}
