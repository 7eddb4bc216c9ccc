import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { DeliveryError } from './failures.ts'

export interface BodyRead {
  bytes: Buffer
  /** Bytes received after content decoding, up to where the reading stopped. */
  size: number
  /** True when the body goes on beyond what was kept. */
  isCut: boolean
  /** True when it is not coded as it says: then it is kept as it came. */
  isMislabelled: boolean
  /** Why the body ended early; null when it was read to its end or to the cap. */
  error: Error | null
}

/** An answer has one coding, seldom two; more is an attempt to make us work. */
const MAX_CODINGS = 3

/**
 * Reads and decodes a body up to `capBytes`, and then stops: what comes after is not even fetched.
 * @param onBegin is handed what ends the reading early
 */
export function readBody(
  answer: IncomingMessage,
  capBytes: number,
  isBodiless: boolean,
  onBegin: (stop: (error: Error) => void) => void,
): Promise<BodyRead> {
  return new Promise((resolve) => {
    let kept = collector(capBytes)
    let isMislabelled = false
    let isDone = false
    const finish = (isCut: boolean, error: Error | null) => {
      if (isDone) return
      isDone = true
      resolve({ ...kept.read(), isCut, isMislabelled, error })
      if (isCut || error) answer.destroy()
    }
    const keep = (chunk: Buffer) => {
      if (!isDone && !kept.take(chunk)) finish(true, null)
    }
    const drain = (source: Readable) => {
      const atEnd = () => {
        finish(false, null)
      }
      if (source.readableEnded) return atEnd()
      source.on('data', keep)
      source.on('end', atEnd)
    }
    const codings = isBodiless ? [] : codingsOf(answer.headers['content-encoding'])
    const canDecode = codings.length <= MAX_CODINGS && codings.every((coding) => DECODERS.has(coding))
    const fail = (error: Error) => {
      if (codings.length === 0) takeBuffered(answer, keep)
      finish(false, error)
    }
    onBegin(fail)
    answer.on('error', fail)
    answer.on('close', () => {
      if (!answer.complete)
        fail(new DeliveryError('reset', 'ECONNRESET', 'The connection closed before the whole body arrived.'))
    })
    isMislabelled = !canDecode
    if (codings.length === 0 || !canDecode) return drain(answer)
    const raw = collector(capBytes)
    const copy = (chunk: Buffer) => {
      if (kept.size === 0) raw.take(chunk)
    }
    // Something in front of the API may answer for it and copy its headers: what such a body says must not be lost.
    const asItCame = (error: Error, head: Buffer) => {
      if (kept.size > 0 || looksCoded(head, codings.at(-1))) return fail(error)
      if (isDone) return
      isMislabelled = true
      answer.unpipe()
      answer.off('data', copy)
      kept = raw
      if (raw.size > capBytes) return finish(true, null)
      drain(answer)
      answer.resume()
    }
    decoded(answer, codings, copy, asItCame).then(drain, fail)
  })
}

interface Collector {
  readonly size: number
  /** False once there is more than there is room for. */
  take(chunk: Buffer): boolean
  read(): { bytes: Buffer; size: number }
}

/** Chunks of a body, as many bytes as there is room for. */
function collector(capBytes: number): Collector {
  const chunks: Buffer[] = []
  let size = 0
  return {
    get size() {
      return size
    },
    take(chunk) {
      const room = Math.max(0, capBytes - size)
      size += chunk.length
      if (room > 0) chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
      return chunk.length <= room
    },
    read() {
      const [only] = chunks
      return { bytes: chunks.length === 1 && only ? only : Buffer.concat(chunks), size }
    },
  }
}

/** What has come before an error is worth showing. */
function takeBuffered(answer: Readable, keep: (chunk: Buffer) => void): void {
  for (;;) {
    const rest: unknown = answer.read()
    if (!Buffer.isBuffer(rest)) return
    keep(rest)
  }
}

function codingsOf(header: string | undefined): string[] {
  const names = (header ?? '').toLowerCase().split(',', MAX_CODINGS + 2)
  // Some write a weight behind it, as a request may.
  return names
    .map((name) => (name.split(';', 1)[0] ?? '').trim())
    .filter((name) => name !== '' && name !== 'identity')
}

const DECODERS = new Map<string, (head: Buffer) => Duplex>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['br', () => createBrotliDecompress()],
  // Some servers leave out the zlib frame that RFC 9110 section 8.4.1.2 asks for; its first byte ends in 8.
  ['deflate', (head) => (((head[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw())],
])

/** Whether the beginning is surely that of a coding, so that an error later is damage. Brotli has no such mark. */
function looksCoded(head: Buffer, coding: string | undefined): boolean {
  const [first = 0, second = 0] = head
  if (coding === 'deflate') return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0
  return coding !== 'br' && first === 0x1f && second === 0x8b
}

async function decoded(
  answer: Readable,
  codings: readonly string[],
  copy: (chunk: Buffer) => void,
  onError: (error: Error, head: Buffer) => void,
): Promise<Readable> {
  const head = await firstBytes(answer)
  // An empty body is no broken stream.
  if (head === null) return answer
  answer.on('data', copy)
  let source = answer
  let begin = head
  for (const coding of codings.toReversed()) {
    const decoder = DECODERS.get(coding)?.(begin)
    if (!decoder) return source
    decoder.on('error', (error: Error) => {
      onError(error, head)
    })
    source = source.pipe(decoder)
    begin = (await firstBytes(source)) ?? Buffer.alloc(0)
  }
  return source
}

function firstBytes(source: Readable): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const settle = (head: Buffer | null) => {
      source.off('readable', onReadable)
      source.off('end', onEnd)
      source.off('close', onEnd)
      resolve(head)
    }
    const onReadable = () => {
      const head: unknown = source.read()
      if (!Buffer.isBuffer(head)) return
      source.unshift(head)
      settle(head)
    }
    const onEnd = () => {
      settle(null)
    }
    source.on('readable', onReadable)
    source.on('end', onEnd)
    source.on('close', onEnd)
  })
}
