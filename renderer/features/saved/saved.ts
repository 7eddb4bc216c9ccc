import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { isSafeMethod } from '../../../app/contract/http.ts'
import { readRecorded } from '../../../app/contract/recorded.ts'
import { savedPath, type SavedList, type SavedRequest } from '../../../app/contract/savedPath.ts'
import { plural } from '../../../app/contract/words.ts'
import { call } from '../../api/bridge.ts'
import { toast } from '../../ui/toaster.ts'
import { useComposerStore } from '../composer/composer.ts'
import { linesOf } from '../exchange/recordedRequests.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useSessionStore } from '../window/session.ts'

/** Requests with names, in a file that others change too: it is read anew whenever they come into view. */
export const useSavedStore = defineStore('saved', () => {
  const composer = useComposerStore()
  const navigation = useNavigationStore()
  const session = useSessionStore()

  const list = shallowRef<SavedList>({ file: '', requests: [], problem: null })
  /** Which dialog is open. */
  const dialog = shallowRef<'save' | 'list' | null>(null)

  const folders = computed(() => [...new Set(list.value.requests.map(({ folder }) => folder))])

  async function refresh(): Promise<void> {
    list.value = await call('saved:list', undefined)
  }

  function show(which: 'save' | 'list' | null): void {
    dialog.value = which
  }

  /** Saves what is in the composer; the one of the same name and folder is replaced. */
  async function save(name: string, folder: string): Promise<void> {
    const { method, target, headers, body, markedIdempotent } = composer.draft
    const path = savedPath({ folder, name })
    const former = list.value.requests.find((request) => savedPath(request) === path)
    const { redacted } = await call('saved:put', {
      ...(former && { id: former.id }),
      folder,
      name,
      profile: session.profileId,
      method,
      target: target.trim(),
      headers: headers
        .filter((line) => !line.isOff && line.name.trim() !== '')
        .map(({ name: header, value }) => [header.trim(), value]),
      body: body === '' ? null : body,
      idempotent: markedIdempotent && !isSafeMethod(method),
    })
    await refresh()
    const missing = redacted === 0 ? '' : ` without ${plural(redacted, 'secret')}`
    toast(`Saved “${path}”${missing}`)
  }

  async function rename(id: string, name: string, folder: string): Promise<void> {
    await call('saved:rename', { id, name, folder })
    await refresh()
  }

  async function remove(id: string): Promise<SavedRequest | null> {
    const removed = await call('saved:remove', { id })
    await refresh()
    return removed
  }

  async function putBack(request: SavedRequest): Promise<void> {
    await call('saved:put', request)
    await refresh()
  }

  async function chooseFile(how: 'saved:openFile' | 'saved:moveFile'): Promise<void> {
    const chosen = await call(how, undefined)
    if (chosen) list.value = chosen
  }

  /** Takes a saved request into the composer, and selects its profile where there is one of that name. */
  async function open({ profile, method, target, headers, body, idempotent }: SavedRequest): Promise<void> {
    const to = profile !== null && session.profileOf(profile) !== null ? profile : session.profileId
    if (to !== session.profileId) await session.select(to, session.readyKeysOf(to)[0] ?? null)
    const getsToken = session.keyAlias !== null && target.startsWith('/')
    const recorded = readRecorded({ url: target, headers, body }, getsToken)
    composer.replace({
      method,
      target,
      headers: linesOf(recorded),
      body: body ?? '',
      markedIdempotent: idempotent,
    })
    navigation.go('history')
    navigation.focus('target')
  }

  return { list, dialog, folders, refresh, show, save, rename, remove, putBack, chooseFile, open }
})
