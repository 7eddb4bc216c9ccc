import { joinUrl, pathBelow, requestPath } from '../../../app/contract/url.ts'
import { defineStore } from 'pinia'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { isSafeMethod } from '../../../app/contract/http.ts'
import { profileAgain } from '../../../app/contract/origin.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { readRecorded, type Recorded } from '../../../app/contract/recorded.ts'
import { safetyOf } from '../../../app/diagnosis/safety.ts'
import { call } from '../../api/bridge.ts'
import type { HeaderLine } from '../composer/draft.ts'
import { editPlaceOf } from './editPlace.ts'
import type { KeyChoice } from '../composer/fittingKeys.ts'
import { ownHeaders } from './ownHeaders.ts'
import { targetOf } from '../composer/target.ts'
import { useComposerStore } from '../composer/composer.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useReplaysStore } from '../replay/replays.ts'
import { useNoticesStore } from '../window/notices.ts'
import { useSessionStore } from '../window/session.ts'

interface Place {
  readonly profile: string
  readonly key: string | null
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

/** What becomes of recorded requests: they are sent again, or taken over into the draft. */
export const useResendStore = defineStore('resend', () => {
  const composer = useComposerStore()
  const exchanges = useExchangesStore()
  const navigation = useNavigationStore()
  const replays = useReplaysStore()
  const notices = useNoticesStore()
  const session = useSessionStore()

  /** As `keysFor`, for a recorded request. */
  function keysForExchange({ profile, key, request }: Exchange): readonly KeyChoice[] {
    return composer.keysFor(profile, key, {
      method: request.method,
      target: request.url,
      body: request.body ?? '',
    })
  }

  /** Fills the draft from a curl command. Its secrets are left out, and said. */
  async function takeCurl(text: string): Promise<void> {
    try {
      const { method, blanked, notes, ...request } = await call('import:curl', { text })
      const place = placeFor(request.url, null, null)
      const { target, recorded } = read(request, place.profile, place.key)
      composer.replace({ method, target, headers: linesOf(recorded), body: request.body ?? '' })
      const left = blanked.map((where) => `A secret was left out: ${where}.`)
      if (place.profile !== session.profileId)
        left.push(
          `It asks ${session.profileOf(place.profile)?.name ?? place.profile}, which is chosen for it.`,
        )
      notices.remark('The command was taken over', [...left, ...notes].join(' '))
      await choose(place)
    } catch (error) {
      notices.report(error, 'The command was not taken over')
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
    composer.replace({
      method: request.method,
      target,
      headers: linesOf(recorded),
      body: request.body ?? '',
      markedIdempotent: request.idempotent,
    })
    await choose(place)
  }

  /** Takes a recorded request over for another profile, such as that of the other region. */
  async function loadFor(exchange: Exchange, profile: Profile): Promise<void> {
    const { request } = exchange
    const path = pathBelow(request.url, profile.baseUrl) ?? requestPath(request.url)
    const url = joinUrl(profile.baseUrl, path)
    await load({ ...exchange, profile: profile.id, request: { ...request, url } })
  }

  /** Takes a recorded request over, and shows what of it was refused. */
  async function edit(exchange: Exchange): Promise<void> {
    await load(exchange)
    const { field, name } = editPlaceOf(exchange)
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
        markedIdempotent: request.idempotent && !isSafeMethod(request.method),
        replayOf: isReplay ? id : null,
      },
      isOpened,
    )
  }

  return { keysForExchange, takeCurl, load, loadFor, edit, isReady, replay, sendAgain, askAgain }
})
