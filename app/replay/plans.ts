import type { Exchange } from '../contract/exchange.ts'
import type { ReplaySelection } from '../contract/replayPlan.ts'
import { MOST_REQUESTS, planReplay, type PlannedRequest, type PlanPorts, type ReplayPlan } from './plan.ts'
import type { OtherKeys } from './targets.ts'

export interface KeptExchanges {
  ids(wanted: { query: string; limit: number }): Promise<{ ids: string[]; isAll: boolean }>
  get(id: string): Promise<Exchange | null>
}

/** A plan that can be begun by its number, until a later one takes its place. */
export interface NumberedPlan extends ReplayPlan {
  number: number
}

interface ReplayPlans {
  make(selection: ReplaySelection, keys: OtherKeys, ports: PlanPorts): Promise<NumberedPlan>
  /** The plan with this number, once; null when another was made since, or it has been taken. */
  take(number: number): { requests: PlannedRequest[]; keys: OtherKeys } | null
}

/** Finds out, without sending anything, what a replay would send, with which keys, and how long that takes. */
export function createReplayPlans(history: KeptExchanges): ReplayPlans {
  let made: { number: number; requests: PlannedRequest[]; keys: OtherKeys } | null = null
  let count = 0

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
    async make(selection, keys, ports) {
      count += 1
      const number = count
      const { ids, isAll } = await find(selection)
      const plan = await planReplay(originalsOf(selection, ids), ports)
      if (!isAll)
        plan.warnings.push(
          `More than ${MOST_REQUESTS} match. Postern takes the latest ${MOST_REQUESTS} in the list.`,
        )
      // One that was asked for later may have been made sooner: then that is the plan.
      if (number === count) made = { number, requests: plan.requests, keys }
      return { ...plan, number }
    },
    take(number) {
      if (made?.number !== number) return null
      const taken = made
      made = null
      return taken
    },
  }
}
