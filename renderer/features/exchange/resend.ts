import { joinUrl, pathBelow, requestPath } from '../../../app/contract/url.ts'
import { defineStore } from 'pinia'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { isSameHeader } from '../../../app/contract/headers.ts'
import { isSafeMethod } from '../../../app/contract/http.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { safetyOf } from '../../../app/diagnosis/safety.ts'
import { call } from '../../api/bridge.ts'
import { editPlaceOf } from './editPlace.ts'
import type { KeyChoice } from '../composer/fittingKeys.ts'
import { linesOf, useRecordedRequests, type Place } from './recordedRequests.ts'
import { useComparingStore } from '../compare/comparing.ts'
import { useComposerStore } from '../composer/composer.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useReplaysStore } from '../replay/replays.ts'
import { useNoticesStore } from '../window/notices.ts'
import { useSessionStore } from '../window/session.ts'

/** What becomes of recorded requests: they are sent again, or taken over into the draft. */
export const useResendStore = defineStore('resend', () => {
  const comparing = useComparingStore()
  const composer = useComposerStore()
  const exchanges = useExchangesStore()
  const navigation = useNavigationStore()
  const replays = useReplaysStore()
  const notices = useNoticesStore()
  const session = useSessionStore()
  const { read, placeFor, missingOf } = useRecordedRequests()

  /** As `keysFor`, for a recorded request. */
  function keysForExchange({ profile, key, request }: Exchange): readonly KeyChoice[] {
    return composer.keysFor(profile, key, {
      method: request.method,
      target: request.url,
      body: request.body ?? '',
    })
  }

  /** Fills the draft from a command. Main holds its token, and its other secrets are left out, and said. Returns whether it could. */
  async function takeCommand(text: string): Promise<boolean> {
    return notices.attempt('Postern could not read the command', async () => {
      const { method, blanked, missing, token, notes, ...request } = await call('import:command', { text })
      const place = placeFor(request.url, null, null)
      const { target, recorded } = read(request, place, null)
      const isOpen = (value: string) => missing.some((part) => value.includes(part))
      const getsToken = target.startsWith('/') && place.key !== null
      // A key at hand is what the gap in this header stands for.
      const lines = linesOf(recorded).filter(
        ({ name, value }) => !(getsToken && isSameHeader(name, 'Authorization') && isOpen(value)),
      )
      composer.replace({ method, target, headers: lines, body: request.body ?? '' })
      composer.bring(token, missing)
      const said = blanked.map((where) => `Postern left out a secret: ${where}.`)
      if (place.profile !== session.profileId)
        said.push(
          `Postern selected ${session.profileOf(place.profile)?.name ?? place.profile}, because the command asks it.`,
        )
      notices.remark('Pasted request ready', [...said, ...notes].join(' '))
      await choose(place)
    })
  }

  async function choose({ profile, key }: Place): Promise<void> {
    if (profile !== session.profileId || key !== session.keyAlias) await session.select(profile, key)
  }

  /** Takes a recorded request over, to be changed and sent again. */
  async function load(exchange: Exchange, key = exchange.key): Promise<void> {
    const { request, profile } = exchange
    const place = placeFor(request.url, profile, key)
    const { target, recorded } = read(request, place, exchange.key)
    composer.replace({
      method: request.method,
      target,
      headers: linesOf(recorded),
      body: request.body ?? '',
      markedIdempotent: request.idempotent,
    })
    composer.edit(comparing.named({ ...exchange, ...request }))
    await choose(place)
  }

  /** A recorded request as another profile would have it, such as that of the other region. */
  function movedTo({ request, profile: from, ...exchange }: Exchange, profile: Profile): Exchange {
    const own = session.profileOf(from)
    const path =
      pathBelow(request.url, profile.baseUrl) ??
      (own && pathBelow(request.url, own.baseUrl)) ??
      requestPath(request.url)
    const url = joinUrl(profile.baseUrl, path)
    return { ...exchange, profile: profile.id, request: { ...request, url } }
  }

  /** Takes a recorded request over for another profile. */
  async function loadFor(exchange: Exchange, profile: Profile): Promise<void> {
    await load(movedTo(exchange, profile))
  }

  /** Sends a recorded request to a profile with a key, and so compares what comes. What lacks a secret comes to the draft. */
  async function sendTo(exchange: Exchange, profile: Profile, key: string | null): Promise<void> {
    const moved = { ...movedTo(exchange, profile), key }
    if (missingOf(moved, key) === 0) return sendAgain(moved, { key })
    await load(moved, key)
    navigation.focus('target')
  }

  /** Takes a recorded request over, and shows what of it was refused: that field, else the one that the diagnosis names. */
  async function edit(exchange: Exchange, refused?: string): Promise<void> {
    await load(exchange)
    const { field, name } = editPlaceOf(exchange, refused)
    if (field === 'header') composer.addHeader(name)
    else {
      if (field !== 'target') composer.show(field === 'parameter' ? 'parameters' : field)
      navigation.focus(field, name)
    }
  }

  /** Whether a recorded request can be sent again without asking anybody. */
  function isReady(exchange: Exchange, key = exchange.key): boolean {
    return missingOf(exchange, key) === 0 && safetyOf(exchange).isSafe
  }

  /**
   * Sends a recorded request again as it was, or with another key. Where a secret is missing, it comes to the draft
   * instead; where it may have run already, the plan asks first.
   */
  async function replay(exchange: Exchange, key = exchange.key): Promise<void> {
    if (exchange.direction === 'in') {
      // It goes to the user's program as it was received.
      const order = { id: exchange.id, isResigned: false }
      await notices.attempt('Postern could not replay it', () => call('webhooks:replay', order))
    } else if (missingOf(exchange, key) > 0) {
      await load(exchange, key)
    } else if (safetyOf(exchange).isSafe) {
      await sendAgain(exchange, { key })
    } else {
      const isOther = key !== null && key !== exchange.key
      replays.ask({ ids: [exchange.id] }, isOther ? { [exchange.profile]: key } : {})
    }
  }

  /** Sends a recorded request with another key, which is the one in use from then on. */
  async function switchKey(exchange: Exchange, alias: string): Promise<void> {
    await choose({ profile: exchange.profile, key: alias })
    await replay(exchange, alias)
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
    const { target, recorded } = read(request, { profile, key }, ownKey)
    await exchanges.send(
      {
        profile,
        key,
        method: request.method,
        target,
        headers: recorded.headers,
        body: request.body,
        markedIdempotent: request.idempotent && !isSafeMethod(request.method),
        replayOf: isReplay ? id : null,
      },
      isOpened,
    )
  }

  return {
    keysForExchange,
    takeCommand,
    load,
    loadFor,
    sendTo,
    edit,
    isReady,
    replay,
    switchKey,
    sendAgain,
    askAgain,
  }
})
