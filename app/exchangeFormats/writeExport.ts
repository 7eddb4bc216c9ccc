import type { Exchange } from '../contract/exchange.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import { toCurl } from './curlExport.ts'
import { toHar } from './harExport.ts'
import { toJsonLine } from './jsonLines.ts'
import type { Redactor } from './redaction.ts'
import { toSupportBundle, type Surroundings } from './supportBundle.ts'

/** One exchange as a text for others, whole. */
export async function writeExport(
  format: ExportFormat,
  exchange: Exchange,
  redactor: Redactor,
  around: Surroundings,
): Promise<string> {
  return WRITERS[format](exchange, redactor, around)
}

type Writer = (exchange: Exchange, redactor: Redactor, around: Surroundings) => string | Promise<string>

const WRITERS = {
  curl: toCurl,
  har: async (exchange, redactor, { version }) => {
    let text = ''
    for await (const piece of toHar([exchange], redactor, { name: 'Postern', version })) text += piece
    return text
  },
  jsonl: toJsonLine,
  bundle: toSupportBundle,
} satisfies Record<ExportFormat, Writer>
