import type { RuleChange } from '../../../app/check/runs.ts'
import type { Report, RuleVerdict } from '../../../app/contract/check.ts'
import { plural } from '../../../app/contract/words.ts'
import type { Tone } from '../../ui/outcome.ts'

/** How a rule stands: of what is broken, a warning weighs less. */
export type RuleMark = 'broken' | 'warning' | 'kept' | 'not-seen'

/** In the order in which the list has them. */
export const RULE_MARKS = {
  broken: { word: 'broken', tone: 'failure' },
  warning: { word: 'warning', tone: 'warning' },
  kept: { word: 'kept', tone: 'success' },
  'not-seen': { word: 'not seen', tone: 'neutral' },
} as const satisfies Record<RuleMark, { word: string; tone: Tone }>

/** How a rule stands, compared with the run before. */
export const CHANGE_WORDS = {
  'newly-broken': { word: 'newly broken', tone: 'failure' },
  mended: { word: 'fixed', tone: 'success' },
} as const satisfies Record<RuleChange, { word: string; tone: Tone }>

const ORDER = Object.keys(RULE_MARKS)

export function markOf({ verdict, severity }: Pick<RuleVerdict, 'verdict' | 'severity'>): RuleMark {
  if (verdict !== 'broken') return verdict
  return severity === 'error' ? 'broken' : 'warning'
}

/** What is broken comes first; within a mark the order stays. */
export function ordered(rules: readonly RuleVerdict[]): readonly RuleVerdict[] {
  return rules.toSorted((one, other) => ORDER.indexOf(markOf(one)) - ORDER.indexOf(markOf(other)))
}

/** How many rules have each mark. */
export function countsOf(rules: readonly RuleVerdict[]): Readonly<Record<RuleMark, number>> {
  const counts = { broken: 0, warning: 0, kept: 0, 'not-seen': 0 }
  for (const rule of rules) counts[markOf(rule)] += 1
  return counts
}

/** The second line of a row: what the program did, where the rule was kept, or what shows it. */
export function asideOf(rule: RuleVerdict): string {
  if (rule.verdict === 'broken') return rule.evidence[0]?.did ?? ''
  if (rule.verdict === 'kept') return plural(rule.routes.length, 'route')
  return rule.seenBy === null ? 'no such call' : `scenario ${rule.seenBy}`
}

/** Such as `412 calls in 3 min 10 s`. */
export function spanMs({ from, to }: Pick<Report, 'from' | 'to'>): number | null {
  return from === null || to === null ? null : Date.parse(to) - Date.parse(from)
}
