import type { ExportStatus } from '../contract/exportStatus.ts'
import type { ImportStatus } from '../contract/importStatus.ts'
import type { JobKind, JobOf } from '../contract/job.ts'
import type { Jobs } from './jobs.ts'

/** The calls that know no job by its id, but only the latest of its kind. */
export function callsOf<K extends JobKind, S>(jobs: Jobs, kind: K, statusOf: (job: JobOf<K>) => S) {
  const isOfKind = (job: { kind: JobKind }): job is JobOf<K> => job.kind === kind
  const latest = () => jobs.list().findLast(isOfKind)
  return {
    refuseSecond() {
      jobs.refuseSecond(kind)
    },
    cancel() {
      const job = latest()
      if (job) jobs.cancel(job.id)
    },
    /** Null before the first. */
    state(): S | null {
      const job = latest()
      return job ? statusOf(job) : null
    },
  }
}

/** A job as the page knows imports. */
export function importStatusOf({ phase, title, progress, result, error }: JobOf<'import'>): ImportStatus {
  return {
    file: title.file,
    phase: phase === 'done' || phase === 'cancelled' || phase === 'failed' ? phase : 'reading',
    readBytes: progress.done,
    totalBytes: progress.total ?? 0,
    ...result,
    error,
  }
}

/** A job as the page knows exports. */
export function exportStatusOf({ phase, title, progress, result, error }: JobOf<'export'>): ExportStatus {
  return {
    file: title.file,
    phase: phase === 'done' || phase === 'cancelled' || phase === 'failed' ? phase : 'writing',
    written: progress.done,
    total: progress.total ?? 0,
    bytes: result.bytes,
    error,
  }
}
