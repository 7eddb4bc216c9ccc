import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Claims } from '../../../app/contract/token.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import type { Reading } from '../../../app/diagnosis/evidence.ts'
import { headOf } from '../../../app/reading/heads.ts'
import { decodedInput } from '../../../app/reading/input.ts'
import cases from '../../fixtures/answers/cases.json' with { type: 'json' }
import { makeAttempt, makeEvidence, makeRequest, NOW } from './support.ts'

const FOLDER = new URL('../../fixtures/answers/', import.meta.url)

interface AnswerCase {
  file: string
  /** Method and target, as on the command line. */
  request: string
  requestBody?: string
  /** Null: the answer was pasted, and no key is known. */
  key?: null
  claims?: {
    keyType: string
    companyIds: string[]
    customerIds: string[]
    siteIds: string[]
    issuedAt?: string
    expiresAt?: string
  }
  clockOffsetMs?: number
  /** True when we sent the request ourselves, so that its attempt is known. */
  sent?: boolean
}

function claimsOf({ claims }: AnswerCase): Claims | null {
  if (!claims) return null
  const time = (iso: string | undefined) => (iso === undefined ? null : Date.parse(iso))
  return { ...claims, issuedAt: time(claims.issuedAt), expiresAt: time(claims.expiresAt) }
}

function explainCase(each: AnswerCase): Reading {
  const text = decodedInput(readFileSync(new URL(each.file, FOLDER)))
  const { status, headers, body } = headOf(text) ?? { status: 0, headers: [], body: text }
  const response = { status, headers, body, bodyBytes: Buffer.byteLength(body), truncated: false }
  const request = makeRequest(each.request, {
    body: each.requestBody ?? null,
    headers: each.sent ? [['Authorization', '[redacted]']] : [],
  })
  return diagnose(
    makeEvidence(each.request, response, {
      request,
      key: each.key === null ? null : 'site-7',
      ...(each.key === null && { profile: null }),
      claims: claimsOf(each),
      clockOffsetMs: each.clockOffsetMs ?? null,
      attempts: each.sent ? [makeAttempt({ startedAt: new Date(NOW).toISOString(), response })] : [],
    }),
  )
}

function print(each: AnswerCase, { envelope, findings, diagnosis }: Reading): string {
  const { retry, scope, parameters } = diagnosis
  const steps = diagnosis.remedy.map((step, at) => {
    const action = diagnosis.remedyActions[at]
    return `  ${at + 1}. ${step}${action ? ` [${action}]` : ''}`
  })
  const rows = (scope?.rows ?? []).map(
    (row) =>
      `  ${row.claim}: key ${row.allowed?.join(', ') ?? '?'} | request ${row.requested.join(', ') || '-'} | ${row.verdict}`,
  )
  const refused = scope
    ? [`  refused by ${scope.refusedBy ?? '?'}: ${scope.refusedValue ?? '?'} in ${scope.namedIn ?? '?'}`]
    : []
  return [
    `=== ${each.file} | ${each.request}`,
    diagnosis.headline,
    `Meaning: ${diagnosis.meaning}`,
    `Cause: ${diagnosis.cause}`,
    ...(steps.length > 0 ? ['Do this:', ...steps] : []),
    `Retry: ${retry.helps}. ${retry.advice}${retry.notBefore ? ` (not before ${retry.notBefore})` : ''}`,
    ...(rows.length > 0 ? ['Scope:', ...rows, ...refused] : []),
    ...parameters.map(
      (each) => `Parameter: ${each.in} ${each.name} = ${each.value ?? 'left out'}: ${each.message}`,
    ),
    ...findings.map(
      (finding) => `Finding: ${finding.severity} ${finding.rule} ${finding.path}: ${finding.message}`,
    ),
    `Kind ${envelope?.kind ?? '-'}, code ${envelope?.code ?? '-'}, basis ${diagnosis.basis}, trace ${diagnosis.traceId ?? '-'}`,
    `Problem: ${diagnosis.fingerprint}`,
    '',
  ].join('\n')
}

test('every answer of the folder is explained as it was when a person last read the explanations', async () => {
  const text = (cases as AnswerCase[]).map((each) => print(each, explainCase(each))).join('\n')
  await expect(text).toMatchFileSnapshot('../../fixtures/answers/explanations.golden.txt')
})

test('every answer in the folder is among the cases', () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.txt') && !file.includes('golden'))
  expect(files.sort()).toEqual(cases.map((each) => each.file).sort())
})
