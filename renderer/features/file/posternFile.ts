import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { OperationOutput } from '../../../app/operations/list.ts'
import { call } from '../../api/bridge.ts'
import { useNoticesStore } from '../window/notices.ts'

/** What another Postern wrote, while it is shown. It comes into nothing that is kept. */
export const usePosternFileStore = defineStore('posternFile', () => {
  const notices = useNoticesStore()
  const file = shallowRef<OperationOutput<'file:read'> | null>(null)

  async function show(read: () => Promise<OperationOutput<'file:choose'>>): Promise<void> {
    await notices.attempt('Postern could not open the file', async () => {
      file.value = await read()
    })
  }

  function close(): void {
    file.value = null
  }

  return {
    file,
    choose: () => show(() => call('file:choose', undefined)),
    take: (text: string) => show(() => call('file:read', { text })),
    close,
  }
})
