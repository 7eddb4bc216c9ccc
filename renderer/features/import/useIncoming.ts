import { useEventListener } from '@vueuse/core'
import { readonly, shallowRef, type Ref } from 'vue'
import { BEGINNING, kindOfPasted } from '../../../app/diagnosis/pastedKind.ts'
import { decodedInput } from '../../../app/reading/input.ts'
import { BridgeFailure } from '../../api/bridge.ts'
import { isInField } from '../commands/useShortcuts.ts'
import { usePosternFileStore } from '../file/posternFile.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useImportingStore } from './importing.ts'
import { useNoticesStore } from '../window/notices.ts'

/** As much as an answer may have that is sent for. */
const MOST_BYTES = 20 * 1024 * 1024
/** As much as main takes of another Postern. */
const LARGEST_SHARED = 16 * 1024 * 1024

/** Takes files that are dropped anywhere, and texts that are pasted outside of any field, to where they belong. */
export function useIncoming(): { isDragging: Readonly<Ref<boolean>> } {
  const notices = useNoticesStore()
  const importing = useImportingStore()
  const posternFile = usePosternFileStore()
  const navigation = useNavigationStore()
  const isDragging = shallowRef(false)

  /** What reads a text is loaded when it is first needed. */
  async function take(text: string): Promise<void> {
    const { useDoorStore } = await import('../explain/door.ts')
    await useDoorStore().bring(text)
  }

  async function takeFile(file: File): Promise<void> {
    if (/\.postern$/i.test(file.name)) {
      if (file.size > LARGEST_SHARED) refuse(file, 'is larger than 16 MB')
      else await posternFile.take(await file.text())
      return
    }
    const beginning = decodedInput(new Uint8Array(await file.slice(0, BEGINNING).arrayBuffer()))
    const kind = /\.har$/i.test(file.name) ? 'har' : kindOfPasted(beginning)
    if (kind === 'har') await importing.takeFile(file)
    else if (file.size > MOST_BYTES) refuse(file, 'is larger than 20 MB, too large for one response')
    else if (beginning.includes('\0')) refuse(file, 'holds no text')
    else await take(decodedInput(new Uint8Array(await file.arrayBuffer())))
  }

  function refuse({ name }: Pick<File, 'name'>, reason: string): void {
    const remedy = 'Drop a HAR file to import it, or a response as text or JSON to read what it means.'
    notices.report(
      new BridgeFailure({ code: 'bad-input', message: `${name} ${reason}.`, remedy }),
      'Postern did not take the file',
    )
  }

  async function onDrop(event: DragEvent): Promise<void> {
    isDragging.value = false
    const file = event.dataTransfer?.files[0]
    if (!file) return
    event.preventDefault()
    await notices.attempt('Postern did not take the file', () => takeFile(file))
  }

  function onDragOver(event: DragEvent): void {
    if (event.dataTransfer?.types.includes('Files') !== true) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    isDragging.value = true
  }

  function onDragLeave(event: DragEvent): void {
    // Only where the pointer leaves the window is there nothing that it goes to.
    if (event.relatedTarget === null) isDragging.value = false
  }

  function onPaste(event: ClipboardEvent): void {
    const isBehindDialog = navigation.overlay !== 'paste' && document.querySelector('dialog[open]') !== null
    if (event.defaultPrevented || isInField(event) || isBehindDialog) return
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (text.trim() === '') return
    event.preventDefault()
    if (text.length > MOST_BYTES) {
      refuse({ name: 'The pasted text' }, 'is larger than 20 MB, too large for one response')
      return
    }
    void take(text)
  }

  useEventListener('dragover', onDragOver)
  useEventListener('dragleave', onDragLeave)
  useEventListener('drop', onDrop)
  useEventListener('paste', onPaste)
  return { isDragging: readonly(isDragging) }
}
