import type { Exchange } from '../contract/exchange.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import { toCurl } from './curlExport.ts'
import { toHar } from './harExport.ts'
import { toJsonLine } from './jsonLines.ts'
import type { Redactor } from './redaction.ts'
import { toSupportBundle, type Surroundings } from './supportBundle.ts'

export type Exchanges = Iterable<Exchange> | AsyncIterable<Exchange>

type Writer = (exchanges: Exchanges, redactor: Redactor, around: Surroundings) => AsyncIterable<string>

const WRITERS = {
  curl: (exchanges, redactor) => each(exchanges, '\n', (exchange) => toCurl(exchange, redactor)),
  har: (exchanges, redactor, { version }) => toHar(exchanges, redactor, { name: 'Postern', version }),
  jsonl: (exchanges, redactor) => each(exchanges, '', (exchange) => toJsonLine(exchange, redactor)),
  bundle: (exchanges, redactor, around) =>
    each(exchanges, '\n---\n\n', (exchange) => toSupportBundle(exchange, redactor, around)),
} satisfies Record<ExportFormat, Writer>

/** Exchanges in one of the formats, piece by piece, so that any number of them can be written. */
export function written(
  format: ExportFormat,
  exchanges: Exchanges,
  redactor: Redactor,
  around: Surroundings,
): AsyncIterable<string> {
  return WRITERS[format](exchanges, redactor, around)
}

async function* each(
  exchanges: Exchanges,
  between: string,
  text: (exchange: Exchange) => string,
): AsyncGenerator<string> {
  let separator = ''
  for await (const exchange of exchanges) {
    yield separator + text(exchange)
    separator = between
  }
}
