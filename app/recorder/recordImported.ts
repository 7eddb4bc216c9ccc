import type { Exchange } from '../contract/exchange.ts'
import type { Redacted } from '../contract/redacted.ts'
import { importedExchange, type ImportedParts, type SavedParts } from '../diagnosis/importedExchange.ts'
import { readSaved } from '../diagnosis/savedAnswer.ts'
import type { Redactor } from './redact.ts'

/** An exchange that others have recorded: redacted, and then explained. */
export function recordImported(parts: ImportedParts, redactor: Redactor): Redacted<Exchange> {
  const { decoded, failure, ...rest } = parts
  const response = parts.response && redactor.response(parts.response)
  const whole = importedExchange({
    ...rest,
    request: redactor.request(parts.request),
    response,
    ...(failure && { failure: { ...failure, message: redactor.text(failure.message) } }),
    claims: redactor.value(parts.claims),
    // What was decoded before holds the secrets that were taken out here.
    ...(decoded && response === parts.response && { decoded }),
  })
  return redactor.exchange(whole)
}

/** The same for an answer that somebody kept or pasted; `isStatusGuessed` when its status was taken from its body. */
export function recordSaved(
  { raw, status, headers, ...rest }: SavedParts,
  redactor: Redactor,
): { exchange: Redacted<Exchange>; isStatusGuessed: boolean } {
  const { response, decoded, isGuessed } = readSaved(raw, status, headers, redactor.response)
  const exchange = recordImported({ ...rest, response, decoded, isStatusGuessed: isGuessed }, redactor)
  return { exchange, isStatusGuessed: isGuessed }
}
