import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { Exchange } from '../contract/exchange.ts'
import { unwritten } from '../files/atomicWrite.ts'
import type { ExportReport, ExportWork } from './fileWriting.ts'
import { createRedactor } from '../recorder/redact.ts'
import { written } from './writers.ts'

/** The thread that writes exchanges to a file: redacting a large body takes longer than a window may wait. */
const port = parentPort
if (port === null) throw new Error('This file runs as a worker only.')
const { path, part, format, around, secrets, headers }: ExportWork = workerData
const report = (message: ExportReport) => port.postMessage(message)

let bytes = 0

async function* incoming(): AsyncGenerator<Exchange> {
  for (;;) {
    const given: Promise<(Exchange | null)[]> = new Promise((resolve) =>
      port?.once('message', (next) => resolve([next])),
    )
    report({ kind: 'more', bytes })
    const [exchange] = await given
    if (!exchange) return
    yield exchange
  }
}

async function write(): Promise<void> {
  const file = createWriteStream(part, { flags: 'wx' })
  const end = finished(file)
  // Heard of below; a disk that fills up while nobody waits must not end the thread.
  end.catch(() => undefined)
  const redactor = createRedactor(() => secrets, { headers: () => headers })
  for await (const piece of written(format, incoming(), redactor, around)) {
    bytes += Buffer.byteLength(piece)
    if (!file.write(piece)) await Promise.race([once(file, 'drain'), end])
  }
  file.end()
  await end
}

write()
  .then(() => report({ kind: 'end', bytes, failure: null }))
  .catch((error: unknown) => {
    const { code, message, remedy } = unwritten(path, error)
    report({ kind: 'end', bytes, failure: { code, message, remedy } })
  })
  .finally(() => port.close())
