import type { Report, RuleVerdict } from '../../contract/check.ts'
import { UNPRINTABLE } from '../../contract/printable.ts'
import { headline, needsText } from './text.ts'

/** A test case: a rule on a route. */
interface Case {
  suite: string
  name: string
  /** The element within, ready to be written; empty for a case that has passed. */
  result: string
  kind: 'passed' | 'failed' | 'skipped'
}

/** JUnit's XML, as Jenkins, GitLab and GitHub's reporters read it: a case for each rule and route. */
export function junitOf(report: Report): string {
  const cases = report.rules.flatMap(casesOf)
  const count = (kind: Case['kind']) => cases.filter((each) => each.kind === kind).length
  const counts = `tests="${cases.length}" failures="${count('failed')}" errors="0"`
  // The schema takes a time without its zone.
  const timestamp = (report.from ?? '1970-01-01T00:00:00Z').slice(0, 19)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites>`,
    `  <testsuite id="0" package="postern" name="postern check" timestamp="${timestamp}" hostname="localhost" ${counts} skipped="${count('skipped')}" time="${secondsOf(report)}">`,
    '    <properties/>',
    ...cases.map(
      ({ suite, name, result }) =>
        `    <testcase classname="${escaped(suite)}" name="${escaped(name)}" time="0"${result === '' ? '/>' : `>${result}</testcase>`}`,
    ),
    `    <system-out>${escaped([headline(report), ...report.notes].join('\n'))}</system-out>`,
    '    <system-err/>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function casesOf(rule: RuleVerdict): Case[] {
  const suite = `postern.${rule.rule}`
  if (rule.verdict === 'not-seen') {
    const message = escaped(`Not seen. ${needsText(rule)}`)
    return [{ suite, name: rule.rule, kind: 'skipped', result: `<skipped message="${message}"/>` }]
  }
  return rule.routes.map(({ route, count }) => ({
    suite,
    name: `${rule.rule}: ${route}`,
    kind: count > 0 ? 'failed' : 'passed',
    result: count > 0 ? failureOf(rule, route, count) : '',
  }))
}

function failureOf({ rule, severity, evidence }: RuleVerdict, route: string, count: number): string {
  const [method = '', path = ''] = route.split(' ', 2)
  // Evidence names the path, which a route leaves open.
  const own = evidence.filter(({ request }) => fits(request, method, path))
  const [first = evidence[0]] = own
  const text = own.map(
    ({ at, request, exchange, attempt, did }) => `${at} ${request} ${exchange} attempt ${attempt}: ${did}`,
  )
  const message = `${rule} (${severity}): ${count} on ${route}. ${first?.change ?? ''}`
  const body = [`The API documentation says: ${first?.said ?? ''}`, ...text].join('\n')
  return `<failure type="${severity}" message="${escaped(message)}">${escaped(body)}</failure>`
}

/** Whether a path fits a route such as `/api/external/staffs/{id}`, which a base URL may have a path before. */
function fits(request: string, method: string, route: string): boolean {
  if (!request.startsWith(`${method} `)) return false
  const segments = request
    .slice(method.length + 1)
    .toLowerCase()
    .split('/')
  const wanted = route.toLowerCase().split('/').slice(1)
  return wanted.every(
    (segment, at) => segment.startsWith('{') || segment === segments[segments.length - wanted.length + at],
  )
}

function secondsOf({ from, to }: Report): string {
  return from === null || to === null ? '0' : ((Date.parse(to) - Date.parse(from)) / 1000).toFixed(3)
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML has no form for most control characters, nor for half of a pair. */
function escaped(text: string): string {
  return text
    .replace(UNPRINTABLE, '\ufffd')
    .replace(
      /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      '\ufffd',
    )
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
}
