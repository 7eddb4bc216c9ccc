import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Exported } from '../../../app/contract/exported.ts'
import type { ExportFormat } from '../../../app/contract/exportFormats.ts'

/** What the export dialog is asked for: one exchange, some, or all that match a query; empty for all. */
export interface ExportWish {
  readonly of: Exported
  readonly format: ExportFormat
}

/** What the export dialog shows. */
export const useExportingStore = defineStore('exporting', () => {
  /** Null while the dialog is closed. */
  const request = shallowRef<ExportWish | null>(null)

  function ask(of: Exported, format: ExportFormat = 'har'): void {
    request.value = { of, format }
  }

  function close(): void {
    request.value = null
  }

  return { request, ask, close }
})
