import type { Exchange } from '../contract/exchange.ts'
import type { Redacted } from '../contract/redacted.ts'
import { importedExchange, type ImportedParts } from '../diagnosis/importedExchange.ts'
import { withoutResponse } from '../reading/noResponse.ts'
import type { PastedParts } from '../reading/pastedText.ts'
import { readSaved } from '../reading/savedAnswer.ts'
import type { Redactor } from './redact.ts'

/** An exchange that others have recorded: redacted, and then explained. */
export function recordImported(parts: ImportedParts, redactor: Redactor): Redacted<Exchange> {
  const { decoded, failure, ...rest } = parts
  const response = parts.response && redactor.response(parts.response)
  const whole = importedExchange({
    ...rest,
    request: redactor.request(parts.request),
    response,
    ...(parts.earlier && { earlier: parts.earlier.map((attempt) => redactor.attempt(attempt)) }),
    ...(failure && { failure: { ...failure, message: redactor.text(failure.message) } }),
    claims: redactor.value(parts.claims),
    // What was decoded before holds the secrets that were taken out here.
    ...(decoded && response === parts.response && { decoded }),
  })
  return redactor.exchange(whole)
}

/** The same for a text that somebody pasted. Where it holds no response and no failure, the explanation says so. */
export function recordPasted(parts: PastedParts, redactor: Redactor): Redacted<Exchange> {
  const { pasted, status, headers, ...rest } = parts
  if (pasted.content !== 'response') {
    const { failure, notes, confidence, content } = pasted
    const exchange = recordImported({ ...rest, response: null, ...(failure && { failure }) }, redactor)
    const whole = failure ? exchange : withoutResponse(exchange, content, redactor.value(rest.claims))
    return redactor.exchange({ ...whole, confidence, reading: notes })
  }
  const { confidence, notes, ...saved } = readSaved(pasted, { status, headers }, redactor.response)
  const exchange = recordImported({ ...rest, ...saved, isBodyPartial: pasted.isPartial }, redactor)
  return redactor.exchange({ ...exchange, confidence, reading: notes })
}
