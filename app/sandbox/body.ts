import { isObject, parseJson } from '../contract/values.ts'
import type { IncomingMessage } from 'node:http'
import { failure, gateway, GENERIC_CODE, Refusal } from './reply.ts'

/** Bytes of a request body that the sandbox takes. No endpoint needs more than a few hundred. */
const MAX_BYTES = 1024 * 1024

/**
 * Reads a body whole. One that is too large is refused with 413 after its rest was read and dropped:
 * a client that is still sending could not read an earlier answer.
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size <= MAX_BYTES) chunks.push(bytes)
  }
  if (size > MAX_BYTES) throw new Refusal(gateway(413, 'The request body is too large.'))
  return Buffer.concat(chunks).toString('utf8')
}

/** The fields of a JSON object; none for an empty body. Anything else is refused with 400. */
export function jsonFields(body: string): ReadonlyMap<string, unknown> {
  if (body.trim() === '') return new Map()
  const value = parseJson(body)
  if (!isObject(value)) throw notAnObject()
  return new Map(Object.entries(value))
}

function notAnObject(): Refusal {
  return new Refusal(failure(400, GENERIC_CODE, ['The request body must be a JSON object.']))
}
