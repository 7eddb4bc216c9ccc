import { defineStore } from 'pinia'
import { computed, reactive, shallowRef, watch } from 'vue'
import { findEndpoint } from '../../../app/catalog/routes.ts'
import { isSafeMethod } from '../../../app/contract/http.ts'
import {
  copyOf,
  emptyDraft,
  headerRow,
  isSameDraft,
  obstacleOf,
  type Draft,
  type DraftPart,
  type EditedDraft,
  type HeaderLine,
} from './draft.ts'
import { rankKeys, type KeyChoice } from './fittingKeys.ts'
import { forecast, forecastHeader } from './forecast.ts'
import { formatMoment } from '../../ui/format.ts'
import { parameterRows } from './parameters.ts'
import { useCatalogStore } from '../catalog/catalog.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useSessionStore } from '../window/session.ts'

/** The request being written. */
export const useComposerStore = defineStore('composer', () => {
  const session = useSessionStore()
  const exchanges = useExchangesStore()
  const navigation = useNavigationStore()
  const catalog = useCatalogStore()

  const draft = reactive<EditedDraft>(emptyDraft())
  const isSending = shallowRef(false)
  /** The draft that another took the place of; null when none did. */
  const replaced = shallowRef<Draft | null>(null)
  /** Whether the request's parts are in view, and which of them. */
  const isOpen = shallowRef(false)
  const part = shallowRef<DraftPart>('parameters')

  const needsVouching = computed(() => !isSafeMethod(draft.method))

  /** What the catalog knows about the target; nothing when it is a path of the user's own. */
  const endpoint = computed(() => findEndpoint(catalog.routes, draft.method, draft.target))

  /** Why it cannot be sent as it stands; null when it can. */
  const obstacle = computed(() => (session.profile === null ? 'Choose a profile first.' : obstacleOf(draft)))

  /** Why the API, or the gateway before it, will refuse the draft. */
  const refusal = computed(() => {
    const header = forecastHeader(draft, draft.headers, catalog.routes)
    if (header !== null || session.keyAlias === null) return header
    const known = session.claimsOf(session.profileId, session.keyAlias)
    const asOf = known === null || known.asOf === null ? null : formatMoment(known.asOf, Date.now())
    return forecast(draft, known?.claims ?? null, session.keyAlias, catalog.routes, asOf)
  })

  /** A key that may see what the chosen one may not. */
  const betterKey = computed(() => {
    if (refusal.value === null || refusal.value.missingHeader !== null) return null
    const [first] = keysFor(session.profileId, session.keyAlias, draft)
    return first?.fit === 'fits' ? first.alias : null
  })

  /** The other keys that a request could be sent with, those that fit first. */
  function keysFor(
    profile: string,
    key: string | null,
    request: Pick<Draft, 'method' | 'target' | 'body'>,
  ): readonly KeyChoice[] {
    const claimsOf = (alias: string) => session.claimsOf(profile, alias)?.claims ?? null
    const candidates = session
      .otherKeysFor({ profile, key })
      .map((alias) => ({ alias, claims: claimsOf(alias) }))
    return rankKeys(request, candidates, key === null ? null : claimsOf(key), catalog.routes)
  }

  function show(which: DraftPart): void {
    part.value = which
    isOpen.value = true
  }

  watch(endpoint, () => {
    const { known } = parameterRows(endpoint.value, draft.target)
    if (known.some(({ parameter, value }) => parameter.required && value === null)) show('parameters')
  })

  function toggle(): void {
    isOpen.value = !isOpen.value
  }

  /** Takes what is typed into one of the draft's fields. */
  function write(change: Partial<Omit<Draft, 'method' | 'headers'>>): void {
    Object.assign(draft, change)
  }

  function writeHeader(id: number, change: Partial<HeaderLine>): void {
    Object.assign(draft.headers.find((row) => row.id === id) ?? {}, change)
  }

  function removeHeader(id: number): void {
    draft.headers = draft.headers.filter((row) => row.id !== id)
  }

  function addBlankHeader(): void {
    draft.headers.push(headerRow({ name: '', value: '' }))
  }

  /** Puts a header there, unless it is there already, and shows where its value goes. */
  function addHeader(name: string): void {
    const has = draft.headers.some((line) => line.name.trim().toLowerCase() === name.toLowerCase())
    if (!has) draft.headers.push(headerRow({ name, value: '' }))
    show('headers')
    navigation.focus('header', name)
  }

  async function send(): Promise<void> {
    if (obstacle.value !== null || isSending.value) return
    isSending.value = true
    try {
      await exchanges.send({
        profile: session.profileId,
        key: session.keyAlias,
        method: draft.method,
        target: draft.target.trim(),
        headers: draft.headers
          .filter((line) => !line.isOff && line.name.trim() !== '')
          .map((line) => [line.name.trim(), line.value]),
        body: draft.body === '' ? null : draft.body,
        markedIdempotent: needsVouching.value && draft.markedIdempotent,
        replayOf: null,
      })
    } finally {
      isSending.value = false
    }
  }

  /** Sends the draft, and goes to where its answer appears. */
  async function submit(): Promise<void> {
    if (obstacle.value === null) {
      navigation.go('history')
      forgetReplaced()
    }
    await send()
  }

  /** The user's word was given for what stood there: another method does something else. */
  function chooseMethod(method: string): void {
    if (method === draft.method) return
    draft.method = method
    draft.markedIdempotent = false
  }

  function fill(given: Partial<Draft>): void {
    Object.assign(draft, emptyDraft(), given, { headers: (given.headers ?? []).map(headerRow) })
    draft.markedIdempotent &&= needsVouching.value
    isOpen.value = false
    if (draft.headers.some(({ isSecret }) => isSecret)) show('headers')
    else if (draft.body !== '') show('body')
    else if (draft.headers.length > 0) show('headers')
  }

  /** As it was put there last; not what the user has written as long as it is still the same. */
  let put: Draft | null = null

  /** Puts another draft in the place of this one. What the user wrote last can be brought back. */
  function replace(given: Partial<Draft>): void {
    const before = copyOf(draft)
    fill(given)
    const isOwn = replaced.value === null || put === null || !isSameDraft(before, put)
    if (isOwn && !isSameDraft(before, draft) && !isSameDraft(before, emptyDraft())) replaced.value = before
    put = copyOf(draft)
  }

  function bringBack(): void {
    if (replaced.value === null) return
    const before = copyOf(draft)
    const wasOpen = isOpen.value
    fill(replaced.value)
    replaced.value = before
    isOpen.value ||= wasOpen
  }

  function forgetReplaced(): void {
    replaced.value = null
  }

  return {
    draft,
    isSending,
    isOpen,
    part,
    endpoint,
    needsVouching,
    obstacle,
    refusal,
    betterKey,
    keysFor,
    replaced,
    show,
    toggle,
    write,
    writeHeader,
    removeHeader,
    addBlankHeader,
    addHeader,
    chooseMethod,
    send,
    submit,
    fill,
    replace,
    bringBack,
    forgetReplaced,
  }
})
