import { isSameHeader } from '../../../app/contract/headers.ts'
import { defineStore } from 'pinia'
import { computed, reactive, shallowRef } from 'vue'
import { isSafeMethod } from '../../../app/contract/http.ts'
import { fragmentNote } from '../../../app/contract/url.ts'
import { emptyDraft, headerRow, obstacleOf, type Draft, type DraftPart, type EditedDraft } from './draft.ts'
import { useComparingStore, type MarkedExchange } from '../compare/comparing.ts'
import { useCatalogStore } from '../catalog/catalog.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useSessionStore } from '../window/session.ts'
import { useOutlook } from './useOutlook.ts'
import { useForecast } from './useForecast.ts'
import { wholeTarget } from './wholeTarget.ts'
import { useHeaderRows } from './useHeaderRows.ts'
import { useTypedSecrets } from './useTypedSecrets.ts'
import { unseenNote } from './unseen.ts'
import { useReplacedDraft } from './useReplacedDraft.ts'
import { usePasted } from './usePasted.ts'

/** The request being written. */
export const useComposerStore = defineStore('composer', () => {
  const comparing = useComparingStore()
  const session = useSessionStore()
  const exchanges = useExchangesStore()
  const navigation = useNavigationStore()
  const catalog = useCatalogStore()

  const draft = reactive<EditedDraft>(emptyDraft())
  const rows = useHeaderRows(draft)
  const typed = useTypedSecrets(draft)
  const pasted = usePasted(draft)
  const { endpoint, getsKey, refusal, betterKey, keysNote, keysFor } = useForecast(draft, pasted.tokenInUse)
  const outlook = useOutlook(draft, pasted.tokenInUse, refusal)
  const isSending = shallowRef(false)
  /** The exchange whose request was taken over to be fixed; null for any other draft. */
  const edited = shallowRef<{ exchange: MarkedExchange; route: string } | null>(null)
  /** Whether the sheet of the request's parts is open, and which of them it shows. */
  const isOpen = shallowRef(false)
  const part = shallowRef<DraftPart>('parameters')
  /** Whether the composer says what it knows of the request; false while that is said elsewhere on the screen. */
  const isToldHere = shallowRef(true)

  const needsVouching = computed(() => !isSafeMethod(draft.method))

  /** Why it cannot be sent as it stands; null when it can. */
  const obstacle = computed(() =>
    session.profile === null ? 'Choose a profile first.' : (obstacleOf(draft) ?? pasted.obstacle.value),
  )

  /** Whether it is the value of a header that hinders it. */
  const isHeaderMissing = computed(() =>
    draft.headers.some(({ isSecret, isOff, value }) => isSecret && !isOff && value === ''),
  )

  /** Said below the target, part of which is not sent then. */
  const cut = computed(() => fragmentNote(draft.target))

  /** Said below it too: fields show such characters as they are. */
  const unseen = computed(() => unseenNote(draft))

  /** Said beside the key, which is not used then. */
  const sentInstead = computed(() => {
    const isThere = draft.headers.some((line) => !line.isOff && isSameHeader(line.name, 'Authorization'))
    return isThere ? 'Postern sends the typed Authorization header instead.' : null
  })

  function show(which: DraftPart): void {
    navigation.go('history')
    part.value = which
    isOpen.value = true
  }

  function tellHere(isTold: boolean): void {
    isToldHere.value = isTold
  }

  function toggle(): void {
    if (isOpen.value) isOpen.value = false
    else show(part.value)
  }

  /** Takes what is typed into one of the draft's fields. */
  function write(change: Partial<Omit<Draft, 'method' | 'headers'>>): void {
    Object.assign(draft, change)
  }

  /** Puts a header there, unless it is there already, and shows where its value goes. */
  function addHeader(name: string): void {
    const has = draft.headers.some((line) => isSameHeader(line.name, name))
    if (!has) rows.push({ name, value: '' })
    show('headers')
    navigation.focus('header', name)
  }

  async function send(): Promise<void> {
    if (obstacle.value !== null || isSending.value) return
    const before = comparing.marked
    const isCompared = edited.value?.route === route()
    if (isCompared && edited.value) comparing.mark(edited.value.exchange)
    draft.target = wholeTarget(catalog.routes, draft.method, draft.target)
    isSending.value = true
    try {
      const hasLeft = await exchanges.send({
        profile: session.profileId,
        key: session.keyAlias,
        method: draft.method,
        target: draft.target,
        headers: draft.headers
          .filter((line) => !line.isOff && line.name.trim() !== '')
          .map((line) => [line.name.trim(), line.value]),
        body: draft.body === '' ? null : draft.body,
        markedIdempotent: needsVouching.value && draft.markedIdempotent,
        replayOf: null,
        ...(pasted.tokenInUse.value && { sessionToken: pasted.tokenInUse.value.id }),
      })
      // Nothing comes that could be compared.
      if (isCompared && !hasLeft) comparing.restore(before)
    } finally {
      isSending.value = false
    }
  }

  /** Sends the draft, and goes to where its answer appears. */
  async function submit(): Promise<void> {
    if (obstacle.value === null) {
      navigation.go('history')
      // The sheet goes with the field that has the focus.
      if (isOpen.value) navigation.focus('target')
      isOpen.value = false
      forgetReplaced()
      typed.dismiss()
    }
    await send()
  }

  /** The user's word was given for what stood there: another method does something else. */
  function chooseMethod(method: string): void {
    if (method === draft.method) return
    draft.method = method
    draft.markedIdempotent = false
  }

  /** The draft is this exchange's request, to be fixed: what comes back is compared with its response. */
  function edit(exchange: MarkedExchange): void {
    edited.value = { exchange, route: route() }
  }

  /** What stays the same while a request is fixed. */
  const route = () => `${draft.method} ${endpoint.value?.path ?? draft.target.split(/[?#]/, 1).join()}`

  function fill(given: Partial<Draft>): void {
    edited.value = null
    const said = typed.emptied.value
    // The target comes first, so that what was typed for another place goes before what is new comes.
    Object.assign(draft, { ...emptyDraft(), ...given, headers: (given.headers ?? []).map(headerRow) })
    typed.emptied.value = said
    draft.markedIdempotent &&= needsVouching.value
    pasted.clear()
    isOpen.value = false
    const hasSecret = draft.headers.some(({ isSecret }) => isSecret)
    if (draft.body !== '' && !hasSecret) part.value = 'body'
    else part.value = draft.headers.length > 0 ? 'headers' : 'parameters'
  }

  /** Fills in a draft of an earlier page, whose profile may have led elsewhere. */
  function restore(kept: Draft, writtenFor: string | null): void {
    fill(typed.brought(kept, writtenFor))
  }

  const { replaced, replace, bringBack, forgetReplaced } = useReplacedDraft(draft, fill, typed)

  return {
    draft,
    place: typed.place,
    isSending,
    isOpen,
    part,
    isToldHere,
    tellHere,
    endpoint,
    getsKey,
    needsVouching,
    obstacle,
    isHeaderMissing,
    cut,
    unseen,
    emptied: typed.emptied,
    dismissEmptied: typed.dismiss,
    sentInstead,
    sessionToken: pasted.token,
    tokenInUse: pasted.tokenInUse,
    unfilled: pasted.unfilled,
    bring: pasted.bring,
    keepUnfilled: pasted.keepUnfilled,
    forgetToken: pasted.forgetToken,
    refusal,
    outlook,
    betterKey,
    keysNote,
    keysFor,
    replaced,
    show,
    toggle,
    write,
    writeHeader: rows.write,
    removeHeader: rows.remove,
    addBlankHeader: () => {
      rows.push({ name: '', value: '' })
    },
    addHeader,
    chooseMethod,
    send,
    submit,
    edit,
    fill,
    restore,
    replace,
    bringBack,
    forgetReplaced,
  }
})
