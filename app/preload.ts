import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { PosternBridge } from './contract/bridge.ts'
import { CALL_CHANNEL, EVENT_NAMES, FILE_CHANNEL } from './contract/names.ts'

function refused(message: string): {
  ok: false
  error: { code: 'bad-input'; message: string; remedy: string }
} {
  return { ok: false, error: { code: 'bad-input', message, remedy: 'Correct the call, then repeat it.' } }
}

async function invoke(channel: string, ...args: unknown[]) {
  try {
    return await ipcRenderer.invoke(channel, ...args)
  } catch (error) {
    // Electron could not carry the input, or main is gone.
    return refused(`The call did not arrive. ${error instanceof Error ? error.message : ''}`.trim())
  }
}

/** Where a file lies that the user handed to the page; null for whatever a page can make up. */
function pathOf(file: unknown): string | null {
  // A file that a script made has no path.
  return file instanceof File ? webUtils.getPathForFile(file) || null : null
}

const bridge: PosternBridge = {
  platform: process.platform,
  // Main parses name and input, because the page may be hostile.
  call: (name, input) => invoke(CALL_CHANNEL, name, input),
  async importFile(file) {
    const path = pathOf(file)
    if (path === null) return refused('Postern imports only a file that you drop on the window.')
    return invoke(FILE_CHANNEL, path)
  },
  on(name, listener) {
    if (!EVENT_NAMES.includes(name)) throw new Error('There is no such event on this bridge')
    const relay = (_event: unknown, payload: Parameters<typeof listener>[0]) => {
      listener(payload)
    }
    ipcRenderer.on(name, relay)
    return () => {
      ipcRenderer.removeListener(name, relay)
    }
  },
}

contextBridge.exposeInMainWorld('postern', bridge)
