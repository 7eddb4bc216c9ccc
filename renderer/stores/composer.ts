import { defineStore } from 'pinia'
import { computed, reactive, shallowRef, watch } from 'vue'
import { findEndpoint } from '../../app/catalog/routes.ts'
import type { Exchange } from '../../app/contract/exchange.ts'
import { isHttpToken, isSafeMethod } from '../../app/contract/http.ts'
import { profileAgain } from '../../app/contract/origin.ts'
import { isBlanked, readRecorded, REDACTED, type Recorded } from '../../app/contract/recorded.ts'
import type { Profile } from '../../app/contract/profile.ts'
import { safetyOf } from '../../app/diagnosis/safety.ts'
import { call } from '../api/bridge.ts'
import { editPlaceOf } from '../editPlace.ts'
import { rankKeys, type KeyChoice } from '../fittingKeys.ts'
import { forecast, forecastHeader } from '../forecast.ts'
import { formatMoment } from '../format.ts'
import { parameterRows } from '../parameters.ts'
import { ownHeaders } from '../recorded.ts'
import { targetOf } from '../target.ts'
import { useCatalogStore } from './catalog.ts'
import { useExchangesStore } from './exchanges.ts'
import { useFrameStore } from './frame.ts'
import { useReplaysStore } from './replays.ts'
import { useSessionStore } from './session.ts'

export interface HeaderLine {
  name: string
  value: string
  /** True for what was sent before as a secret, and is not kept. */
  isSecret?: boolean
  /** True for what stays in the draft without being sent. */
  isOff?: boolean
}

export interface Draft {
  method: string
  target: string
  headers: HeaderLine[]
  body: string
  /** The user's word that sending it twice does no harm. */
  vouched: boolean
}

interface Place {
  readonly profile: string
  readonly key: string | null
}

export const DRAFT_PARTS = ['parameters', 'headers', 'body'] as const
export type DraftPart = (typeof DRAFT_PARTS)[number]

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

function emptyDraft(): Draft {
  return { method: 'GET', target: '/api/external/sites', headers: [], body: '', vouched: false }
}

function copyOf({ headers, ...rest }: Draft): Draft {
  return { ...rest, headers: headers.map((line) => ({ ...line })) }
}

/** What is sent again of recorded headers; what was a secret is to be entered anew. */
function linesOf({ headers, missing }: Recorded): HeaderLine[] {
  return [
    ...headers.map(([name, value]) => ({ name, value })),
    ...missing.flatMap((blanked) =>
      blanked.part === 'header' ? [{ name: blanked.name, value: '', isSecret: true }] : [],
    ),
  ]
}

function isSame(one: Draft, other: Draft): boolean {
  return JSON.stringify(copyOf(one)) === JSON.stringify(copyOf(other))
}

