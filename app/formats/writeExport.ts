import type { Exchange } from '../contract/exchange.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import type { Redactor } from '../recorder/redact.ts'
import type { Surroundings } from './supportBundle.ts'
import { written } from './writers.ts'

/** A few exchanges as one text for others, in one of the formats. */
export async function writeExport(
  format: ExportFormat,
  exchanges: readonly Exchange[],
  redactor: Redactor,
  around: Surroundings,
): Promise<string> {
  let text = ''
  for await (const piece of written(format, exchanges, redactor, around)) text += piece
  return text
}
