import type { Verdict } from '../contract/comparison.ts'
import type { ReplayItem } from './journal.ts'

export interface Counts {
  readonly items: readonly ReplayItem[]
  /** Gives back the item as it is now. */
  change(index: number, parts: Partial<ReplayItem>): ReplayItem | null
  count(state: ReplayItem['state']): number
  verdicts(): Record<Verdict, number>
}

/** The items of a replay, counted as they change: there may be thousands, and each step is told. */
export function createCounts(given: readonly ReplayItem[]): Counts {
  const items = [...given]
  const states = { waiting: 0, sending: 0, sent: 0, skipped: 0, blocked: 0, uncertain: 0 }
  const verdicts = {
    fixed: 0,
    same: 0,
    'different-failure': 0,
    worse: 0,
    'still-succeeds': 0,
    undecided: 0,
  } satisfies Record<Verdict, number>
  const count = ({ state, verdict }: ReplayItem, by: 1 | -1) => {
    states[state] += by
    if (verdict) verdicts[verdict] += by
  }
  for (const item of items) count(item, 1)
  return {
    items,
    change(index, parts) {
      const before = items[index]
      if (!before) return null
      const after = { ...before, ...parts }
      items[index] = after
      count(before, -1)
      count(after, 1)
      return after
    },
    count: (state) => states[state],
    verdicts: () => ({ ...verdicts }),
  }
}
