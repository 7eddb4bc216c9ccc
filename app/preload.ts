import { contextBridge, ipcRenderer } from 'electron'
import type { PosternBridge } from './contract/bridge.ts'
import { CALL_NAMES, EVENT_NAMES } from './contract/names.ts'

// Only names of the closed lists pass; main parses every input again, because the page may be hostile.
function refuseUnknown(names: readonly string[], name: string): void {
  if (!names.includes(name)) throw new Error(`There is no "${String(name)}" on this bridge`)
}

const bridge: PosternBridge = {
  platform: process.platform,
  call(name, input) {
    refuseUnknown(CALL_NAMES, name)
    return ipcRenderer.invoke(name, input)
  },
  on(name, listener) {
    refuseUnknown(EVENT_NAMES, name)
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
