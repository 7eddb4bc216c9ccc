import { randomUUID } from 'node:crypto'
import type { Comparison } from '../contract/comparison.ts'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Notice } from '../contract/notice.ts'
import type { Pace } from '../contract/pace.ts'
import type { Problem, ProblemPage, ProblemState, SeenCode } from '../contract/problem.ts'
import { cutBodies } from './bodyCap.ts'
import { openJournal } from './journal.ts'
import { createLookup, type Lookup } from './lookup.ts'
import type { MarkChange } from './marks.ts'
import type { Pair } from './messages.ts'
import type { ProblemQuery } from './problems.ts'
import { KEEP_ALL, type Retention, type Usage } from './retention.ts'
import { startWorker, type WorkerLine } from './workerLine.ts'

export interface HistoryOptions {
  file: string
  /** The bundled worker. */
  worker: URL
  /** Hears every notice: on opening, and later when saving fails or works again. */
  onNotice?: (notice: Notice) => void
  /** Hears, within about a second, of what other programs have written, while it is watched for. */
  onOthers?: () => void
  now?: () => number
}

export interface Keeping extends Retention {
  /** Bytes of an answer's body that are kept; the rest is cut and marked as cut. Null keeps all. */
  bodyCapBytes: number | null
}

export type Selection = { ids: readonly string[] } | { query: string }

/** Names a removal, so that it can be undone while the session lasts. */
export interface Removed {
  removal: number
  count: number
}

/** Every exchange that was sent, kept. Times are kept to the millisecond. */
export interface History extends Lookup {
  /**
   * Keeps an exchange as it is now, in place of what was kept of it before. Resolves when it outlives this process: in
   * the journal, or, when it is large, in the database; while the disk cannot be written, when it is in memory. Exchanges must be redacted before. Rejects with a PosternError
   * `history-unavailable` only when the history has been closed or its worker has died.
   */
  put(exchange: Exchange): Promise<void>
  get(id: string): Promise<Exchange | null>
  /** What differs from the first to the second; null when one of them is not there. */
  compare(pair: Pair): Promise<Comparison | null>
  /** Those of the ids that are in the history. */
  known(ids: readonly string[]): Promise<string[]>
  /** Pins, or puts a note on, an exchange; false when it is not there. */
  mark(change: MarkChange): Promise<boolean>
  /** Pins exchanges, or frees them again; returns how many of them are there. */
  pin(ids: readonly string[], pinned: boolean): Promise<number>
  /** Takes exchanges out of the history. What is under way stays. Deleted for good some minutes later. */
  remove(selection: Selection): Promise<Removed>
  /** Undoes a removal as far as it has not been deleted for good; returns how many came back. */
  restore(removal: number): Promise<number>
  problems(query: ProblemQuery): Promise<ProblemPage>
  /** Null when no failure has this fingerprint. */
  problem(fingerprint: string): Promise<Problem | null>
  openProblems(): Promise<number>
  setProblemState(fingerprint: string, state: ProblemState): Promise<void>
  /** Service codes in the history other than the `known` ones. */
  unknownCodes(known: readonly number[]): Promise<SeenCode[]>
  /** Values to complete a query with, by field. */
  knownValues(): Promise<Record<string, string[]>>
  usage(): Promise<Usage>
  /** What was sent since a time, in epoch ms. */
  pace(since: number): Promise<Pace>
  /** What may go by itself; it goes in the background. To begin with, everything stays. */
  setKeeping(keeping: Keeping): Promise<void>
  /** Begins or ends to watch for what others write, the headless tool above all. */
  watchOthers(isWanted: boolean): Promise<void>
  readonly notices: Notice[]
  /** What this history left under way is interrupted from then on. */
  close(): Promise<void>
}

interface Waiting {
  /** As a line of the journal, or as it is. */
  state: string | Exchange
  /** Null where it is in the journal already, so that nobody waits for the database. */
  reply: { resolve: () => void; reject: (error: unknown) => void } | null
}

/** In characters of its bodies. What is larger goes to the database without a detour, and is waited for. */
const LONGEST_LINE = 256 * 1024
/** What is in the journal may wait for company this long: one message and one transaction serve all. */
const COMPANY_MS = 20

/** So many are changed in one transaction. */
const PART = 200
const EVERYTHING = Number.MAX_SAFE_INTEGER

