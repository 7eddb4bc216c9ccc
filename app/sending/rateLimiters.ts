import type { Clock } from '../clock.ts'
import type { Profile } from '../contract/profile.ts'
import type { WindowState } from '../contract/rateWindow.ts'
import { getOrMake, notify } from './held.ts'
import { RateLimiter } from './rateLimiter.ts'
import type { ServerClock } from './serverClock.ts'
import { checkedOrigin } from './target.ts'

interface RateLimiters {
  of(profile: Profile, key: string): RateLimiter
  /** The rate window of a key, in this computer's time. */
  state(profile: Profile, key: string): WindowState
  close(): void
}

/** The rate limiters of all keys; an empty key stands for requests that go without one. */
export function createRateLimiters(
  clock: Clock,
  serverOf: (origin: string) => ServerClock,
  onWindow: (state: WindowState) => void,
): RateLimiters {
  const rateLimiters = new Map<string, RateLimiter>()

  function of(profile: Profile, key: string): RateLimiter {
    const { lengthMs } = profile.rate
    const origin = checkedOrigin(profile.baseUrl)
    return getOrMake(rateLimiters, [profile.id, key, origin, lengthMs], () => {
      // A request without a key has no window of its own to show.
      const onChange =
        key === '' ? () => undefined : () => notify(() => onWindow(state(rateLimiter.profile, key)))
      const rateLimiter = new RateLimiter(profile, serverOf(origin), clock, onChange)
      return rateLimiter
    })
  }

  function state(profile: Profile, key: string): WindowState {
    const { limit, lengthMs, mode } = profile.rate
    const rateLimiter = of(profile, key)
    const { startsAt, resetsAt, ...use } = rateLimiter.window.use()
    const ahead = rateLimiter.server.now() - clock.now()
    const own = (serverTime: number) => Math.round(serverTime - ahead)
    return {
      profile: profile.id,
      key,
      limit,
      lengthMs,
      mode,
      ...use,
      queued: rateLimiter.queued,
      startsAt: own(startsAt),
      resetsAt: own(resetsAt),
      clockOffsetMs: rateLimiter.server.offset(),
    }
  }

  return {
    of,
    state,
    close() {
      for (const rateLimiter of rateLimiters.values()) rateLimiter.close()
    },
  }
}
