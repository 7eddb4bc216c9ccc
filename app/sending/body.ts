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
    const chunks: Buffer[] = []
    let size = 0
    let isDone = false
    const finish = (isCut: boolean, error: Error | null) => {
      if (isDone) return
      isDone = true
      const [only] = chunks
      resolve({ bytes: chunks.length === 1 && only ? only : Buffer.concat(chunks), size, isCut, error })
      if (isCut || error) answer.destroy()
    }
    const keep = (chunk: Buffer) => {
      if (isDone) return
      const room = capBytes - size
      size += chunk.length
      chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
      if (chunk.length > room) finish(true, null)
    }
    const codings = isBodiless ? [] : codingsOf(answer.headers['content-encoding'])
    const fail = (error: Error) => {
      if (codings.length === 0) takeBuffered(answer, keep)
      finish(false, error)
    }
    onBegin(fail)
    answer.on('error', fail)
    answer.on('close', () => {
      if (!answer.complete)
        fail(
          new DeliveryError('reset', 'ECONNRESET', 'The connection was closed before the whole body was in.'),
        )
    })
    const unknown = codings.find((coding) => !DECODERS.has(coding))
    if (unknown !== undefined || codings.length > MAX_CODINGS) {
      const what = unknown === undefined ? `${codings.length} codings` : `the coding "${unknown}"`
      fail(
        new DeliveryError(
          'bad-response',
          'UNKNOWN_ENCODING',
          `The body comes in ${what}, which was not asked for.`,
        ),
      )
      return
    }
    const drain = (source: Readable) => {
      const atEnd = () => {
        finish(false, null)
      }
      if (source.readableEnded) return atEnd()
      source.on('data', keep)
      source.on('end', atEnd)
    }
    if (codings.length === 0) drain(answer)
    else void decoded(answer, codings, fail).then(drain)
  })
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
  return names.map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity')
}

const DECODERS = new Map<string, (head: Buffer) => Duplex>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['br', () => createBrotliDecompress()],
  // Some servers leave out the zlib frame that RFC 9110 section 8.4.1.2 asks for; its first byte ends in 8.
  ['deflate', (head) => (((head[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw())],
])

async function decoded(answer: Readable, codings: string[], fail: (error: Error) => void): Promise<Readable> {
  let source = answer
  for (const coding of codings.reverse()) {
    const head = await firstBytes(source)
    // An empty body is no broken stream.
    if (head === null) return source
    const decoder = DECODERS.get(coding)?.(head)
    if (!decoder) return source
    decoder.on('error', fail)
    source = source.pipe(decoder)
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
