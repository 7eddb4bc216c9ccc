import type { Exchange } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import { profileFor } from '../contract/presets.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import { originOf } from '../contract/url.ts'
import { profileAgain } from '../contract/origin.ts'
import type { TargetOf } from '../replay/plan.ts'
import type { ReplayTarget } from '../replay/rebuild.ts'
import { SANDBOX_KEYS } from '../sandbox/sandbox.ts'

/** What the command line says about where to send and with what. */
export interface Given {
  /** Name of the environment variable that holds the key. */
  keyEnv: string | null
  token: string | null
  baseUrl: string | null
}

/** The origin that stands in for the sandbox's until one is started. */
export const NOT_STARTED = 'http://127.0.0.1'

/** Finds for each exchange the API and the key that it is sent again with. The vault cannot be opened here. */
export function createTargets(
  profiles: readonly Profile[],
  given: Given,
  sandboxUrl: () => string | null,
): TargetOf {
  const aimed = given.baseUrl === null ? null : profileFor('command-line', 'command line', given.baseUrl)
  const token = given.token === null ? {} : { token: given.token }

  return (exchange) => {
    if (aimed) return { profile: aimed, key: given.keyEnv, toProfile: true, ...token }
    if (exchange.profile === SANDBOX_PROFILE) return sandboxTarget(exchange)
    const known = profileAgain({ profile: exchange.profile, url: exchange.request.url }, profiles)
    if (!known) return strangerTarget(exchange)
    if (exchange.key !== null && given.keyEnv === null && given.token === null)
      return { problem: inTheVault(exchange.key) }
    return { profile: known, key: given.keyEnv, ...token }
  }

  function sandboxTarget({ key }: Exchange): ReplayTarget | { problem: string } {
    const profile = profileFor(SANDBOX_PROFILE, 'Sandbox', sandboxUrl() ?? NOT_STARTED)
    const isOwn = key !== null && SANDBOX_KEYS.some(({ alias }) => alias === key)
    if (isOwn) return { profile, key }
    if (key !== null && given.keyEnv === null && given.token === null)
      return {
        problem: `The sandbox has no key “${key}”. Put one into the environment and name it with --key-env.`,
      }
    return { profile, key: given.keyEnv, ...token }
  }

  /** A profile that is known no more: without an address of its own, no key may go anywhere. */
  function strangerTarget({ key, request }: Exchange): ReplayTarget | { problem: string } {
    const origin = originOf(request.url)
    if (key !== null || given.keyEnv !== null || given.token !== null || origin === null) {
      return {
        problem: `There is no profile for ${origin ?? 'it'} here. Say with --base-url where to send it, and with which key with --key-env.`,
      }
    }
    const stranger: Profile = profileFor('command-line', 'command line', origin)
    return { profile: stranger, key: null }
  }
}

function inTheVault(key: string): string {
  return `Only the app can read the key “${key}”. Put it into the environment and name it with --key-env.`
}
