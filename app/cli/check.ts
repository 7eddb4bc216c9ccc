import { checkCalls } from '../check/check.ts'
import { headline } from '../check/forms/text.ts'
import { REPORT_FORMATS, writeReport } from '../check/forms.ts'
import { RULES, SEVERITIES, type Report, type Rule } from '../contract/check.ts'
import { suggestion } from '../contract/nearest.ts'
import { either, listed } from '../contract/words.ts'
import { parse } from './arguments.ts'
import { idempotentOf } from './captured.ts'
import { checkRate } from './checkRate.ts'
import { checkInput } from './checkInput.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { reportFile } from './reportFile.ts'

const OPTIONS = {
  format: { type: 'string' },
  json: { type: 'boolean' },
  out: { type: 'string' },
  idempotent: { type: 'string', multiple: true },
  rate: { type: 'string' },
  'fail-on': { type: 'string' },
  'require-seen': { type: 'string', multiple: true },
} as const

const FAIL_ON = [...SEVERITIES, 'never'] as const

/** What decides the exit code of a check. */
export interface FailOn {
  severity: (typeof FAIL_ON)[number]
  seen: readonly Rule[]
}

/** Holds calls of the history, of a HAR file or of JSON lines against what the API documentation says. */
export async function check(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, OPTIONS)
  const format = values.json ? 'json' : values.format
  const given = format === undefined ? null : oneOf(REPORT_FORMATS, format, '--format')
  const failOn = failOnOf(values['fail-on'], values['require-seen'])
  const idempotent = idempotentOf(values.idempotent ?? [])
  const file = values.out === undefined ? null : await reportFile(values.out, '--out', given)
  const rate = await checkRate(values.rate, io)
  const { exchanges, source } = await checkInput(positionals, io)
  const report = checkCalls(exchanges, { idempotent, rate })
  if (file === null) io.stdout(writeReport(report, given ?? 'text', source))
  else {
    await file.write(writeReport(report, file.format, source))
    io.stderr(`${headline(report)}\n`)
  }
  return exitOfReport(report, failOn, io)
}

export function failOnOf(severity = 'warning', seen: readonly string[] = []): FailOn {
  return {
    severity: oneOf(FAIL_ON, severity, '--fail-on'),
    seen: seen.map((name) => oneOf(RULES, name, '--require-seen')),
  }
}

/** Success where every rule is kept, and every rule seen that has to be. Says what is missing. */
export function exitOfReport(report: Report, { severity, seen }: FailOn, io: Io): number {
  if (report.result === 'nothing') return EXIT.noAnswer
  const unseen = report.rules.filter(({ rule, verdict }) => verdict === 'not-seen' && seen.includes(rule))
  if (unseen.length > 0)
    io.stderr(
      `No call put ${listed(unseen.map(({ rule }) => rule))} to the test. --require-seen asks for that.\n`,
    )
  const counts = severity === 'warning' ? SEVERITIES : [severity]
  const isBroken = report.rules.some(
    (rule) => rule.verdict === 'broken' && counts.some((each) => each === rule.severity),
  )
  return isBroken || unseen.length > 0 ? EXIT.failure : EXIT.success
}

function oneOf<const T extends string>(names: readonly T[], given: string, option: string): T {
  const found = names.find((name) => name === given)
  if (found !== undefined) return found
  throw new CommandError(`${option} takes ${either(names)}, not "${given}".${suggestion(given, names)}`)
}