export async function openHistory({
  file,
  worker,
  onNotice,
  onOthers = () => undefined,
  now = Date.now,
}: HistoryOptions): Promise<History> {
  const notices: Notice[] = []
  const writer = randomUUID()
  let line: WorkerLine | null = null
  let connecting: Promise<WorkerLine> | null = null
  let isClosed = false
  let closing: Promise<void> | null = null
  let batch: Waiting[] = []
  /** Batches that the worker has not answered yet. */
  let inFlight = 0
  let isJournalUsed = file !== ':memory:'
  let flushing: NodeJS.Timeout | undefined
  const journal = openJournal(file, writer, now())
  let keeping: Keeping = { ...KEEP_ALL, bodyCapBytes: null }
  let lastRemoval = 0
  let isWatching = false
  await connect()
  const lookup = createLookup(current, now)

  return {
    notices,
    put(whole) {
      const exchange = cutBodies(whole, keeping.bodyCapBytes)
      const line = isJournalUsed && !isClosed ? journalled(exchange) : null
      if (line !== null) {
        batch.push({ state: line, reply: null })
        flushing ??= setTimeout(() => void flush(), COMPANY_MS)
        return Promise.resolve()
      }
      return new Promise((resolve, reject) => {
        batch.push({ state: exchange, reply: { resolve, reject } })
        queueMicrotask(() => void flush())
      })
    },
    async get(id) {
      return (await current()).ask('get', id)
    },
    async known(ids) {
      return ids.length === 0 ? [] : (await current()).ask('known', [...ids])
    },
    ...lookup,
    async compare(pair) {
      return (await current()).ask('compare', pair)
    },
    async mark(change) {
      return (await current()).ask('mark', change)
    },
    async pin(all, pinned) {
      let count = 0
      for (const ids of partsOf(all)) count += await (await current()).ask('pin', { ids, pinned })
      return count
    },
    async remove(selection) {
      const found = 'ids' in selection ? selection : await lookup.ids({ ...selection, limit: EVERYTHING })
      lastRemoval = Math.max(now(), lastRemoval + 1)
      const removal = lastRemoval
      let count = 0
      for (const ids of partsOf(found.ids)) {
        count += await (await current()).ask('remove', { ids, removal })
      }
      return { removal, count }
    },
    async restore(removal) {
      let count = 0
      for (;;) {
        const some = await (await current()).ask('restoreSome', removal)
        if (some === 0) return count
        count += some
      }
    },
    async problems(query) {
      return (await current()).ask('problems', query)
    },
    async problem(fingerprint) {
      return (await current()).ask('problem', fingerprint)
    },
    async openProblems() {
      return (await current()).ask('openProblems', null)
    },
    async setProblemState(fingerprint, state) {
      await (await current()).ask('setProblemState', { fingerprint, state })
    },
    async unknownCodes(known) {
      return (await current()).ask('unknownCodes', [...known])
    },
    async knownValues() {
      return (await current()).ask('knownValues', null)
    },
    async usage() {
      return (await current()).ask('usage', null)
    },
    async pace(since) {
      return (await current()).ask('pace', since)
    },
    async setKeeping(wanted) {
      keeping = wanted
      await (await current()).ask('setRetention', retentionOf(wanted))
    },
    async watchOthers(isWanted) {
      isWatching = isWanted
      await (await current()).ask('watch', isWanted)
    },
    close() {
      closing ??= end()
      return closing
    },
  }

  async function end(): Promise<void> {
    // Lets puts of this tick go out first.
    await Promise.resolve()
    await flush()
    isClosed = true
    try {
      await line?.ask('close', null)
    } finally {
      await line?.end()
      line = null
      journal.close()
    }
  }

  function connect(): Promise<WorkerLine> {
    connecting ??= startWorker({
      url: worker,
      options: { file, writer, retention: retentionOf(keeping) },
      onNotice: tell,
      onOthers,
      onDeath,
    })
      .then((started) => {
        if (isWatching) void started.ask('watch', true).catch(() => undefined)
        return (line = started)
      })
      .finally(() => (connecting = null))
    return connecting
  }

  /** A worker that died, for want of memory say, is replaced with the next call. */
  async function current(): Promise<WorkerLine> {
    if (isClosed)
      throw new PosternError('history-unavailable', 'The history is closed.', 'Start Postern again.')
    const to = line ?? (await connect())
    // What was put before is to be seen by whatever is asked next; orders are carried out as they come.
    void flush()
    return to
  }

  /** The exchange as a line of the journal; null when it is too large for that, or the disk refuses. */
  function journalled(exchange: Exchange): string | null {
    if (bodyLength(exchange) > LONGEST_LINE) return null
    const text = JSON.stringify(exchange)
    try {
      journal.append(text)
      return text
    } catch {
      // The database will most likely refuse as well, and says why.
      return null
    }
  }

  /** Sends what was put in this tick: one message, one transaction. */
  async function flush(): Promise<void> {
    clearTimeout(flushing)
    flushing = undefined
    if (batch.length === 0) return
    const puts = batch
    batch = []
    inFlight += 1
    try {
      if (isClosed)
        throw new PosternError('history-unavailable', 'The history is closed.', 'Start Postern again.')
      const to = line ?? (await connect())
      const kept = await to.ask(
        'put',
        puts.map(({ state }) => state),
      )
      isJournalUsed = kept === 'disk'
      for (const { reply } of puts) reply?.resolve()
      if (batch.length === 0 && inFlight === 1 && isJournalUsed) journal.clear()
    } catch (error) {
      // What is in the journal only goes with the next batch; what came later may need it.
      batch = [...puts.filter(({ reply }) => reply === null), ...batch]
      for (const { reply } of puts) reply?.reject(error)
    } finally {
      inFlight -= 1
    }
  }

  function tell(notice: Notice): void {
    const place = notices.findIndex(({ id }) => id === notice.id)
    if (place === -1) notices.push(notice)
    else notices[place] = notice
    onNotice?.(notice)
  }

  function onDeath(reason: string): void {
    line = null
    tell({
      id: 'history-restarted',
      severity: 'warning',
      title: 'The history had to be restarted',
      detail: `The thread that keeps it ended unexpectedly: ${reason}. What it had confirmed is saved.`,
      remedy: null,
    })
  }
}

function retentionOf({ maxAgeMs, maxCount, maxBytes }: Keeping): Retention {
  return { maxAgeMs, maxCount, maxBytes }
}

function* partsOf(ids: readonly string[]): Generator<string[]> {
  for (let at = 0; at < ids.length; at += PART) yield ids.slice(at, at + PART)
}

function bodyLength({ request, attempts }: Exchange): number {
  return attempts.reduce((sum, { response }) => sum + (response?.body.length ?? 0), request.body?.length ?? 0)
}
