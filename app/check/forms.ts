import type { Report } from '../contract/check.ts'
import { junitOf } from './forms/junit.ts'
import { markdownOf } from './forms/markdown.ts'
import { sarifOf, type ReportSource } from './forms/sarif.ts'
import { textOf } from './forms/text.ts'

export type { ReportSource }

export const REPORT_FORMATS = ['text', 'json', 'junit', 'markdown', 'sarif'] as const

export type ReportFormat = (typeof REPORT_FORMATS)[number]

const WRITERS: Readonly<Record<ReportFormat, (report: Report, source: ReportSource | null) => string>> = {
  text: textOf,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  junit: junitOf,
  markdown: markdownOf,
  sarif: sarifOf,
}

export function writeReport(
  report: Report,
  format: ReportFormat,
  source: ReportSource | null = null,
): string {
  return WRITERS[format](report, source)
}

const ENDINGS: Readonly<Record<string, ReportFormat>> = {
  txt: 'text',
  json: 'json',
  xml: 'junit',
  md: 'markdown',
  sarif: 'sarif',
}

/** Endings that name a form, for messages. */
export const REPORT_ENDINGS = Object.keys(ENDINGS).map((ending) => `.${ending}`)

/** The form that the ending of a file asks for; null where it asks for none. */
export function formatOfFile(path: string): ReportFormat | null {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''
  // `report.sarif.json` is what some tools ask for.
  if (/\.sarif\.json$/i.test(path)) return 'sarif'
  return Object.hasOwn(ENDINGS, ending) ? (ENDINGS[ending] ?? null) : null
}
