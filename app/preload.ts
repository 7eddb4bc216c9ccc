import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { PosternBridge } from './contract/bridge.ts'
import { CALL_NAMES, EVENT_NAMES, FILE_CALL_NAMES } from './contract/names.ts'

// Only names of the closed lists pass; main parses every input again, because the page may be hostile.
function isOneOf(names: readonly string[], name: unknown): boolean {
  return typeof name === 'string' && names.includes(name)
}

function refused(message: string): {
  ok: false
  error: { code: 'bad-input'; message: string; remedy: string }
} {
  return { ok: false, error: { code: 'bad-input', message, remedy: 'Correct the call and try again.' } }
}

async function invoke(name: string, input: unknown) {
  try {
    return await ipcRenderer.invoke(name, input)
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
  async call(name, input) {
    if (!isOneOf(CALL_NAMES, name)) return refused('There is no such call on this bridge.')
    return invoke(name, input)
  },
  async importFile(file) {
    const path = pathOf(file)
    if (path === null) return refused('Only a file that was dropped on the window can be imported.')
    return invoke(FILE_CALL_NAMES[0], { path })
  },
  on(name, listener) {
    if (!isOneOf(EVENT_NAMES, name)) throw new Error('There is no such event on this bridge')
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
