import { useEventListener } from '@vueuse/core'
import { readonly, shallowRef, type Ref } from 'vue'
import { BEGINNING, kindOfPasted, type PastedKind } from '../../../app/diagnosis/pastedKind.ts'
import { decodedInput } from '../../../app/reading/input.ts'
import { BridgeFailure, call } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { isInField } from '../commands/useShortcuts.ts'
import { useResendStore } from '../exchange/resend.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useImportingStore } from './importing.ts'
import { useNoticesStore } from '../window/notices.ts'

/** As much as an answer may have that is sent for. */
const MOST_BYTES = 20 * 1024 * 1024

/** Whether what a command printed follows it. */
async function holdsResponse(text: string): Promise<boolean> {
  if (!text.trim().includes('\n')) return false
  const question = { answer: text, status: null, request: '', headers: [], claims: null }
  return (await call('explain:answer', question)).content === 'response'
}

/** Takes files that are dropped anywhere, and texts that are pasted outside of any field, to where they belong. */
export function useIncoming(): { isDragging: Readonly<Ref<boolean>> } {
  const notices = useNoticesStore()
  const navigation = useNavigationStore()
  const recorded = useResendStore()
  const importing = useImportingStore()
  const isDragging = shallowRef(false)

  const take = {
    command: async (text) => {
      if (await holdsResponse(text)) await explain(text)
      else await recorded.takeCommand(text)
    },
    har: (text) => importing.takeText(text),
    answer: explain,
  } satisfies Record<PastedKind, (text: string) => Promise<void> | void>

  async function explain(text: string): Promise<void> {
    // What explains an answer is loaded when it is first needed.
    const { useExplainStore } = await import('../explain/explain.ts')
    useExplainStore().take(text)
    navigation.go('explain')
    announce('The answer is explained')
  }

  async function takeFile(file: File): Promise<void> {
    const beginning = decodedInput(new Uint8Array(await file.slice(0, BEGINNING).arrayBuffer()))
    const kind = /\.har$/i.test(file.name) ? 'har' : kindOfPasted(beginning)
    if (kind === 'har') await importing.takeFile(file)
    else if (file.size > MOST_BYTES) refuse(file, 'is larger than 20 MB, too large for one answer')
    else if (beginning.includes('\0')) refuse(file, 'holds no text')
    else await take[kind](decodedInput(new Uint8Array(await file.arrayBuffer())))
  }

  function refuse({ name }: Pick<File, 'name'>, reason: string): void {
    const remedy = 'Drop a HAR file to import it, or an answer as text or JSON to have it explained.'
    notices.report(
      new BridgeFailure({ code: 'bad-input', message: `${name} ${reason}.`, remedy }),
      'The file was not taken',
    )
  }

  async function onDrop(event: DragEvent): Promise<void> {
    isDragging.value = false
    const file = event.dataTransfer?.files[0]
    if (!file) return
    event.preventDefault()
    await notices.attempt('The file was not taken', () => takeFile(file))
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
    if (event.defaultPrevented || isInField(event) || document.querySelector('dialog[open]')) return
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (text.trim() === '') return
    event.preventDefault()
    if (text.length > MOST_BYTES) {
      refuse({ name: 'The pasted text' }, 'is larger than 20 MB, too large for one answer')
      return
    }
    void take[kindOfPasted(text)](text)
  }

  useEventListener('dragover', onDragOver)
  useEventListener('dragleave', onDragLeave)
  useEventListener('drop', onDrop)
  useEventListener('paste', onPaste)
  return { isDragging: readonly(isDragging) }
}
