import { createReadStream, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { lean } from '../check/lean.ts'
import { systemClock } from '../clock.ts'
import { exchangeSchema, type Exchange } from '../contract/exchange.ts'
import { parseJson } from '../contract/values.ts'
import { unread } from '../files/atomicWrite.ts'
import { createRedactor } from '../recorder/redact.ts'
import { readHar } from './checkHar.ts'
import type { CheckInput, Opened } from './checkSources.ts'
import { CommandError, type Io } from './io.ts'

/** All calls of a file are in memory together. */
const LARGEST_FILE = 1024 ** 3
const HEAD_BYTES = 64 * 1024

export async function ofFile(name: string, io: Io): Promise<CheckInput> {
  const stats = statSync(name, { throwIfNoEntry: false })
  if (!stats) throw new CommandError(`There is no file ${name}. Give a HAR file, JSON lines, or a query.`)
  if (stats.isDirectory())
    throw new CommandError(`${name} is a folder. Give a HAR file, JSON lines, or a query.`)
  // What flows, such as <(command) of a shell, can be read once alone.
  if (!stats.isFile()) return ofBytes(name, await flowingBytes(name), io)
  if (stats.size > LARGEST_FILE) throw tooLarge(name)
  const open = () => createReadStream(name)
  return read({ name, open, savedAt: Math.round(stats.mtimeMs) }, io)
}

export function ofBytes(name: string, bytes: Uint8Array, io: Io): Promise<CheckInput> {
  return read({ name, open: () => Readable.from([bytes]), savedAt: systemClock.now() }, io)
}

async function flowingBytes(name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    const stream: AsyncIterable<Uint8Array> = createReadStream(name)
    for await (const chunk of stream) {
      size += chunk.length
      if (size > LARGEST_FILE) throw tooLarge(name)
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof CommandError ? error : unread(name, error)
  }
  return Buffer.concat(chunks)
}

function tooLarge(name: string): CommandError {
  return new CommandError(`${name} is larger than 1 GB, the most that Postern checks. Check a part of it.`)
}

async function read(file: Opened, io: Io): Promise<CheckInput> {
  const head = await headOf(file)
  if (head.trim() === '') return { exchanges: [], source: null }
  if (!head.trimStart().startsWith('{'))
    throw new CommandError(`${file.name} is neither a HAR file nor JSON lines of postern run --json.`)
  return isHar(file.name, head) ? readHar(file, io) : readLines(file, io.signal)
}

/** The beginning, as text. */
async function headOf({ name, open }: Opened): Promise<string> {
  const stream = open()
  try {
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) continue
      const head = chunk.subarray(0, HEAD_BYTES)
      if (head.includes(0)) throw new CommandError(`${name} is not text. Give a HAR file or JSON lines.`)
      return new TextDecoder().decode(head)
    }
    return ''
  } catch (error) {
    throw error instanceof CommandError ? error : unread(name, error)
  } finally {
    stream.destroy()
  }
}

function isHar(name: string, head: string): boolean {
  if (/\.har$/i.test(name)) return true
  if (/\.(?:jsonl|ndjson)$/i.test(name)) return false
  return !/^\s*\{"version":\s*\d/.test(head)
}

/** One exchange document a line, redacted once more. */
async function readLines({ name, open }: Opened, signal: AbortSignal): Promise<CheckInput> {
  const redactor = createRedactor(() => [])
  const lines = new Map<string, number>()
  const exchanges: Exchange[] = []
  let number = 0
  try {
    for await (const line of createInterface({ input: open(), crlfDelay: Infinity })) {
      number += 1
      signal.throwIfAborted()
      if (line.trim() === '') continue
      const exchange = exchangeIn(line.replace(/^\ufeff/, ''), `Line ${number} of ${name}`)
      lines.set(exchange.id, number)
      exchanges.push({ ...lean(exchange), request: redactor.request(exchange.request) })
    }
  } catch (error) {
    throw error instanceof CommandError || signal.aborted ? error : unread(name, error)
  }
  return { exchanges, source: { file: name, lineOf: (id) => lines.get(id) ?? null } }
}

function exchangeIn(line: string, what: string): Exchange {
  const read = exchangeSchema.safeParse(parseJson(line))
  if (read.success) return read.data
  throw new CommandError(`${what} is no exchange document. postern schema exchange prints its form.`)
}
