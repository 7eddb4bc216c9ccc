import { defineStore } from 'pinia'
import { call, importFile } from '../../api/bridge.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useNoticesStore } from '../window/notices.ts'

const TITLE = 'Nothing was imported'

/** Begins the import of HAR files. */
export const useImportingStore = defineStore('importing', () => {
  const notices = useNoticesStore()
  const navigation = useNavigationStore()

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

  return { choose, takeFile, takeText }
})
