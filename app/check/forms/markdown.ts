import type { Report, RuleVerdict } from '../../contract/check.ts'
import { plural } from '../../contract/words.ts'
import { headline, needsText, shortTime } from './text.ts'

/** Evidence of one rule in the summary of a job. */
const SHOWN = 10

const MARKS = { broken: '❌ Broken', kept: '✅ Kept', 'not-seen': '⚪ Not seen' }

/** For the summary of a job, or a comment on a change. */
export function markdownOf(report: Report): string {
  const { rules, notes } = report
  const rows = rules.map(
    ({ rule, severity, verdict, count }) =>
      `| ${MARKS[verdict]} | \`${rule}\` | ${severity} | ${verdict === 'not-seen' ? '' : count} |`,
  )
  const broken = rules.filter(({ verdict }) => verdict === 'broken')
  const unseen = rules.filter(({ verdict }) => verdict === 'not-seen')
  return `${[
    '## Check of the calls',
    headline(report),
    ...(report.result === 'nothing'
      ? []
      : [`| Verdict | Rule | Severity | Broken |\n| --- | --- | --- | --: |\n${rows.join('\n')}`]),
    ...broken.map(brokenPart),
    ...(unseen.length === 0 || report.result === 'nothing'
      ? []
      : [
          `### Not seen, which is no pass\n\n${unseen.map((rule) => `- \`${rule.rule}\`: ${needsText(rule)}`).join('\n')}`,
        ]),
    ...(notes.length === 0 ? [] : [`### Notes\n\n${notes.map((note) => `- ${escaped(note)}`).join('\n')}`]),
  ].join('\n\n')}\n`
}

function brokenPart({ rule, count, evidence }: RuleVerdict): string {
  const [first] = evidence
  const more = count - Math.min(SHOWN, evidence.length)
  return [
    `### \`${rule}\`, ${plural(count, 'time')}`,
    `**The API documentation says:** ${escaped(first?.said ?? '')}`,
    `**Change this:** ${escaped(first?.change ?? '')}`,
    [
      ...evidence
        .slice(0, SHOWN)
        .map(
          ({ at, request, exchange, attempt, did }) =>
            `- ${shortTime(at)} ${code(request)} (\`${exchange}\`, attempt ${attempt}): ${escaped(did)}`,
        ),
      ...(more > 0 ? [`- ${plural(more, 'more time', 'more times')}`] : []),
    ].join('\n'),
  ].join('\n\n')
}

/** A path is a server's or a user's word: nothing in it may be markup. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const gap = longest > 0 ? ' ' : ''
  return `${fence}${gap}${text.replace(/\s+/g, ' ')}${gap}${fence}`
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, '\\$&')
}
