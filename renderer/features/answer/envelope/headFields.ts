import type { Envelope, EnvelopeKind, Finding } from '../../../../app/contract/exchange.ts'

interface HeadField {
  readonly name: string
  readonly value: string | number | null
  readonly isCode: boolean
  readonly findings: readonly Finding[]
}

const KINDS = {
  standard: 'Standard envelope',
  paged: 'Paged envelope',
  cursor: 'Cursor envelope',
  'live-operations': 'Live operations envelope',
  gateway: 'A response of a gateway in front of the API',
  'problem-details': 'Problem details (RFC 9457)',
  html: 'An HTML page',
  text: 'Plain text',
  empty: 'An empty body',
  'broken-json': 'Incomplete or damaged JSON',
  'other-json': 'JSON, but no envelope',
} satisfies Record<EnvelopeKind, string>

interface Part {
  readonly name: string
  /** Where the body says it, in whatever kind of envelope. */
  readonly paths: readonly string[]
  value(envelope: Envelope): string | number | null
}

const PARTS: readonly Part[] = [
  { name: 'Kind', paths: ['$'], value: ({ kind }) => KINDS[kind] },
  {
    name: 'Code',
    paths: ['$.status', '$.status.code', '$.isSuccess', '$.statusCode'],
    value: ({ code }) => code,
  },
  {
    name: 'Message',
    paths: ['$.message', '$.status.errorMessage', '$.statusMessage', '$.errorMessagesAsString'],
    value: ({ message }) => message,
  },
  { name: 'Count', paths: ['$.count'], value: ({ count }) => count },
  { name: 'On this page', paths: ['$.recordCount'], value: ({ page }) => page?.recordCount ?? null },
  { name: 'Total', paths: ['$.totalRecordCount'], value: ({ page }) => page?.totalRecordCount ?? null },
  {
    name: 'Next page',
    paths: ['$.nextPageParameter', '$.nextPageParams', '$.nextPageEndpoint'],
    value: ({ page }) => page?.next ?? null,
  },
  {
    name: 'Previous page',
    paths: ['$.prevPageParameter', '$.prevPageParams', '$.prevPageEndpoint'],
    value: ({ page }) => page?.previous ?? null,
  },
]

const KNOWN = new Set(PARTS.flatMap(({ paths }) => paths))

/** What an envelope says of itself, each part with the findings on it; parts with neither are left out. */
export function headFields(envelope: Envelope, findings: readonly Finding[]): HeadField[] {
  return PARTS.map(({ name, paths, value }) => ({
    name,
    value: value(envelope),
    isCode: name === 'Code',
    findings: findings.filter(({ path }) => paths.includes(path)),
  })).filter((field) => (field.value !== null && field.value !== '') || field.findings.length > 0)
}

/** Findings on places that the head does not show. */
export function findingsElsewhere(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ path }) => !KNOWN.has(path))
}
