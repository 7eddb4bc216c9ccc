import type { Clock } from '../clock.ts'
import type { Exchange } from '../contract/exchange.ts'
import { NO_PROFILE } from '../contract/names.ts'
import { originOf } from '../contract/url.ts'
import { profileAgain } from '../contract/origin.ts'
import type { Profile } from '../contract/profile.ts'
import type { ReplaySelection, ReplayPlanShown } from '../contract/replayStatus.ts'
import { estimateSpan } from '../sending/estimate.ts'
import type { Sender } from '../sending/sender.ts'
import type { History } from '../history/history.ts'
import type { ReplayRecord } from '../replay/journal.ts'
import { MOST_REQUESTS, planReplay, type PlannedRequest, type TargetOf } from '../replay/plan.ts'

export interface ReplayPlanPorts {
  clock: Clock
  sender: Pick<Sender, 'windowState'>
  history: Pick<History, 'ids' | 'get' | 'annotate'>
  profiles(): Profile[]
  /** Whether the vault can give such a key to where its profile is now. */
  hasKey(profile: string, key: string): boolean
}

/** Keys that take the place of those that the requests were sent with, one for a profile. */
export type OtherKeys = ReplayRecord['keys']

export interface ReplayPlans {
  make(selection: ReplaySelection, keys: OtherKeys): Promise<ReplayPlanShown>
  /** The plan with this number, once; null when another was made since, or it has been taken. */
  take(number: number): { requests: PlannedRequest[]; keys: OtherKeys } | null
  targetFor(keys: OtherKeys): TargetOf
  /** How long so many requests of a key take within its rate window, in ms. */
  takesMs(profile: string, key: string | null, count: number): number
}

const MOST_EXCEPTIONS = 100

/** Finds out, without sending anything, what a replay would send, with which keys, and how long that takes. */
export function createReplayPlans({
  clock,
  sender,
  history,
  profiles,
  hasKey,
}: ReplayPlanPorts): ReplayPlans {
  let made: { number: number; requests: PlannedRequest[]; keys: OtherKeys } | null = null
  let count = 0

  const profileOf = (id: string) => profiles().find((candidate) => candidate.id === id)

  function targetFor(keys: OtherKeys): TargetOf {
    const others = new Map(keys.map(({ profile, key }) => [profile, key]))
    return (exchange) => {
      const { request, profile: id } = exchange
      const profile = profileAgain({ profile: id, url: request.url }, profiles())
      if (!profile) {
        const own =
          id === NO_PROFILE ? 'There is no profile' : `There is no profile “${id}” any more, and none`
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

  function takesMs(id: string, key: string | null, requests: number): number {
    const profile = profileOf(id)
    const window = profile && key !== null ? sender.windowState(profile, key) : null
    return estimateSpan(requests, window, clock.now())
  }

  /** Oldest first, as they were sent. */
  async function* originalsOf(selection: ReplaySelection, ids: readonly string[]): AsyncGenerator<Exchange> {
    const known = new Set(ids)
    // The list is in order of arrival; ids are ULIDs, whose order is that of time.
    for (const id of ids.toSorted()) {
      const exchange = await history.get(id)
      if (!exchange) continue
      // A replay that failed as well is the same request once more, unless somebody named it.
      const isDouble = 'query' in selection && exchange.replayOf !== null && known.has(exchange.replayOf)
      if (!isDouble) yield exchange
    }
  }

  async function find(selection: ReplaySelection): Promise<{ ids: string[]; isAll: boolean }> {
    if ('ids' in selection) return { ids: selection.ids, isAll: true }
    const query = selection.query === null ? 'outcome:failed' : `outcome:failed ${selection.query}`
    return history.ids({ query, limit: MOST_REQUESTS })
  }

  return {
    targetFor,
    takesMs,
    async make(selection, others) {
      count += 1
      const number = count
      const { ids, isAll } = await find(selection)
      const plan = await planReplay(originalsOf(selection, ids), { targetOf: targetFor(others), takesMs })
      const { requests, counts, keys, warnings } = plan
      if (!isAll)
        warnings.push(`More than ${MOST_REQUESTS} match; the latest ${MOST_REQUESTS} in the list are meant.`)
      // One that was asked for later may have been made sooner: then that is the plan.
      if (number === count) made = { number, requests, keys: others }
      return {
        plan: number,
        counts,
        keys,
        profiles: [...new Set(requests.map(({ profile }) => profile))].filter((id) => profileOf(id)),
        takesMs: plan.takesMs,
        takesMsWithUnsafe: plan.takesMsWithUnsafe,
        warnings,
        exceptions: requests
          .flatMap(({ original, method, url, state, reason }) =>
            state === 'ready' ? [] : [{ original, method, url, state, reason: reason ?? '' }],
          )
          .slice(0, MOST_EXCEPTIONS),
      }
    },
    take(number) {
      if (made?.number !== number) return null
      const taken = made
      made = null
      return taken
    },
  }
}
