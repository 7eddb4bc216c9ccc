import { basename } from 'node:path'
import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { ExportStatus } from '../contract/exportCalls.ts'
import type { Profile } from '../contract/profile.ts'
import { writeFileOf, type ExportOrder } from '../exchangeFormats/fileWriting.ts'
import type { History } from '../history/history.ts'

export interface ExportDeskPorts {
  clock: Clock
  /** The bundled thread that writes. */
  worker: URL
  history: Pick<History, 'get'>
  profiles(): Profile[]
  /** Known in clear now, to be blanked. */
  secrets(): readonly string[]
  onChange(status: ExportStatus): void
}

/** Writes many exchanges to a file, one file at a time. */
export interface ExportDesk {
  /** Throws a PosternError `bad-input` while another file is written. */
  refuseSecond(): void
  begin(ids: readonly string[], order: Pick<ExportOrder, 'path' | 'format' | 'around'>): void
  cancel(): void
  state(): ExportStatus | null
  /** Ends what is under way. */
  close(): Promise<void>
}

/** The page is told of progress this often at most. */
const TELLING_MS = 100

export function createExportDesk(ports: ExportDeskPorts): ExportDesk {
  const { clock, history } = ports
  let status: ExportStatus | null = null
  let running: Promise<void> | null = null
  let stop = new AbortController()
  let lastTold = Number.NEGATIVE_INFINITY

  async function run(
    now: ExportStatus,
    ids: readonly string[],
    order: Pick<ExportOrder, 'path' | 'format' | 'around'>,
    signal: AbortSignal,
  ): Promise<void> {
    async function* exchanges(): AsyncGenerator<Exchange> {
      for (const id of ids) {
        // What has been deleted meanwhile is left out.
        const exchange = await history.get(id)
        if (exchange === null) continue
        yield exchange
        now.written += 1
      }
    }
    try {
      const bytes = await writeFileOf(
        ports.worker,
        {
          ...order,
          secrets: [...ports.secrets()],
          headers: ports.profiles().map(({ subscriptionHeader }) => subscriptionHeader),
        },
        exchanges(),
        (soFar) => {
          now.bytes = soFar
          if (clock.monotonic() - lastTold >= TELLING_MS) tell(now)
        },
        signal,
      )
      now.phase = bytes === null ? 'cancelled' : 'done'
      now.bytes = bytes ?? 0
    } catch (error) {
      now.phase = 'failed'
      now.error = shown(error)
    }
    tell(now)
  }

  function tell(now: ExportStatus): void {
    lastTold = clock.monotonic()
    ports.onChange({ ...now })
  }

  function refuseSecond(): void {
    if (running === null) return
    throw new PosternError(
      'bad-input',
      'Another file is being written.',
      'Wait until that has ended, or cancel it.',
    )
  }

  return {
    refuseSecond,
    begin(ids, order) {
      refuseSecond()
      status = {
        file: basename(order.path),
        phase: 'writing',
        written: 0,
        total: ids.length,
        bytes: 0,
        error: null,
      }
      stop = new AbortController()
      tell(status)
      running = run(status, ids, order, stop.signal).finally(() => (running = null))
    },
    cancel() {
      stop.abort()
    },
    state: () => status && { ...status },
    async close() {
      stop.abort()
      await running
    },
  }
}

function shown(error: unknown): ExportStatus['error'] {
  if (error instanceof PosternError) return { code: error.code, message: error.message, remedy: error.remedy }
  return {
    code: 'internal',
    message: `The file could not be written: ${String(error).slice(0, 200)}.`,
    remedy: 'Try it again.',
  }
}
