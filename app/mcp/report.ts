import { headline } from '../check/forms/text.ts'
import { ruleNamed } from '../check/rules.ts'
import type { Report, RuleVerdict, Verdict } from '../contract/check.ts'
import type { Answer } from './result.ts'

/** Of each broken rule; `postern check` has more. */
const MOST_EVIDENCE = 5

/** A report of the check. The calls that broke a rule are named among what others said, for their paths. */
export function reportAnswer({
  query,
  report,
  isAll,
}: {
  query: string
  report: Report
  isAll: boolean
}): Answer {
  const named = (verdict: Verdict) => report.rules.filter((rule) => rule.verdict === verdict)
  const broken = named('broken')
  return {
    result: report.result,
    checked: headline(report),
    ...(!isAll && { older: 'Postern left older exchanges out. A narrower query shows them.' }),
    broken: broken.map(brokenRule),
    kept: named('kept').map(({ rule }) => rule),
    notSeen: named('not-seen').map(({ rule, seenBy }) =>
      seenBy === null ? rule : `${rule} (drill ${seenBy})`,
    ),
    notes: report.notes,
    untrusted: {
      query,
      calls: broken.flatMap(({ rule, evidence }) =>
        evidence
          .slice(0, MOST_EVIDENCE)
          .map(({ exchange, at, request, did }) => `${rule} ${exchange} ${at} ${request}: ${did}`),
      ),
    },
  }
}

function brokenRule({ rule, severity, count }: RuleVerdict): Answer {
  const { title, says, change } = ruleNamed(rule)
  return { rule, severity, times: count, title, says, change }
}
