import type { ApiResponse, Finding } from '../contract/exchange.ts'
import type { Subject } from './case.ts'
import type { Decoded } from './decode.ts'
import type { Evidence } from './evidence.ts'

export interface Checked extends Subject {
  evidence: Evidence
  response: ApiResponse
  decoded: Decoded
  traceId: string | null
}

/** Every place where an answer breaks, or bends, the contract. */
export function check(_subject: Checked): Finding[] {
  return []
}
