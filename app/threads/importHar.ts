import { createReadStream } from 'node:fs'
import type { MessagePort } from 'node:worker_threads'
import type { Catalog } from '../catalog/catalog.ts'
import { PosternError, type BridgeError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import { unread } from '../files/atomicWrite.ts'
import { twoReadings } from '../files/stableRead.ts'
import { importHar as importedFrom, type HarItem } from '../formats/harImport.ts'
import { collectHarSecrets } from '../formats/harSecrets.ts'
import type { FoundSecret } from '../formats/secretCollector.ts'
import type { HistoryMethods } from '../history/methods.ts'
import { createRedactor } from '../recorder/redact.ts'
import { connect, type Call, type Remote } from './remote.ts'

type HarProblem = Extract<HarItem, { kind: 'problem' }>

export interface HarOrder {
  source: { path: string } | { text: string }
  catalog: Catalog
  traceHeaders: string[]
  /** When the file was saved, epoch ms; stands where an entry tells no time that can be. */
  savedAt: number
  /** Known in clear now, to be blanked. */
  secrets: string[]
  /** Further headers whose values are secrets. */
  headers: string[]
  /** Characters of a body that are kept. */
  bodyCap: number
}

/** How far it is. */
export interface HarCounts {
  /** Everything is read twice, first for its secrets and then to be kept, and counts half each time. */
  readBytes: number
  imported: number
  /** Were in the history already. */
  known: number
  unreadable: number
  /** The first of the unreadable; entries count from 1. */
  problems: { entry: number; message: string }[]
}

/** Keys and tokens are told once, after the first reading. */
export type HarNews = HarCounts | { keys: FoundSecret[]; tokens: number }

export interface HarEnd extends HarCounts {
  /** `whole`, `cancelled`, or why it was not read to its end; what came before that is kept. */
  end: 'whole' | 'cancelled' | BridgeError
}

const PIECE_BYTES = 256 * 1024
/** So much goes to the history at once. */
const PART_ITEMS = 32
const PART_CHARACTERS = 256 * 1024
/** Of API keys to be offered; nobody would look through a longer list. All are blanked. */
const MOST_KEYS = 100
const MOST_PROBLEMS = 3

/**
 * Reads a HAR file, explains and redacts its entries, and puts them into the history, at whose port this thread calls. The
 * main thread hears of the progress alone.
 */
export async function importHar(order: HarOrder, port: MessagePort, call: Call<HarNews>): Promise<HarEnd> {
  const counts: HarCounts = { readBytes: 0, imported: 0, known: 0, unreadable: 0, problems: [] }
  const history = connect<HistoryMethods>(port)
  try {
    await readTwice(order, history, counts, call)
    return { ...counts, end: call.signal.aborted ? 'cancelled' : 'whole' }
  } catch (error) {
    // What ends early because somebody cancelled it is no whole file either.
    if (call.signal.aborted) return { ...counts, end: 'cancelled' }
    if (!(error instanceof PosternError)) throw error
    const { code, message, remedy } = error
    return { ...counts, end: { code, message, remedy } }
  } finally {
    await history.end()
  }
}

async function readTwice(
  order: HarOrder,
  history: Remote<HistoryMethods>,
  counts: HarCounts,
  { signal, progress }: Call<HarNews>,
): Promise<void> {
  const { source, secrets, headers } = order
  let read = 0
  async function* counted(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      if (signal.aborted) return
      read += piece.length
      counts.readBytes = Math.floor(read / 2)
      progress({ ...counts })
      yield piece
    }
  }
  async function add(exchanges: Exchange[]): Promise<void> {
    const { added, known } = await history.call('add', [exchanges])
    counts.imported += added
    counts.known += known
  }

  const readings = twoReadings(() => piecesOf(source))
  const collected = await collectHarSecrets(counted(readings.first()), { headers })
  if (signal.aborted) return
  const found = collected.found()
  progress({
    keys: found.filter(({ kind }) => kind === 'key').slice(0, MOST_KEYS),
    tokens: found.filter(({ kind }) => kind === 'token').length,
  })
  const known = [...secrets, ...collected.values()]
  const redactor = createRedactor(() => known, { headers: () => headers })
  const items = importedFrom(counted(readings.second()), { ...order, redactor })
  await keepAll(items, add, (problem) => note(problem, counts))
}

/** One part is on its way to the history while the next is read. What was read before an error is kept. */
async function keepAll(
  items: AsyncIterable<HarItem>,
  add: (exchanges: Exchange[]) => Promise<void>,
  onProblem: (problem: HarProblem) => void,
): Promise<void> {
  let part: Exchange[] = []
  let characters = 0
  let adding = Promise.resolve()
  async function send(): Promise<void> {
    await adding
    adding = add(part)
    // Awaited before the next part.
    adding.catch(() => undefined)
    part = []
    characters = 0
  }
  try {
    for await (const item of items) {
      if (item.kind === 'problem') {
        onProblem(item)
        continue
      }
      part.push(item.exchange)
      characters += sizeOf(item.exchange)
      if (part.length >= PART_ITEMS || characters >= PART_CHARACTERS) await send()
    }
  } finally {
    if (part.length > 0) await send()
    await adding
  }
}

async function* piecesOf(source: HarOrder['source']): AsyncGenerator<Uint8Array> {
  try {
    if ('path' in source) {
      const file: AsyncIterable<Uint8Array> = createReadStream(source.path, { highWaterMark: PIECE_BYTES })
      yield* file
      return
    }
    const bytes = Buffer.from(source.text)
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      yield bytes.subarray(at, at + PIECE_BYTES)
      // A call to cancel is heard in between.
      await new Promise((resolve) => setImmediate(resolve))
    }
  } catch (error) {
    throw unread('The file', error)
  }
}

function note({ index, message }: HarProblem, counts: HarCounts): void {
  counts.unreadable += 1
  if (counts.problems.length < MOST_PROBLEMS) counts.problems.push({ entry: index + 1, message })
}

function sizeOf({ request, attempts }: Exchange): number {
  return attempts.reduce((sum, { response }) => sum + (response?.body.length ?? 0), request.body?.length ?? 0)
}
