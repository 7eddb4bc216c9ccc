import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ImportStatus } from '../../../app/contract/importStatus.ts'
import { call, on, importFile } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { outcomeText } from './importText.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useNoticesStore } from '../window/notices.ts'

const TITLE = 'Nothing was imported'

/** The import of a HAR file that is under way, or the last one until it is put away. */
export const useImportingStore = defineStore('importing', () => {
  const notices = useNoticesStore()
  const navigation = useNavigationStore()

  const status = shallowRef<ImportStatus | null>(null)

  async function start(): Promise<void> {
    on('import:changed', follow)
    try {
      status.value = await call('import:state', undefined)
    } catch (error) {
      notices.report(error, 'It is not known whether an import is under way')
    }
  }

  function follow(now: ImportStatus): void {
    const hasEnded = now.phase !== 'reading' && status.value?.phase === 'reading'
    status.value = now
    if (hasEnded) announce(outcomeText(now))
  }

  async function begin(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
      navigation.go('history')
    } catch (error) {
      notices.report(error, TITLE)
    }
  }

  async function choose(): Promise<void> {
    try {
      if (await call('import:choose', undefined)) navigation.go('history')
    } catch (error) {
      notices.report(error, TITLE)
    }
  }

  async function takeFile(file: File): Promise<void> {
    await begin(() => importFile(file))
  }

  async function takeText(text: string): Promise<void> {
    await begin(() => call('import:text', { text }))
  }

  async function cancel(): Promise<void> {
    try {
      await call('import:cancel', undefined)
    } catch (error) {
      notices.report(error, 'The import goes on')
    }
  }

  /** Takes the banner of an import that has ended away. */
  function dismiss(): void {
    if (status.value?.phase !== 'reading') status.value = null
  }

  return { status, start, choose, takeFile, takeText, cancel, dismiss }
})
