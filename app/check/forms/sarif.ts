import type { Evidence, Report, RuleVerdict } from '../../contract/check.ts'
import { CHECK_RULES } from '../rules.ts'

/** The file that the calls were read from. */
export interface ReportSource {
  /** As it was named. */
  file: string
  /** Line of an exchange, from 1; null where a line means nothing. */
  lineOf(exchange: string): number | null
}

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'

/** SARIF 2.1.0, as code scanning reads it. Each result names the line of its exchange, where the calls are JSON lines. */
export function sarifOf({ rules, notes }: Report, source: ReportSource | null): string {
  const run = {
    tool: {
      driver: {
        name: 'Postern check',
        rules: CHECK_RULES.map(({ name, severity, title, says, why, change }) => ({
          id: name,
          shortDescription: { text: title },
          fullDescription: { text: `${says} ${why}` },
          help: { text: change },
          defaultConfiguration: { level: severity },
        })),
      },
    },
    columnKind: 'utf16CodeUnits',
    results: rules.flatMap((rule) => rule.evidence.map((evidence) => resultOf(rule, evidence, source))),
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: notes.map((text) => ({ level: 'note', message: { text } })),
      },
    ],
  }
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`
}

function resultOf({ rule, severity }: RuleVerdict, evidence: Evidence, source: ReportSource | null): object {
  const { exchange, attempt, at, request, said, did, change } = evidence
  const line = source?.lineOf(exchange) ?? null
  return {
    ruleId: rule,
    ruleIndex: CHECK_RULES.findIndex(({ name }) => name === rule),
    level: severity,
    message: { text: `${did} The API documentation says: ${said} Change this: ${change}` },
    locations: [
      {
        ...(source && {
          physicalLocation: {
            artifactLocation: { uri: uriOf(source.file) },
            ...(line !== null && { region: { startLine: line } }),
          },
        }),
        logicalLocations: [{ fullyQualifiedName: request, kind: 'resource' }],
      },
    ],
    partialFingerprints: { exchangeAndAttempt: `${exchange}/${attempt}/${rule}` },
    properties: { exchange, attempt, at },
  }
}

/** A path as a relative reference, or as a URL of a file where it is absolute. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/')
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  if (/^[a-z]:\//i.test(path)) return `file:///${path.slice(0, 2)}${encoded.slice(4)}`
  return path.startsWith('/') ? `file://${encoded}` : encoded.replace(/^\.\//, '')
}
