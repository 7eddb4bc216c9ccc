import { createReadStream } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { unread } from '../files/atomicWrite.ts'
import { importHar } from './harImport.ts'
import type { HarOrder, HarReport } from './harReading.ts'
import { collectHarSecrets } from './harSecrets.ts'
import { createRedactor } from '../recorder/redact.ts'
import { twoReadings } from '../files/stableRead.ts'

/** The thread that reads a HAR file, so that no file, however large or hostile, holds up a window. */
const port = parentPort
if (port === null) throw new Error('This file runs as a worker only.')
const order: HarOrder = workerData
const report = (message: HarReport) => port.postMessage(message)

/** A part is sent when it has so many items or characters, and the next only when it is asked for. */
const PART_ITEMS = 16
const PART_CHARACTERS = 128 * 1024
const PIECE_BYTES = 256 * 1024
/** Of API keys to be offered; nobody would look through a longer list. All are blanked. */
const MOST_KEYS = 100

let readTwice = 0
let askForNext: (() => void) | null = null
port.on('message', () => askForNext?.())

async function send(part: Partial<HarReport>): Promise<void> {
  const isAskedFor = new Promise<void>((resolve) => (askForNext = resolve))
  report({ items: [], keys: [], tokens: 0, readBytes: Math.floor(readTwice / 2), end: null, ...part })
  await isAskedFor
}

async function* pieces(): AsyncGenerator<Uint8Array> {
  const all: AsyncIterable<unknown> | Iterable<unknown> =
    'text' in order.source
      ? [Buffer.from(order.source.text)]
      : createReadStream(order.source.path, { highWaterMark: PIECE_BYTES })
  for await (const piece of all) {
    if (!(piece instanceof Uint8Array)) continue
    readTwice += piece.length
    yield piece
  }
}

/** Tells of each piece before it is read, so that the window sees the first reading go on. */
async function* told(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    await send({})
    yield piece
  }
}

async function read(): Promise<HarReport['end']> {
  const { catalog, traceHeaders, savedAt, headers, bodyCap } = order
  const readings = twoReadings(pieces)
  const collected = await collectHarSecrets(told(readings.first()), { headers })
  const found = collected.found()
  await send({
    keys: found.filter(({ kind }) => kind === 'key').slice(0, MOST_KEYS),
    tokens: found.filter(({ kind }) => kind === 'token').length,
  })
  const secrets = [...order.secrets, ...collected.values()]
  const redactor = createRedactor(() => secrets, { headers: () => headers })
  let items: HarReport['items'] = []
  let characters = 0
  const sendItems = async () => {
    const part = items
    items = []
    characters = 0
    await send({ items: part })
  }
  try {
    const ports = { catalog, redactor, traceHeaders, savedAt, bodyCap }
    for await (const item of importHar(readings.second(), ports)) {
      items.push(item)
      if (item.kind === 'exchange') characters += sizeOf(item.exchange)
      if (items.length >= PART_ITEMS || characters >= PART_CHARACTERS) await sendItems()
    }
    return 'whole'
  } catch (error) {
    return shown(error)
  } finally {
    await sendItems()
  }
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
  const { code, message, remedy } = unread('The file', error)
  return { code, message, remedy }
}

const end = await read().catch(shown)
void send({ end })
port.close()
