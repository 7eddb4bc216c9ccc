import type { Rule, RuleVerdict } from '../contract/check.ts'
import type { CheckedHistory, CheckedRun } from '../contract/checkedHistory.ts'

/** How a rule stands, compared with an earlier run. */
export type RuleChange = 'newly-broken' | 'mended'

type Verdicts = readonly Pick<RuleVerdict, 'rule' | 'verdict'>[]

/** Whether a query asks for whole runs: of a part, many rules are not seen. */
export function isOfRuns(query: string): boolean {
  return /^run:[^\s-][^\s]*$/i.test(query) || /^source:capture(?: since:\S+)?$/i.test(query)
}

/** What is kept of a check; null of one that was not of runs, or has found nothing. */
export function runOf(
  { query, programs, report }: CheckedHistory,
  speed: CheckedRun['speed'],
  at: number,
): CheckedRun | null {
  const { calls, from, to, result, rules } = report
  if (result === 'nothing' || !isOfRuns(query)) return null
  return {
    at: new Date(at).toISOString(),
    ...{ query, programs, speed, calls, from, to, result },
    rules: rules.map(({ rule, verdict, count }) => ({ rule, verdict, count })),
  }
}

/** Whether both are checks of one run, which may have gone on meanwhile. */
export function isSameRun(one: CheckedRun, other: CheckedRun): boolean {
  return one.from === other.from && isSameProgram(one, other)
}

/** The run of the same program before, where one is kept. A drill is compared with a drill. */
export function runBefore(runs: readonly CheckedRun[], run: CheckedRun): CheckedRun | null {
  const earlier = runs.filter(
    (other) =>
      isSameProgram(other, run) && isDrill(other) === isDrill(run) && (other.from ?? '') < (run.from ?? ''),
  )
  return earlier.toSorted((a, b) => ((a.from ?? '') < (b.from ?? '') ? 1 : -1))[0] ?? null
}

/** Only what was seen both times has been mended. */
export function changesSince(before: Verdicts, now: Verdicts): Map<Rule, RuleChange> {
  const former = new Map(before.map(({ rule, verdict }) => [rule, verdict]))
  const changes = new Map<Rule, RuleChange>()
  for (const { rule, verdict } of now) {
    const was = former.get(rule)
    if (verdict === 'broken' && was !== 'broken') changes.set(rule, 'newly-broken')
    if (verdict === 'kept' && was === 'broken') changes.set(rule, 'mended')
  }
  return changes
}

function isSameProgram(one: CheckedRun, other: CheckedRun): boolean {
  return one.programs.join('\n') === other.programs.join('\n')
}

function isDrill({ query }: CheckedRun): boolean {
  return query.includes(',')
}
