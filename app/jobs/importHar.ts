import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Catalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import type { JobOf } from '../contract/job.ts'
import type { Profile } from '../contract/profile.ts'
import { unread } from '../files/atomicWrite.ts'
import type { FoundSecret } from '../formats/secretCollector.ts'
import type { Bulk } from '../threads/bulk.ts'
import type { HarCounts, HarOrder } from '../threads/importHar.ts'
import { ThreadEnded } from '../threads/remote.ts'
import { newJob, type Jobs, type JobRun } from './jobs.ts'

interface ImportPorts {
  clock: Pick<Clock, 'now'>
  bulk: Pick<Bulk, 'importHar'>
  catalog(): Catalog
  profiles(): Profile[]
  /** Known in clear now, to be blanked. */
  secrets(): readonly string[]
  onFound(secrets: readonly FoundSecret[]): void
}

/** Brings captures of other programs into the history, one at a time. */
export interface Imports {
  /** Begins, and resolves when it is under way. Rejects with a PosternError. */
  beginFile(path: string): Promise<void>
  /** @throws PosternError bad-input while another one is running */
  beginText(text: string): void
}

const BODY_CAP = 20 * 1024 * 1024

export function createImports(jobs: Jobs, ports: ImportPorts): Imports {
  function begin(file: string, bytes: number, source: HarOrder['source'], savedAt: number): void {
    const job: JobOf<'import'> = {
      ...newJob(ports.clock.now()),
      kind: 'import',
      title: { file },
      progress: { done: 0, total: bytes, unit: 'bytes' },
      result: { imported: 0, known: 0, unreadable: 0, problems: [], tokens: 0 },
    }
    jobs.begin(job, (now, run) => carryOut(now, run, ports, source, savedAt))
  }

  return {
    async beginFile(path) {
      jobs.refuseSecond('import')
      const file = basename(path)
      const { size, mtimeMs } = await sizeOf(path, file)
      begin(file, size, { path }, mtimeMs)
    },
    beginText(text) {
      begin('The pasted text', Buffer.byteLength(text), { text }, ports.clock.now())
    },
  }
}

async function carryOut(
  job: JobOf<'import'>,
  { signal, changed }: JobRun,
  ports: ImportPorts,
  source: HarOrder['source'],
  savedAt: number,
): Promise<'done' | 'cancelled'> {
  const profiles = ports.profiles()
  const order: HarOrder = {
    source,
    catalog: ports.catalog(),
    traceHeaders: [...new Set(profiles.flatMap(({ traceHeaders }) => traceHeaders))],
    savedAt,
    secrets: [...ports.secrets()],
    headers: profiles.map(({ subscriptionHeader }) => subscriptionHeader),
    bodyCap: BODY_CAP,
  }
  const take = ({ readBytes, ...counts }: HarCounts) => {
    job.progress.done = Math.max(job.progress.done, readBytes)
    Object.assign(job.result, counts)
  }
  const { end, ...counts } = await ports.bulk
    .importHar(order, {
      signal,
      onProgress(news) {
        if ('keys' in news) {
          job.result.tokens = news.tokens
          if (news.keys.length > 0) ports.onFound(news.keys)
        } else {
          take(news)
        }
        changed()
      },
    })
    .catch((error: unknown) => {
      throw died(error)
    })
  take(counts)
  if (end === 'whole') return 'done'
  if (end === 'cancelled') return 'cancelled'
  throw new PosternError(end.code, end.message, end.remedy)
}

function died(error: unknown): unknown {
  if (!(error instanceof ThreadEnded)) return error
  const { cause } = error
  const isMemory = cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY'
  return new PosternError(
    'bad-input',
    isMemory
      ? 'The file needs more memory than Postern gives it.'
      : `Postern could not read the file to its end: ${error.message.slice(0, 200)}`,
    'Save a smaller HAR file, for example with the failed requests alone.',
    { cause: error },
  )
}

async function sizeOf(path: string, name: string): Promise<{ size: number; mtimeMs: number }> {
  const found = await stat(path).catch((error: unknown) => {
    throw unread(name, error)
  })
  // Pipes and devices have no end.
  if (found.isFile()) return { size: found.size, mtimeMs: Math.round(found.mtimeMs) }
  throw new PosternError('file-unavailable', `${name} is no file.`, 'Choose a HAR file that you may read.')
}
