import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { Header } from '../contract/exchange.ts'
import { headerOf } from '../contract/headers.ts'

type Decode = (
  bytes: Uint8Array,
  options: { maxOutputLength: number; finishFlush: number },
) => Promise<Buffer>

const PARTLY = zlib.constants.Z_SYNC_FLUSH
const DECODERS = new Map<string, [decode: Decode, finishFlush: number]>([
  ['gzip', [promisify(zlib.gunzip), PARTLY]],
  ['x-gzip', [promisify(zlib.gunzip), PARTLY]],
  ['deflate', [promisify(zlib.unzip), PARTLY]],
  ['br', [promisify(zlib.brotliDecompress), zlib.constants.BROTLI_OPERATION_FLUSH]],
])

export interface DecodedBody {
  bytes: Uint8Array
  /** True where the body is not coded as it says, or is longer decoded than there is room: then it is kept as it came. */
  isUndecoded: boolean
}

/** A body without its content coding (RFC 9110 section 8.4); what was cut is decoded as far as it goes. */
export async function decodedContent(
  bytes: Uint8Array,
  headers: readonly Header[],
  mostBytes: number,
): Promise<DecodedBody> {
  const codings = (headerOf(headers, 'content-encoding') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
  if (codings.length === 0 || bytes.length === 0) return { bytes, isUndecoded: false }
  try {
    let decoded = bytes
    for (const coding of codings.slice(0, 3).toReversed()) {
      const [decode, finishFlush] = DECODERS.get(coding) ?? []
      if (!decode || finishFlush === undefined) return { bytes, isUndecoded: true }
      decoded = await decode(decoded, { maxOutputLength: mostBytes, finishFlush })
    }
    return { bytes: decoded, isUndecoded: false }
  } catch {
    return { bytes, isUndecoded: true }
  }
}
