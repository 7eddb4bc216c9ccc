import { randomUUID } from 'node:crypto'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { PosternError } from '../contract/errors.ts'
import type { Notice } from '../contract/notice.ts'
import { ThreadEnded } from '../threads/remote.ts'
import type { History } from './history.ts'
import { restarted, unsaved } from './repositoryNotices.ts'
import { superviseThread } from './supervisedThread.ts'
import { createWriteBuffer } from './writeBuffer.ts'

export interface HistoryOptions {
  file: string
  /** The bundled thread. */
  worker: URL
  /** Changes nothing in the folder. It opens only where there is a history, and rejects where that cannot be read. */
  isReadOnly?: boolean
  /** Lets the other threads of this program go first: right where nobody waits for the history. */
  goesLast?: boolean
  /** Hears every notice: on opening, and later when saving fails or works again. */
  onNotice?: (notice: Notice) => void
  /** Hears, within about a second, of what other programs have written and of what went by itself, while it is watched for. */
  onOthers?: () => void
}

/** The history as this process has it open. */
export interface OpenHistory extends History {
  /** A line to its thread for another thread, so that bulk goes past this one; it serves `HistoryMethods`. */
  port(): Promise<MessagePort>
}

/** Opens the history in a thread of its own. Resolves when it can be used; trouble with the file is told by a notice. */
export async function openHistory(options: HistoryOptions): Promise<OpenHistory> {
  const {
    file,
    worker,
    isReadOnly = false,
    goesLast = false,
    onNotice = () => undefined,
    onOthers = () => undefined,
  } = options
  let hasStarted = false
  let isOnDisk = true
  let isLost = false
  let closing: Promise<boolean> | null = null
  const threads = superviseThread(
    worker,
    { file, writer: randomUUID(), isReadOnly, goesLast },
    {
      event(event) {
        if (event.kind === 'notice') onNotice(event.notice)
        else onOthers()
      },
      death(reason) {
        if (hasStarted) onNotice(restarted(reason, isOnDisk))
      },
    },
  )
  const buffer = createWriteBuffer(
    async (exchanges, durable) => {
      const reached = threads.reach()
      // Without a wait where the thread is there, so that what is asked next comes after it.
      const thread = reached instanceof Promise ? await reached : reached
      isOnDisk = (await thread.call('put', [exchanges, { durable }])) === 'disk'
    },
    (error) => {
      isLost = true
      onNotice(unsaved(file, error))
    },
  )
  await Promise.resolve(threads.reach()).catch(explainStart)
  hasStarted = true

  /** Orders are carried out as they come, so that what was put before is seen by what is asked now. */
  async function current() {
    if (closing) throw closed()
    const thread = await threads.reach()
    void buffer.flush()
    return thread
  }
  const ask = async (name: string, given: unknown[]) => (await current()).callByName(name, given)

  async function end(): Promise<boolean> {
    // A thread that dies with the last puts is given a second chance.
    for (let time = 1; time <= 2; time += 1) await buffer.flush()
    buffer.close()
    return (await threads.end()) && !isLost
  }

  const own: Pick<OpenHistory, 'put' | 'setRetention' | 'watchOthers' | 'port' | 'close'> = {
    async put(exchange, { durable } = { durable: true }) {
      if (closing) throw closed()
      await buffer.put(exchange, durable).catch(explain)
    },
    // These two outlive the thread.
    async setRetention(retention) {
      threads.onStart.retention = retention
      await ask('setRetention', [retention]).catch(explain)
    },
    async watchOthers(isWanted) {
      threads.onStart.isWatching = isWanted
      await ask('watchOthers', [isWanted]).catch(explain)
    },
    async port() {
      const { port1, port2 } = new MessageChannel()
      await (await current()).call('open', [port1], { transfer: [port1] }).catch(explain)
      return port2
    },
    close: () => (closing ??= end()),
  }
  return Object.assign(askedFor(ask), own)
}

/** An object each method of which is asked of the thread under the same name. */
function askedFor(ask: (name: string, given: unknown[]) => Promise<unknown>) {
  const proxy = new Proxy(Object.create(null), {
    get: (_, name) =>
      typeof name === 'string' && name !== 'then'
        ? (...given: unknown[]) => ask(name, given).catch(explain)
        : undefined,
  })
  return Object.create(proxy)
}

/** Says for people what the death of the thread means for their call. */
function explain(error: unknown): never {
  if (!(error instanceof ThreadEnded)) throw error
  throw new PosternError(
    'history-unavailable',
    `Postern cannot use the history now. ${error.message}`,
    'Repeat the action. Postern restarts the history automatically.',
  )
}

/** The system that is named is the one that runs: its C library decides between the drivers for Linux. */
const MISSING_DRIVER = /Cannot find module '(@libsql\/[\w-]+)'/

function explainStart(error: unknown): never {
  if (!(error instanceof ThreadEnded)) throw error
  const [, driver] = MISSING_DRIVER.exec(error.message) ?? []
  throw driver === undefined
    ? new PosternError(
        'history-unavailable',
        `Postern cannot start the history. ${error.message}`,
        'Start Postern again. If the history still fails, install Postern again.',
      )
    : new PosternError(
        'history-unavailable',
        `Postern cannot start the history: npm has not installed ${driver}, its database driver for this system.`,
        `Run: npm install ${driver}`,
      )
}

function closed(): PosternError {
  return new PosternError('history-unavailable', 'Postern has closed the history.', 'Start Postern again.')
}
