import { defineStore } from 'pinia'
import { call, importFile } from '../../api/bridge.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useNoticesStore } from '../window/notices.ts'

/** Begins the import of HAR files. */
export const useImportingStore = defineStore('importing', () => {
  const notices = useNoticesStore()
  const navigation = useNavigationStore()

  /** `begin` says whether there is something to import. */
  async function attempt(begin: () => Promise<unknown>): Promise<void> {
    await notices.attempt('Postern imported nothing', async () => {
      if ((await begin()) !== false) navigation.go('history')
    })
  }

  return {
    choose: () => attempt(() => call('import:choose', undefined)),
    takeFile: (file: File) => attempt(() => importFile(file)),
    takeText: (text: string) => attempt(() => call('import:text', { text })),
  }
})
