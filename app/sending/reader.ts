import type { ApiResponse, Envelope } from '../contract/exchange.ts'
import { decode, type Decoded } from '../diagnosis/decode.ts'
import { diagnose } from '../diagnosis/diagnose.ts'
import type { Evidence, Reading } from '../diagnosis/evidence.ts'
import { recordable } from './outcome.ts'
import type { WireAnswer } from './wire.ts'

/** An answer as it is recorded, and what its body says. */
export interface Read {
  response: ApiResponse
  envelope: Envelope
  /** The parsed body, where it is at hand. */
  decoded: Decoded | undefined
}

/** What looks into bodies, which takes a time that grows with them. It does not throw, whatever a body is. */
export interface Reader {
  /** `secrets` are those that were sent, which a server may echo. */
  read(answer: WireAnswer, secrets: readonly string[]): Read | Promise<Read>
  /** `read` is what it gave for the response of the evidence, if there is one. */
  explain(evidence: Evidence, read: Read | null): Reading | Promise<Reading>
}

/** Does it at once, where it is asked. */
export const directReader: Reader = {
  read(answer, secrets) {
    const response = recordable(answer, secrets)
    const decoded = decode(response)
    return { response, envelope: decoded.envelope, decoded }
  },
  explain: (evidence, read) => diagnose(evidence, read?.decoded),
}
