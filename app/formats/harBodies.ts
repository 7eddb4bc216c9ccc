import { gunzipSync, inflateSync, brotliDecompressSync } from 'node:zlib'
import { decodeText } from '../diagnosis/decode.ts'
import type { ParsedHarEntry } from './harSchema.ts'

type PostData = NonNullable<ParsedHarEntry['request']['postData']>

/** No more is unpacked: a few bytes can hold a disk full of zeros. */
const MOST_BYTES = 64 * 1024 * 1024

/** The body of a request; null where there is none. */
export function requestBodyOf(data: PostData | null | undefined, contentType: string | null): string | null {
  if (!data) return null
  const { params } = data
  const type = contentType ?? data.mimeType ?? ''
  if (data.text && isBase64(data.encoding)) return fromBase64(data.text, type || null, null).text
  if (typeof data.text === 'string' && (data.text !== '' || params.length === 0)) return data.text
  if (params.length === 0) return null
  return /^multipart\//i.test(type)
    ? multipart(params, type)
    : new URLSearchParams(params.map(({ name, value }): [string, string] => [name, value])).toString()
}

/** A form in parts, as the program sent it; files are not in a HAR file, which the body says in their place. */
function multipart(params: PostData['params'], type: string): string {
  const boundary = /boundary="?([^";]{1,70})/i.exec(type)?.[1]?.trim() ?? 'boundary'
  const quoted = (name: string) => `"${name.replaceAll('"', '%22').replaceAll(/[\r\n]/g, ' ')}"`
  const parts = params.map(({ name, value, fileName, contentType }) => {
    const file = fileName ? `; filename=${quoted(fileName)}` : ''
    const kind = contentType ? `Content-Type: ${contentType.replaceAll(/[\r\n]/g, ' ')}\r\n` : ''
    const content = value === '' && fileName ? '[The HAR file left this file out]' : value
    return `--${boundary}\r\nContent-Disposition: form-data; name=${quoted(name)}${file}\r\n${kind}\r\n${content}\r\n`
  })
  return `${parts.join('')}--${boundary}--\r\n`
}

export function isBase64(encoding: string | null | undefined): boolean {
  return /^\s*base64\s*$/i.test(encoding ?? '')
}

/** The text that base64 stands for. Bytes that are no text stay base64, as a data URL, which says so. */
export function fromBase64(
  base64: string,
  contentType: string | null,
  contentEncoding: string | null,
): { text: string; bytes: number } {
  const bytes = unpacked(Buffer.from(base64, 'base64'), contentEncoding)
  const { text, damaged } = decodeText(bytes, contentType)
  if (!text.includes('\0') && !(damaged && isMostlyDamaged(text))) return { text, bytes: bytes.length }
  const type = contentType?.split(';', 1)[0]?.trim() ?? ''
  return { text: `data:${type};base64,${bytes.toString('base64')}`, bytes: bytes.length }
}

/** A text in another encoding has a few bytes that cannot be read; an image has little else. */
function isMostlyDamaged(text: string): boolean {
  return (text.match(/\ufffd/g)?.length ?? 0) * 10 >= text.length
}

/** Some programs save a body as it came, packed. */
function unpacked(bytes: Buffer, contentEncoding: string | null): Buffer {
  const limit = { maxOutputLength: MOST_BYTES }
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, limit)
    const packing = contentEncoding?.trim().toLowerCase()
    if (packing === 'br') return brotliDecompressSync(bytes, limit)
    if (packing === 'deflate') return inflateSync(bytes, limit)
  } catch {
    // The body was unpacked before, or is damaged: it stays as it is.
  }
  return bytes
}
