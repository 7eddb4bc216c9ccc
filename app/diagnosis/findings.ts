import type { Finding, FindingRule, Severity } from '../contract/exchange.ts'
import { clip } from '../contract/values.ts'

const SEVERITIES: Readonly<Record<FindingRule, Severity>> = {
  'failure-status-with-success-code': 'error',
  'success-status-with-failure-code': 'warning',
  'code-contradicts-status': 'warning',
  'errors-missing-on-failure': 'warning',
  'errors-present-on-success': 'warning',
  'data-present-on-failure': 'warning',
  'messages-disagree': 'info',
  'count-disagrees': 'warning',
  'paging-disagrees': 'warning',
  'field-missing': 'warning',
  'field-has-wrong-type': 'error',
  'field-unknown': 'info',
  'code-unknown': 'info',
  'kind-unexpected': 'warning',
  'content-type-wrong': 'warning',
  'not-from-the-api': 'warning',
  'number-loses-precision': 'warning',
  'trace-id-missing': 'info',
  'body-truncated': 'warning',
  'bytes-after-end': 'warning',
  'content-encoding-wrong': 'warning',
  'answered-late': 'warning',
  redirected: 'error',
  'not-2xx': 'error',
  'duplicate-delivery': 'info',
  'duplicate-processed': 'warning',
  'timestamp-old': 'warning',
  'signature-missing': 'error',
  'signature-wrong': 'error',
}

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

export function finding(rule: FindingRule, path: string, message: string): Finding {
  return { rule, severity: SEVERITIES[rule], path: clip(path, 500), message: clip(message, 500) }
}

/** The gravest first; within a severity in the order found. */
export function bySeverity(findings: Finding[]): Finding[] {
  return findings.length < 2 ? findings : findings.sort((a, b) => ORDER[a.severity] - ORDER[b.severity])
}
