import type { Evidence, Report, RuleVerdict, Verdict } from '../../contract/check.ts'
import { plural } from '../../contract/words.ts'
import { ruleNamed } from '../rules.ts'

/** Evidence of one rule that a person reads; the JSON form has more. */
const SHOWN = 5

/** For a terminal. Times are in UTC. */
export function textOf(report: Report): string {
  const of = (verdict: Verdict) => report.rules.filter((rule) => rule.verdict === verdict)
  if (report.result === 'nothing') return `${headline(report)}\n`
  const parts = [
    `${headline(report)}\n`,
    ...of('broken').map(brokenText),
    listText('Kept', of('kept'), () => ''),
    listText('Not seen, which is no pass', of('not-seen'), needsText),
    report.notes.length === 0 ? '' : `Notes\n${report.notes.map((note) => `  ${note}\n`).join('')}`,
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** What a report comes to, in one sentence or two. */
export function headline({ calls, from, to, rules, result }: Report): string {
  if (result === 'nothing') return 'Postern found no call to check.'
  const broken = rules.filter(({ verdict }) => verdict === 'broken')
  const seen = rules.filter(({ verdict }) => verdict !== 'not-seen').length
  const span = from === to ? `at ${shortTime(from)}` : `from ${shortTime(from)} to ${shortTime(to)}`
  const said =
    broken.length === 0
      ? `Your program kept ${seen === 1 ? 'the one rule' : `all ${plural(seen, 'rule')}`} that Postern saw`
      : `Your program broke ${broken.length} of ${plural(seen, 'rule')} that Postern saw`
  const unseen = rules.length - seen
  return `Postern checked ${plural(calls, 'call')} ${span}. ${said}${unseen === 0 ? '' : `. It never put ${plural(unseen, 'rule')} to the test`}.`
}

/** What would show a rule, in a sentence. */
export function needsText({ rule, seenBy }: Pick<RuleVerdict, 'rule' | 'seenBy'>): string {
  const { needs } = ruleNamed(rule)
  return seenBy === null ? needs : `${needs} The scenario ${seenBy} shows it.`
}

function brokenText({ rule, severity, count, evidence }: RuleVerdict): string {
  const [first] = evidence
  const more = count - Math.min(SHOWN, evidence.length)
  return [
    `Broken: ${rule} (${severity}), ${plural(count, 'time')}\n`,
    ...evidence.slice(0, SHOWN).map(evidenceText),
    more > 0 ? `  ${plural(more, 'more time', 'more times')}. --format json shows the first 50.\n` : '',
    first ? `  The API documentation says: ${first.said}\n  Change this: ${first.change}\n` : '',
  ].join('')
}

function evidenceText({ at, request, exchange, attempt, did }: Evidence): string {
  return `  ${shortTime(at)}  ${request}  ${exchange} attempt ${attempt}\n    ${did}\n`
}

function listText(
  title: string,
  rules: readonly RuleVerdict[],
  textFor: (rule: RuleVerdict) => string,
): string {
  if (rules.length === 0) return ''
  const width = Math.max(...rules.map(({ rule }) => rule.length))
  return `${title}\n${rules.map((each) => `  ${each.rule.padEnd(width)}  ${textFor(each)}`.trimEnd() + '\n').join('')}`
}

export function shortTime(iso: string | null): string {
  return iso === null ? '' : `${iso.slice(0, 19)}Z`
}
