import { createReadStream, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { lean } from '../check/lean.ts'
import type { ReportSource } from '../check/forms.ts'
import { systemClock } from '../clock.ts'
import { exchangeSchema, type Exchange } from '../contract/exchange.ts'
import { parseJson } from '../contract/values.ts'
import { splitUrl } from '../contract/url.ts'
import { listed, plural } from '../contract/words.ts'
import { unread } from '../files/atomicWrite.ts'
import { twoReadings } from '../files/stableRead.ts'
import { importHar } from '../formats/harImport.ts'
import { collectHarSecrets } from '../formats/harSecrets.ts'
import { createRedactor } from '../recorder/redact.ts'
import type { History } from '../history/history.ts'
import { lastRunQuery } from '../check/lastRun.ts'
import { withHistory } from './historyFile.ts'
import { harOrder } from './import.ts'
import { CommandError, type Io } from './io.ts'

/** The calls to check, and where they were read. */
export interface CheckInput {
  exchanges: Exchange[]
  source: ReportSource | null
}

/** All calls of a file are in memory together. */
const LARGEST_FILE = 1024 ** 3
const HEAD_BYTES = 64 * 1024
/** So many reads of the history are on their way together. */
const READ_AHEAD = 16

/** Reads what the arguments name: a file, standard input, or what a query finds in the history; without any the last run. */
export async function checkInput(words: readonly string[], io: Io): Promise<CheckInput> {
  const [name] = words
  if (words.length > 1 && words.every(isFileName))
    throw new CommandError(`postern check reads one file at a time. Leave out all but ${words[0]}.`)
  if (words.length === 1 && name !== undefined && isFileName(name))
    return name === '-' ? ofBytes(await io.stdin(), io) : ofFile(name, io)
  const exchanges: Exchange[] = []
  await withHistory(io, 'read', async (history) => {
    const query = words.length === 0 ? await lastRunQuery(history) : words.join(' ')
    if (query !== null) await readHistory(history, query, exchanges, io.signal)
    return 0
  })
  return { exchanges, source: null }
}

function isFileName(word: string): boolean {
  return (
    word === '-' ||
    /\.(?:har|jsonl|ndjson)$/i.test(word) ||
    statSync(word, { throwIfNoEntry: false }) !== undefined
  )
}

async function readHistory(
  history: History,
  query: string,
  exchanges: Exchange[],
  signal: AbortSignal,
): Promise<void> {
  const { ids } = await history.ids({ query, limit: Number.MAX_SAFE_INTEGER })
  for (let at = 0; at < ids.length; at += READ_AHEAD) {
    signal.throwIfAborted()
    const read = await Promise.all(ids.slice(at, at + READ_AHEAD).map((id) => history.get(id)))
    for (const exchange of read) if (exchange) exchanges.push(lean(exchange))
  }
}

async function ofFile(name: string, io: Io): Promise<CheckInput> {
  const stats = statSync(name, { throwIfNoEntry: false })
  if (!stats) throw new CommandError(`There is no file ${name}. Give a HAR file, JSON lines, or a query.`)
  if (!stats.isFile())
    throw new CommandError(`${name} is not a file. Give a HAR file, JSON lines, or a query.`)
  if (stats.size > LARGEST_FILE)
    throw new CommandError(`${name} is larger than 1 GB, the most that Postern checks. Check a part of it.`)
  const open = () => createReadStream(name)
  return read({ name, open, savedAt: Math.round(stats.mtimeMs) }, io)
}

function ofBytes(bytes: Uint8Array, io: Io): Promise<CheckInput> {
  return read({ name: 'Standard input', open: () => Readable.from([bytes]), savedAt: systemClock.now() }, io)
}

interface Opened {
  name: string
  open(): Readable
  savedAt: number
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

async function readHar({ name, open, savedAt }: Opened, io: Io): Promise<CheckInput> {
  const order = await harOrder(io)
  const headers = order.headers
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      const stream: AsyncIterable<Uint8Array> = open()
      yield* stream
    } catch (error) {
      throw unread(name, error)
    }
  }
  const readings = twoReadings(pieces)
  const secrets = (await collectHarSecrets(readings.first(), { headers })).values()
  const redactor = createRedactor(() => secrets, { headers: () => headers })
  const exchanges: Exchange[] = []
  let skipped = 0
  let untimed = 0
  let cached = 0
  for await (const item of importHar(readings.second(), { ...order, savedAt, redactor })) {
    io.signal.throwIfAborted()
    if (item.kind === 'problem') skipped += 1
    else if (item.isCached) cached += 1
    else if (!item.isTimed) untimed += 1
    else exchanges.push(lean(item.exchange))
  }
  if (skipped > 0)
    io.stderr(`Postern skipped ${plural(skipped, 'entry', 'entries')} of ${name} that it cannot read.\n`)
  const calls = ofApiHosts(exchanges)
  const foreign = exchanges.length - calls.length
  const leftOut = [
    cached > 0 && `${plural(cached, 'response')} from the cache of a browser`,
    untimed > 0 && `${plural(untimed, 'entry', 'entries')} without a time`,
    foreign > 0 && `${plural(foreign, 'call')} to hosts other than that of the API`,
  ].filter((each) => each !== false)
  if (leftOut.length > 0) io.stderr(`Postern left out ${listed(leftOut)}.\n`)
  return { exchanges: calls, source: { file: name, lineOf: () => null } }
}

const API_PATHS = [/\/api\/(?:external|webhook|token)\//i, /\/api\//i]

/** A browser writes the calls to all hosts of a page. Where none is known for the API, all may be. */
function ofApiHosts(exchanges: Exchange[]): Exchange[] {
  for (const paths of API_PATHS) {
    const urls = exchanges.map(({ request }) => splitUrl(request.url))
    const hosts = new Set(urls.filter(({ path }) => paths.test(path)).map(({ authority }) => authority))
    if (hosts.size > 0) return exchanges.filter((_, at) => hosts.has(urls[at]?.authority ?? ''))
  }
  return exchanges
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
