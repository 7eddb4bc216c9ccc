import { contextBridge, ipcRenderer } from 'electron'
import type { PosternBridge } from './contract/bridge.ts'
import { CALL_NAMES, EVENT_NAMES } from './contract/names.ts'

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

const bridge: PosternBridge = {
  platform: process.platform,
  async call(name, input) {
    if (!isOneOf(CALL_NAMES, name)) return refused('There is no such call on this bridge.')
    try {
      return await ipcRenderer.invoke(name, input)
    } catch (error) {
      // Electron could not carry the input, or main is gone.
      return refused(`The call did not arrive. ${error instanceof Error ? error.message : ''}`.trim())
    }
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
