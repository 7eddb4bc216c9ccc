import type { Exchange } from '../../../app/contract/exchange.ts'
import { profileAgain } from '../../../app/contract/origin.ts'
import { readRecorded, type Recorded } from '../../../app/contract/recorded.ts'
import type { HeaderLine } from '../composer/draft.ts'
import { targetOf } from '../composer/target.ts'
import { useSessionStore } from '../window/session.ts'
import { ownHeaders } from './ownHeaders.ts'

export interface Place {
  readonly profile: string
  readonly key: string | null
}

export /** What is sent again of recorded headers; what was a secret is to be entered anew. */
function linesOf({ headers, missing }: Recorded): HeaderLine[] {
  return [
    ...headers.map(([name, value]) => ({ name, value })),
    ...missing.flatMap((blanked) =>
      blanked.part === 'header' ? [{ name: blanked.name, value: '', isSecret: true }] : [],
    ),
  ]
}

/** What of recorded requests can be sent again, and as whom. */
export function useRecordedRequests() {
  const session = useSessionStore()

  /**
   * A request as it is sent to that profile with that key; `sentWith` is the key of a recorded one. A token is added for the
   * profile's own host only.
   */
  function read(
    { url, headers, body }: Pick<Exchange['request'], 'url' | 'headers' | 'body'>,
    { profile, key }: Place,
    sentWith: string | null,
  ): { target: string; recorded: Recorded } {
    const target = targetOf(url, session.profileOf(profile), sentWith)
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

  function missingOf({ request, profile, key: sentWith }: Exchange, key: string | null): number {
    return read(request, { profile, key }, sentWith).recorded.missing.length
  }

  return { read, placeFor, missingOf }
}
