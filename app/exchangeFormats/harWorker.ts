import { createReadStream } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PosternError } from '../contract/errors.ts'
import { importHar } from './harImport.ts'
import type { HarOrder, HarReport } from './harReading.ts'
import { createRedactor } from './redaction.ts'

/** The thread that reads a HAR file, so that no file, however large or hostile, holds up a window. */
const port = parentPort
if (port === null) throw new Error('This file runs as a worker only.')
const order: HarOrder = workerData
const report = (message: HarReport) => port.postMessage(message)

/** A part is sent when it has so many items or characters, and the next only when it is asked for. */
const PART_ITEMS = 16
const PART_CHARACTERS = 128 * 1024
const PIECE_BYTES = 256 * 1024

let readBytes = 0
let askForNext: (() => void) | null = null
port.on('message', () => askForNext?.())

async function* counted(): AsyncGenerator<Uint8Array> {
  const pieces: AsyncIterable<unknown> | Iterable<unknown> =
    'text' in order.source
      ? [Buffer.from(order.source.text)]
      : createReadStream(order.source.path, { highWaterMark: PIECE_BYTES })
  for await (const piece of pieces) {
    if (!(piece instanceof Uint8Array)) continue
    readBytes += piece.length
    yield piece
  }
}

async function read(): Promise<void> {
  const { catalog, traceHeaders, savedAt, secrets, headers, bodyCap } = order
  const redactor = createRedactor(() => secrets, { headers: () => headers })
  let items: HarReport['items'] = []
  let characters = 0
  const send = async () => {
    const isAskedFor = new Promise<void>((resolve) => (askForNext = resolve))
    report({ items, readBytes, end: null })
    items = []
    characters = 0
    await isAskedFor
  }
  try {
    for await (const item of importHar(counted(), { catalog, redactor, traceHeaders, savedAt, bodyCap })) {
      items.push(item)
      if (item.kind === 'exchange') characters += sizeOf(item.exchange)
      if (items.length >= PART_ITEMS || characters >= PART_CHARACTERS) await send()
    }
    report({ items, readBytes, end: 'whole' })
  } catch (error) {
    report({ items, readBytes, end: shown(error) })
  }
  port?.close()
}

function sizeOf({
  request,
  attempts,
}: {
  request: { body: string | null }
  attempts: { response: { body: string } | null }[]
}): number {
  return attempts.reduce((sum, { response }) => sum + (response?.body.length ?? 0), request.body?.length ?? 0)
}

function shown(error: unknown): Exclude<HarReport['end'], 'whole' | null> {
  if (error instanceof PosternError) return { code: error.code, message: error.message, remedy: error.remedy }
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return {
    code: 'file-unavailable',
    message: `The file could not be read to its end: ${reason.slice(0, 200)}.`,
    remedy: 'Check that it is still there and that you may read it.',
  }
}

void read()
