import { randomUUID } from 'node:crypto'
import type { Comparison } from '../contract/comparison.ts'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Notice } from '../contract/notice.ts'
import type { Activity } from '../contract/activity.ts'
import type { Problem, ProblemPage, ProblemState, SeenCode } from '../contract/problem.ts'
import { createEdits, type Edits } from './edits.ts'
import { openJournal } from './journal.ts'
import { createLookup, type Lookup } from './lookup.ts'
import type { Pair } from './messages.ts'
import { createWriteQueue } from './writeQueue.ts'
import type { ProblemQuery } from './problems.ts'
import { KEEP_ALL, type Retention, type Usage } from './retention.ts'
import { startWorker, type WorkerClient } from './workerClient.ts'

export interface HistoryOptions {
  file: string
  /** The bundled worker. */
  worker: URL
  /** Hears every notice: on opening, and later when saving fails or works again. */
  onNotice?: (notice: Notice) => void
  /** Hears, within about a second, of what other programs have written and of what went by itself, while it is watched for. */
  onOthers?: () => void
  now?: () => number
}

/** Every exchange that was sent, kept. Times are kept to the millisecond. */
export interface History extends Lookup, Edits {
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
  pace(since: number): Promise<Activity>
  /** What may go by itself; it goes in the background. To begin with, everything stays. */
  setKeeping(keeping: Retention): Promise<void>
  /** Begins or ends to watch for what others write, the headless tool above all, and for what goes by itself. */
  watchOthers(isWanted: boolean): Promise<void>
  /** What this history left under way is interrupted from then on. */
  close(): Promise<void>
}

export async function openHistory({
  file,
  worker,
  onNotice = () => undefined,
  onOthers = () => undefined,
  now = Date.now,
}: HistoryOptions): Promise<History> {
  const writer = randomUUID()
  let line: WorkerClient | null = null
  let connecting: Promise<WorkerClient> | null = null
  let isClosed = false
  let closing: Promise<void> | null = null
  const journal = openJournal(file, writer, now())
  const writeQueue = createWriteQueue(journal, reach)
  let keeping = KEEP_ALL
  let isWatching = false
  await connect()
  const lookup = createLookup(current, now)

  return {
    put: (exchange) => writeQueue.put(exchange),
    async get(id) {
      return (await current()).ask('get', id)
    },
    async known(ids) {
      return ids.length === 0 ? [] : (await current()).ask('known', [...ids])
    },
    ...lookup,
    ...createEdits(current, lookup.ids, now),
    async compare(pair) {
      return (await current()).ask('compare', pair)
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
      await (await current()).ask('setRetention', wanted)
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
    await writeQueue.flush()
    isClosed = true
    writeQueue.close()
    try {
      await line?.ask('close', null)
    } finally {
      await line?.end()
      line = null
      journal.close()
    }
  }

  function connect(): Promise<WorkerClient> {
    connecting ??= startWorker({
      url: worker,
      options: { file, writer, retention: keeping },
      onNotice,
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

  /** A worker that died, for want of memory say, is replaced with the next call. Throws when the history is closed. */
  function reach(): WorkerClient | Promise<WorkerClient> {
    if (isClosed)
      throw new PosternError('history-unavailable', 'The history is closed.', 'Start Postern again.')
    return line ?? connect()
  }

  async function current(): Promise<WorkerClient> {
    const to = await reach()
    // What was put before is to be seen by whatever is asked next; orders are carried out as they come.
    void writeQueue.flush()
    return to
  }

  function onDeath(reason: string): void {
    line = null
    onNotice({
      id: 'history-restarted',
      severity: 'warning',
      title: 'The history had to be restarted',
      detail: `The thread that keeps it ended unexpectedly: ${reason}. ${writeQueue.isOnDisk() ? 'What it had confirmed is saved.' : 'What it had in memory, because the disk refused it, is lost.'}`,
      remedy: null,
    })
  }
}
