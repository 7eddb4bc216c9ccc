import { basename } from 'node:path'
import type { Clock } from '../clock.ts'
import type { ExportedMany } from '../contract/exported.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import type { JobOf } from '../contract/job.ts'
import type { Profile } from '../contract/profile.ts'
import { writeWhole } from '../files/atomicWrite.ts'
import type { Surroundings } from '../formats/supportBundle.ts'
import type { Bulk } from '../threads/bulk.ts'
import type { ExportCounts } from '../threads/exportFile.ts'
import { newJob, type Jobs, type JobRun } from './jobs.ts'

interface ExportPorts {
  clock: Pick<Clock, 'now'>
  bulk: Pick<Bulk, 'exportFile'>
  profiles(): Profile[]
  /** Known in clear now, to be blanked. */
  secrets(): readonly string[]
}

interface ExportTarget {
  path: string
  format: ExportFormat
  around: Surroundings
}

/** Writes many exchanges to a file, one file at a time. */
export interface Exports {
  /** @throws PosternError bad-input while another one is running */
  begin(of: ExportedMany, count: number, target: ExportTarget): void
}

export function createExports(jobs: Jobs, ports: ExportPorts): Exports {
  return {
    begin(of, count, target) {
      const job: JobOf<'export'> = {
        ...newJob(ports.clock.now()),
        kind: 'export',
        title: { file: basename(target.path) },
        progress: { done: 0, total: count, unit: 'exchanges' },
        result: { bytes: 0 },
      }
      jobs.begin(job, (now, run) => carryOut(now, run, ports, of, target))
    },
  }
}

/** Under its name the file appears when it is whole; of one that was cancelled nothing is left. */
async function carryOut(
  job: JobOf<'export'>,
  { signal, changed }: JobRun,
  ports: ExportPorts,
  of: ExportedMany,
  { path, format, around }: ExportTarget,
): Promise<'done' | 'cancelled'> {
  if (signal.aborted) return 'cancelled'
  await writeWhole(path, async (part) => {
    const secrets = [...ports.secrets()]
    const headers = ports.profiles().map(({ subscriptionHeader }) => subscriptionHeader)
    const take = ({ written, total, bytes }: ExportCounts) => {
      Object.assign(job.progress, { done: written, total })
      job.result.bytes = bytes
    }
    const counts = await ports.bulk.exportFile(
      { of, path: part, format, around, secrets, headers },
      {
        signal,
        onProgress(news) {
          take(news)
          changed()
        },
      },
    )
    take(counts)
    return !signal.aborted
  })
  if (!signal.aborted) return 'done'
  job.result.bytes = 0
  return 'cancelled'
}
