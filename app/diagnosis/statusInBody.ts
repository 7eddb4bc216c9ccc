import { isObject, own } from '../contract/values.ts'
import type { Decoded } from './decode.ts'
import { isApiKind } from './shapes.ts'

/** A gateway's `statusCode`, or the `status` of problem details (RFC 9457); null where a body names no HTTP status. */
export function statusInBody({ envelope, value }: Decoded): number | null {
  if (isApiKind(envelope.kind) || !isObject(value)) return null
  for (const name of ['statusCode', 'status']) {
    const status = own(value, name)
    if (typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599)
      return status
  }
  return null
}