/** The request being written. */
export const useComposerStore = defineStore('composer', () => {
  const replays = useReplaysStore()
  const session = useSessionStore()
  const exchanges = useExchangesStore()
  const frame = useFrameStore()
  const catalog = useCatalogStore()

  const draft = reactive<Draft>(emptyDraft())
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
  const obstacle = computed(() => {
    if (draft.target.trim() === '') return 'Type a path such as /api/external/sites, or a whole URL.'
    if (session.profile === null) return 'Choose a profile first.'
    const lines = draft.headers.filter((line) => !line.isOff)
    const bad = lines.find((line) => line.name.trim() !== '' && !isHttpToken(line.name.trim()))
    if (bad) return `“${bad.name}” is no header name: letters, digits and dashes only.`
    const missing = lines.find(
      ({ isSecret = false, value }) => (isSecret && value === '') || isBlanked(value),
    )
    if (missing)
      return `The value of ${missing.name} was a secret and is not kept. Enter it again below, or remove the header.`
    const part = isBlanked(draft.target) ? 'address' : isBlanked(draft.body) ? 'body' : null
    return part === null
      ? null
      : `Where the ${part} says “${REDACTED}” a secret stood, which is not kept. Enter it again, or take it out.`
  })

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

  /** As `keysFor`, for a recorded request. */
  function keysForExchange({ profile, key, request }: Exchange): readonly KeyChoice[] {
    return keysFor(profile, key, { method: request.method, target: request.url, body: request.body ?? '' })
  }

  function show(which: DraftPart): void {
    part.value = which
    isOpen.value = true
  }

  watch(endpoint, () => {
    const { known } = parameterRows(endpoint.value, draft.target)
    if (known.some(({ parameter, value }) => parameter.required && value === null)) show('parameters')
  })

  /** Puts a header there, unless it is there already, and shows where its value goes. */
  function addHeader(name: string): void {
    const has = draft.headers.some((line) => line.name.trim().toLowerCase() === name.toLowerCase())
    if (!has) draft.headers.push({ name, value: '' })
    show('headers')
    frame.focus('header', name)
  }

  async function send(replayOf: string | null = null): Promise<void> {
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
        vouched: needsVouching.value && draft.vouched,
        replayOf,
      })
    } finally {
      isSending.value = false
    }
  }

  /** Sends the draft, and goes to where its answer appears. */
  async function submit(): Promise<void> {
    if (obstacle.value === null) {
      frame.go('history')
      forgetReplaced()
    }
    await send()
  }

  /** The user's word was given for what stood there: another method does something else. */
  function chooseMethod(method: string): void {
    if (method === draft.method) return
    draft.method = method
    draft.vouched = false
  }

  function fill(given: Partial<Draft>): void {
    Object.assign(draft, emptyDraft(), given)
    draft.vouched &&= needsVouching.value
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
    const isOwn = replaced.value === null || put === null || !isSame(before, put)
    if (isOwn && !isSame(before, draft) && !isSame(before, emptyDraft())) replaced.value = before
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

  /** Fills the draft from a curl command. Its secrets are left out, and said. */
  async function takeCurl(text: string): Promise<void> {
    try {
      const { method, blanked, notes, ...request } = await call('import:curl', { text })
      const place = placeFor(request.url, null, null)
      const { target, recorded } = read(request, place.profile, place.key)
      replace({ method, target, headers: linesOf(recorded), body: request.body ?? '' })
      const left = blanked.map((where) => `A secret was left out: ${where}.`)
      if (place.profile !== session.profileId)
        left.push(
          `It asks ${session.profileOf(place.profile)?.name ?? place.profile}, which is chosen for it.`,
        )
      session.remark('The command was taken over', [...left, ...notes].join(' '))
      await choose(place)
    } catch (error) {
      session.report(error, 'The command was not taken over')
    }
  }

  /** A recorded request as it is sent to that profile with that key. A token is added for the profile's own host only. */
  function read(
    { url, headers, body }: Pick<Exchange['request'], 'url' | 'headers' | 'body'>,
    profile: string,
    key: string | null,
  ): { target: string; recorded: Recorded } {
    const target = targetOf(url, session.profileOf(profile))
    const getsToken = key !== null && target.startsWith('/')
    return { target, recorded: readRecorded({ url, headers: ownHeaders(headers), body }, getsToken) }
  }

  /** As whom a request is written that is taken over: of its profile, else of the one whose API it asks. */
  function placeFor(url: string, profile: string | null, key: string | null): Place {
    const inUse = session.profileOf(session.profileId)
    const profiles = inUse === null ? session.profiles : [inUse, ...session.profiles]
    const to = profileAgain({ profile, url }, profiles)?.id ?? session.profileId
    const ready = session.readyKeysOf(to)
    const wanted = [key, to === session.profileId ? session.keyAlias : null]
    return { profile: to, key: wanted.find((one) => one !== null && ready.includes(one)) ?? ready[0] ?? null }
  }

  async function choose({ profile, key }: Place): Promise<void> {
    if (profile !== session.profileId || key !== session.keyAlias) await session.select(profile, key)
  }

  /** Takes a recorded request over, to be changed and sent again. */
  async function load(exchange: Exchange): Promise<void> {
    const { request, profile, key } = exchange
    const place = placeFor(request.url, profile, key)
    const { target, recorded } = read(request, place.profile, place.key)
    replace({
      method: request.method,
      target,
      headers: linesOf(recorded),
      body: request.body ?? '',
      vouched: request.idempotent,
    })
    await choose(place)
  }

  /** Takes a recorded request over for another profile, such as that of the other region. */
  async function loadFor(exchange: Exchange, profile: Profile): Promise<void> {
    const { request } = exchange
    const path = URL.canParse(request.url) ? new URL(request.url) : null
    const url = path && new URL(path.pathname + path.search, profile.baseUrl).href
    await load({ ...exchange, profile: profile.id, request: { ...request, url: url ?? request.url } })
  }

  /** Takes a recorded request over, and shows what of it was refused. */
  async function edit(exchange: Exchange): Promise<void> {
    await load(exchange)
    const { field, name } = editPlaceOf(exchange)
    if (field === 'header') addHeader(name)
    else {
      if (field !== 'target') show(field === 'parameter' ? 'parameters' : field)
      frame.focus(field, name)
    }
  }

  /** Whether a recorded request can be sent again without asking anybody. */
  function isReady(exchange: Exchange, key = exchange.key): boolean {
    return missingOf(exchange, key) === 0 && safetyOf(exchange).isSafe
  }

  function missingOf({ request, profile }: Exchange, key: string | null): number {
    return read(request, profile, key).recorded.missing.length
  }

  /**
   * Sends a recorded request again as it was, or with another key. Where a secret is missing, it comes to the draft
   * instead; where it may have been applied already, the plan asks first.
   */
  async function replay(exchange: Exchange, key = exchange.key): Promise<void> {
    if (missingOf(exchange, key) > 0) {
      await load({ ...exchange, key })
    } else if (safetyOf(exchange).isSafe) {
      await sendAgain(exchange, { key })
    } else {
      const isOther = key !== null && key !== exchange.key
      replays.ask({ ids: [exchange.id] }, isOther ? { [exchange.profile]: key } : {})
    }
  }

  /** Sends a recorded request to another address of its host, such as that of the next page: no replay. */
  async function askAgain(exchange: Exchange, url: string): Promise<void> {
    const other = { ...exchange, request: { ...exchange.request, url } }
    if (missingOf(other, other.key) > 0) await load(other)
    else await sendAgain(other, { isReplay: false })
  }

  /** Sends a recorded request that is ready, whatever stands in the draft. */
  async function sendAgain(
    { id, request, profile, key: ownKey }: Exchange,
    { key = ownKey, isReplay = true, isOpened = true } = {},
  ): Promise<void> {
    const { target, recorded } = read(request, profile, key)
    await exchanges.send(
      {
        profile,
        key,
        method: request.method,
        target,
        headers: recorded.headers,
        body: request.body,
        vouched: request.idempotent && !isSafeMethod(request.method),
        replayOf: isReplay ? id : null,
      },
      isOpened,
    )
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
    keysForExchange,
    replaced,
    show,
    addHeader,
    chooseMethod,
    send,
    submit,
    fill,
    replace,
    bringBack,
    forgetReplaced,
    takeCurl,
    load,
    loadFor,
    edit,
    isReady,
    replay,
    sendAgain,
    askAgain,
  }
})
