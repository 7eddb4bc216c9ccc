import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import type { Result } from '../contract/errors.ts'
import { CALL_NAMES, FILE_CALL_NAMES, type CallName } from '../contract/names.ts'
import { UNTRUSTED } from './trustedSender.ts'

/** Answers a call that came from our own page. It returns errors, and throws none. */
export type Answerer = (name: CallName, raw: unknown) => Promise<Result<unknown>>

export interface Door {
  /** Lets the calls in: those that have come already, and all that follow. */
  open(answerer: Answerer): void
}

/**
 * Sets up the door: one handler a call, and no other `ipcMain.handle` anywhere. Errors are returned,
 * not thrown, because Electron strips a thrown one of everything but its message.
 */
export function serve(isTrusted: (event: IpcMainInvokeEvent) => boolean): Door {
  let open: Door['open'] = () => {}
  const opened = new Promise<Answerer>((resolve) => {
    open = resolve
  })
  for (const name of [...CALL_NAMES, ...FILE_CALL_NAMES]) {
    ipcMain.handle(name, async (event, raw: unknown) => {
      // Before anything is awaited: the sender's frame may be gone afterwards.
      if (!isTrusted(event)) return { ok: false, error: UNTRUSTED }
      return (await opened)(name, raw)
    })
  }
  return { open }
}
