import { PosternError } from '../contract/errors.ts'
import { printable } from '../contract/printable.ts'
import type { Exchange } from '../contract/exchange.ts'
import { isRequestFormat, type ExportFormat, type RequestFormat } from '../contract/exportFormats.ts'
import type { Redacted } from '../contract/redacted.ts'
import { csvOf } from './csv.ts'
import { toPosternFile } from './posternFile.ts'
import { toHar } from './harExport.ts'
import { toJsonLine } from './jsonLines.ts'
import { REQUEST_TEXTS } from './requests/requestTexts.ts'
import { createBundleSummary } from './bundleSummary.ts'
import type { Redactor } from '../recorder/redact.ts'
import { toSupportBundle, type Surroundings } from './supportBundle.ts'

export type Exchanges = Iterable<Exchange> | AsyncIterable<Exchange>

type Writer = (exchanges: AsyncIterable<Redacted<Exchange>>, around: Surroundings) => AsyncIterable<string>

const WRITERS = {
  csv: csvOf,
  har: (exchanges, { version }) => toHar(exchanges, { name: 'Postern', version }),
  jsonl: (exchanges) => each(exchanges, '', toJsonLine),
  postern: toPosternFile,
  bundle: (exchanges, around) => bundles(exchanges, around),
} satisfies Record<Exclude<ExportFormat, RequestFormat>, Writer>

function writerOf(format: ExportFormat): Writer {
  if (!isRequestFormat(format)) return WRITERS[format]
  const { write, between, comment } = REQUEST_TEXTS[format]
  return (exchanges) => each(exchanges, between, write, comment)
}

/**
 * Exchanges in one of the formats, piece by piece, so that any number of them can be written. Each is redacted first: a
 * secret may have come up since it was kept.
 */
export function written(
  format: ExportFormat,
  exchanges: Exchanges,
  redactor: Redactor,
  around: Surroundings,
): AsyncIterable<string> {
  return shown(writerOf(format)(redacted(exchanges, redactor), around))
}

/** A file may be shown in a terminal, too. JSON stays the same document, and commands hold none of it. */
async function* shown(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of pieces) yield printable(piece)
}

async function* redacted(exchanges: Exchanges, redactor: Redactor): AsyncGenerator<Redacted<Exchange>> {
  for await (const exchange of exchanges) yield redactor.exchange(exchange)
}

const BETWEEN = '\n---\n\n'

/** Each exchange, and behind many of them a summary: what they hold is known only then. */
async function* bundles(
  exchanges: AsyncIterable<Redacted<Exchange>>,
  around: Surroundings,
): AsyncGenerator<string> {
  const summary = createBundleSummary()
  let first: string | null = null
  let count = 0
  for await (const exchange of exchanges) {
    summary.add(exchange)
    count += 1
    const text = toSupportBundle(exchange, around)
    if (count === 1) first = text
    else {
      if (first !== null) yield `The summary is at the end of this text.\n${BETWEEN}${first}`
      first = null
      yield BETWEEN + text
    }
  }
  if (first !== null) yield first
  if (count > 1) yield BETWEEN + summary.text()
}

/**
 * What cannot be written is named in a comment, where the format has any.
 * @throws PosternError bad-input when it is all that there is
 */
async function* each(
  exchanges: AsyncIterable<Redacted<Exchange>>,
  between: string,
  text: (exchange: Redacted<Exchange>, number: number) => string,
  comment: string | null = null,
): AsyncGenerator<string> {
  let separator = ''
  let leftOut = ''
  let failure: PosternError | null = null
  let number = 1
  for await (const exchange of exchanges) {
    try {
      const piece = text(exchange, number)
      number += 1
      yield separator + leftOut + piece
      separator = between
      leftOut = ''
      failure = null
    } catch (error) {
      if (comment === null || !(error instanceof PosternError)) throw error
      if (separator === '') failure ??= error
      leftOut += `${comment}Postern left out ${exchange.id}: ${error.message}\n`
    }
  }
  if (failure) throw failure
  if (leftOut !== '') yield separator + leftOut
}
