import { defineStore } from 'pinia'
import { call, importFile } from '../../api/bridge.ts'
import { useFilterStore } from '../history/filter.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useNoticesStore } from '../window/notices.ts'

/** Begins the import of HAR files. */
export const useImportingStore = defineStore('importing', () => {
  const notices = useNoticesStore()
  const navigation = useNavigationStore()
  const filter = useFilterStore()

  /** `begin` says whether there is something to import. */
  async function attempt(begin: () => Promise<unknown>): Promise<void> {
    await notices.attempt('Postern imported nothing', async () => {
      const isFromDoor = navigation.overlay === 'paste'
      if ((await begin()) === false) return
      navigation.go('history')
      if (!isFromDoor) return
      // Its requests may be older than all that is in view.
      await filter.apply('source:import')
      navigation.focus('list')
    })
  }

  return {
    choose: () => attempt(() => call('import:choose', undefined)),
    takeFile: (file: File) => attempt(() => importFile(file)),
    takeText: (text: string) => attempt(() => call('import:text', { text })),
  }
})
