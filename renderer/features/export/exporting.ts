import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Exported, ExportStatus } from '../../../app/contract/exportStatus.ts'
import type { ExportFormat } from '../../../app/contract/exportFormats.ts'
import { call, on } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { exportText } from './exportText.ts'
import { useNoticesStore } from '../window/notices.ts'

/** What the export dialog is asked for: one exchange, some, or all that match a query; empty for all. */
export interface ExportWish {
  readonly of: Exported
  readonly format: ExportFormat
}

/** What the export dialog shows, and the file of many that is being written. */
export const useExportingStore = defineStore('exporting', () => {
  const notices = useNoticesStore()

  /** Null while the dialog is closed. */
  const request = shallowRef<ExportWish | null>(null)
  const status = shallowRef<ExportStatus | null>(null)

  async function start(): Promise<void> {
    on('export:changed', follow)
    try {
      status.value = await call('export:state', undefined)
    } catch (error) {
      notices.report(error, 'It is not known whether a file is being written')
    }
  }

  function follow(now: ExportStatus): void {
    const hasEnded = now.phase !== 'writing' && status.value?.phase === 'writing'
    status.value = now
    if (hasEnded) announce(exportText(now))
  }

  function ask(of: Exported, format: ExportFormat = 'har'): void {
    request.value = { of, format }
  }

  function close(): void {
    request.value = null
  }

  async function cancel(): Promise<void> {
    try {
      await call('export:cancel', undefined)
    } catch (error) {
      notices.report(error, 'The export goes on')
    }
  }

  /** Takes the banner of an export that has ended away. */
  function dismiss(): void {
    if (status.value?.phase !== 'writing') status.value = null
  }

  return { request, status, start, ask, close, cancel, dismiss }
})
