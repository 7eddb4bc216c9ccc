import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Exported } from '../../../app/contract/exported.ts'
import type { ExportFormat, RequestFormat } from '../../../app/contract/exportFormats.ts'

/** What the export dialog is asked for: one exchange, some, or all that match a query; empty for all. */
export interface ExportWish {
  readonly of: Exported
  readonly format: ExportFormat
}

/** What the export dialog shows. */
export const useExportingStore = defineStore('exporting', () => {
  /** Null while the dialog is closed. */
  const request = shallowRef<ExportWish | null>(null)
  /** What a request was copied as last. */
  const requestFormat = shallowRef<RequestFormat>('curl')

  function ask(of: Exported, format: ExportFormat = 'har'): void {
    request.value = { of, format }
  }

  function copiedAs(format: RequestFormat): void {
    requestFormat.value = format
  }

  function close(): void {
    request.value = null
  }

  return { request, requestFormat, ask, copiedAs, close }
})
