import { randomUUID } from 'node:crypto'
import type { HistoryPage } from '../contract/calls.ts'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Notice } from '../contract/notice.ts'
import { changeOf, type Change, type Written } from './change.ts'
import type { PutReply } from './keeper.ts'
import type { ListQuery } from './store.ts'
import { startWorker, type WorkerLine } from './workerLine.ts'

export interface HistoryOptions {
  file: string
  /** The bundled worker. */
  worker: URL
  /** Hears every notice: on opening, and later when saving fails or works again. */
  onNotice?: (notice: Notice) => void
}

/** Every exchange that was sent, kept. Times are kept to the millisecond. */
export interface History {
  /**
   * Keeps an exchange as it is now, in place of what was kept of it before. Resolves when it is committed, or, while
   * the disk cannot be written, when it is in memory. Exchanges must be redacted before. Rejects with a PosternError
   * `history-unavailable` only when the history has been closed or its worker has died.
   */
  put(exchange: Exchange): Promise<void>
  get(id: string): Promise<Exchange | null>
  /** Newest first, by id: ULIDs sort by time. */
  list(query: ListQuery): Promise<HistoryPage>
  readonly notices: Notice[]
  /** What this history left under way is interrupted from then on. */
  close(): Promise<void>
}

interface Waiting {
  exchange: Exchange
  resolve: () => void
  reject: (error: unknown) => void
}

export async function openHistory({ file, worker, onNotice }: HistoryOptions): Promise<History> {
  const notices: Notice[] = []
  const writer = randomUUID()
  const written = new Map<string, Written>()
  /** The latest state of exchanges that are on their way to the worker. */
  const latest = new Map<string, Exchange>()
  let line: WorkerLine | null = null
  let connecting: Promise<WorkerLine> | null = null
  let isClosed = false
  let closing: Promise<void> | null = null
  let batch: Waiting[] = []
  await connect()

  return {
    notices,
    put(exchange) {
      return new Promise((resolve, reject) => {
        if (batch.length === 0) queueMicrotask(() => void flush())
        batch.push({ exchange, resolve, reject })
        latest.set(exchange.id, exchange)
      })
    },
    async get(id) {
      return (await current()).ask('get', id)
    },
    async list(query) {
      return (await current()).ask('list', query)
    },
    close() {
      closing ??= end()
      return closing
    },
  }

  async function end(): Promise<void> {
    // Lets puts of this tick go out first.
    await Promise.resolve()
    isClosed = true
    try {
      await line?.ask('close', null)
    } finally {
      await line?.end()
      line = null
    }
  }

  function connect(): Promise<WorkerLine> {
    connecting ??= startWorker({ url: worker, options: { file, writer }, onNotice: tell, onDeath })
      .then((started) => (line = started))
      .finally(() => (connecting = null))
    return connecting
  }

  /** A worker that died, for want of memory say, is replaced with the next call. */
  async function current(): Promise<WorkerLine> {
    if (isClosed)
      throw new PosternError('history-unavailable', 'The history is closed.', 'Start Postern again.')
    return line ?? connect()
  }

  /** Sends what was put in this tick: one message, one transaction. */
  async function flush(): Promise<void> {
    const puts = batch
    batch = []
    try {
      const to = line !== null && !isClosed ? line : await current()
      const reply = await to.ask(
        'put',
        puts.map(({ exchange }) => describe(exchange)),
      )
      const again = forgetUnwritten(puts, reply)
      if (again.length > 0) {
        // A later state may have gone out meanwhile; an earlier one must not come after it.
        const whole = again.map((exchange) => changeOf(latest.get(exchange.id) ?? exchange, null).change)
        forgetUnwritten(puts, await to.ask('put', whole))
      }
      for (const { resolve } of puts) resolve()
    } catch (error) {
      for (const { exchange, reject } of puts) {
        written.delete(exchange.id)
        reject(error)
      }
    } finally {
      for (const { exchange } of puts) if (latest.get(exchange.id) === exchange) latest.delete(exchange.id)
    }
  }

  function describe(exchange: Exchange): Change {
    const { change, written: now } = changeOf(exchange, written.get(exchange.id) ?? null)
    if (exchange.endedAt === null) written.set(exchange.id, now)
    else written.delete(exchange.id)
    return change
  }

  /** Exchanges that are not on the disk as a whole are sent whole the next time; some of them at once. */
  function forgetUnwritten(puts: readonly Waiting[], reply: PutReply): Exchange[] {
    const refused = new Set(reply.refused)
    const exchanges = new Map(puts.map(({ exchange }) => [exchange.id, exchange]))
    for (const id of exchanges.keys()) if (reply.kept === 'memory' || refused.has(id)) written.delete(id)
    return [...exchanges.values()].filter(({ id }) => refused.has(id))
  }

  function tell(notice: Notice): void {
    const place = notices.findIndex(({ id }) => id === notice.id)
    if (place === -1) notices.push(notice)
    else notices[place] = notice
    onNotice?.(notice)
  }

  function onDeath(reason: string): void {
    line = null
    written.clear()
    tell({
      id: 'history-restarted',
      severity: 'warning',
      title: 'The history had to be restarted',
      detail: `The thread that keeps it ended unexpectedly: ${reason}. What it had confirmed is saved.`,
      remedy: null,
    })
  }
}
