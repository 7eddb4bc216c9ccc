import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ExportFormat } from '../../app/contract/exportFormats.ts'

/** The exchange that the export dialog shows, and in which format; null while it is closed. */
export const useExportingStore = defineStore('exporting', () => {
  const wish = shallowRef<{ readonly id: string; readonly format: ExportFormat } | null>(null)

  function ask(id: string, format: ExportFormat): void {
    wish.value = { id, format }
  }

  function close(): void {
    wish.value = null
  }

  return { wish, ask, close }
})
