import { NO_PROFILE } from '../contract/names.ts'
import { profileAgain } from '../contract/origin.ts'
import type { Profile } from '../contract/profile.ts'
import { originOf } from '../contract/url.ts'
import type { ReplayRecord } from './journal.ts'
import type { TargetOf } from './plan.ts'

/** Keys that take the place of those that the requests were sent with, one for a profile. */
export type OtherKeys = ReplayRecord['keys']

export interface TargetPorts {
  profiles(): Profile[]
  /** Whether the vault can give such a key to where its profile is now. */
  hasKey(profile: string, key: string): boolean
}

/** Finds for each exchange the profile and the key of the vault that it is sent again with. */
export function vaultTargets({ profiles, hasKey }: TargetPorts, keys: OtherKeys): TargetOf {
  const others = new Map(keys.map(({ profile, key }) => [profile, key]))
  return (exchange) => {
    const { request, profile: id } = exchange
    const profile = profileAgain({ profile: id, url: request.url }, profiles())
    if (!profile) {
      const own = id === NO_PROFILE ? 'There is no profile' : `There is no profile “${id}” any more, and none`
      return { problem: `${own} for ${originOf(request.url) ?? 'it'}. Add one under Keys and profiles.` }
    }
    const key = others.get(profile.id) ?? exchange.key
    if (key !== null && !hasKey(profile.id, key))
      return {
        problem: `The key “${key}” is not at hand. Enter it under Keys and profiles, or choose another.`,
      }
    return { profile, key }
  }
}
