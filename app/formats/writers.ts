import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import { toCurl } from './curlExport.ts'
import { toHar } from './harExport.ts'
import { toJsonLine } from './jsonLines.ts'
import type { Redactor } from '../recorder/redact.ts'
import { toSupportBundle, type Surroundings } from './supportBundle.ts'

export type Exchanges = Iterable<Exchange> | AsyncIterable<Exchange>

type Writer = (exchanges: Exchanges, redactor: Redactor, around: Surroundings) => AsyncIterable<string>

const WRITERS = {
  curl: (exchanges, redactor) => each(exchanges, '\n', (exchange) => toCurl(exchange, redactor), '# '),
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

/**
 * What cannot be written is named in a comment, where the format has any.
 * @throws PosternError bad-input when it is all that there is
 */
async function* each(
  exchanges: Exchanges,
  between: string,
  text: (exchange: Exchange) => string,
  comment: string | null = null,
): AsyncGenerator<string> {
  let separator = ''
  let leftOut = ''
  let failure: PosternError | null = null
  for await (const exchange of exchanges) {
    try {
      const piece = text(exchange)
      yield separator + leftOut + piece
      separator = between
      leftOut = ''
      failure = null
    } catch (error) {
      if (comment === null || !(error instanceof PosternError)) throw error
      if (separator === '') failure ??= error
      leftOut += `${comment}${exchange.id} is left out: ${error.message}\n`
    }
  }
  if (failure) throw failure
  if (leftOut !== '') yield separator + leftOut
}
