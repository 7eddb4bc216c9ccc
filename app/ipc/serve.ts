import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import type { CallName } from '../contract/calls.ts'
import { CALL_NAMES } from '../contract/names.ts'
import { answer, UNTRUSTED, type AnswerOptions } from './answer.ts'

export interface ServeOptions extends AnswerOptions {
  isTrusted(event: IpcMainInvokeEvent): boolean
}

/**
 * Opens the door: one handler a call, and no other `ipcMain.handle` anywhere. Errors are returned,
 * not thrown, because Electron strips a thrown one of everything but its message.
 */
export function serve(options: ServeOptions): void {
  for (const name of CALL_NAMES) serveCall(name, options)
}

function serveCall(name: CallName, options: ServeOptions): void {
  ipcMain.handle(name, (event, raw: unknown) =>
    // Before anything is awaited: the sender's frame may be gone afterwards.
    options.isTrusted(event) ? answer(name, raw, options) : { ok: false, error: UNTRUSTED },
  )
}
