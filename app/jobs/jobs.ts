import { ulid } from 'ulid'
import type { Clock } from '../clock.ts'
import { PosternError, type BridgeError } from '../contract/errors.ts'
import type { Job, JobKind } from '../contract/job.ts'

interface JobsOptions {
  clock: Pick<Clock, 'monotonic' | 'now'>
  /** Hears how a job stands: when it begins and ends, and in between at most every 100 ms. */
  onChange(job: Job): void
}

/** What the work of a job is given. */
export interface JobRun {
  /** Aborted when somebody cancels the job. */
  signal: AbortSignal
  /** To be called after the job was changed, as often as there is news. */
  changed(): void
  /** Tells of a change at once. */
  tell(): void
}

/** Changes the job as it goes on, and says how it has ended; `paused` when it goes on after a restart. */
type JobWork<J extends Job> = (job: J, run: JobRun) => Promise<'done' | 'cancelled' | 'paused'>

/** Work that takes a while. One of each kind runs at a time, beside those that wait. */
export interface Jobs {
  /** @throws PosternError bad-input while one of this kind is running */
  refuseSecond(kind: JobKind): void
  /**
   * Takes the place of those of its kind that have ended.
   * @throws PosternError bad-input for one that is to run while another of this kind is running
   */
  begin<J extends Job>(job: J, work: JobWork<J>): void
  /** Does nothing when it has ended, or never was. */
  cancel(id: string): void
  /** Those that have not ended, and the last of each kind that has. */
  list(): Job[]
  /** Cancels all, and resolves when they have ended. */
  close(): Promise<void>
}

/** How every job begins. */
export function newJob(now: number) {
  return { id: ulid(now), phase: 'running' as const, error: null }
}

const TELLING_MS = 100

const TEXTS = {
  import: { busy: 'Postern is importing another file.', failed: 'Postern could not import the file' },
  export: { busy: 'Postern is writing another file.', failed: 'Postern could not write the file' },
  pages: { busy: 'Postern already fetches another list.', failed: 'Postern could not fetch the pages' },
  drill: { busy: 'Another drill is in progress.', failed: 'The drill could not go on' },
  replay: { busy: 'Another replay is in progress.', failed: 'The replay could not go on' },
} satisfies Record<JobKind, { busy: string; failed: string }>

interface Running {
  job: Job
  stop: AbortController
  /** Null once it has ended. */
  ending: Promise<void> | null
}

export function createJobs({ clock, onChange }: JobsOptions): Jobs {
  const jobs = new Map<string, Running>()

  function refuseSecond(kind: JobKind): void {
    const isBusy = [...jobs.values()].some(({ job }) => job.kind === kind && job.phase === 'running')
    if (!isBusy) return
    throw new PosternError('bad-input', TEXTS[kind].busy, 'Wait until that has ended, or cancel it.')
  }

  function forgetEnded(kind: JobKind): void {
    for (const [id, { job, ending }] of jobs) if (job.kind === kind && ending === null) jobs.delete(id)
  }

  async function carryOut<J extends Job>(job: J, work: JobWork<J>, signal: AbortSignal): Promise<void> {
    let lastTold = clock.monotonic()
    const tell = () => {
      lastTold = clock.monotonic()
      onChange(structuredClone(job))
    }
    const changed = () => {
      if (clock.monotonic() - lastTold >= TELLING_MS) tell()
    }
    tell()
    try {
      Object.assign(job, { phase: await work(job, { signal, changed, tell }) })
    } catch (error) {
      Object.assign(job, { phase: 'failed', error: shown(error, TEXTS[job.kind].failed) })
    }
    tell()
  }

  return {
    refuseSecond,
    begin(job, work) {
      if (job.phase === 'running') refuseSecond(job.kind)
      forgetEnded(job.kind)
      const running: Running = { job, stop: new AbortController(), ending: null }
      jobs.set(job.id, running)
      running.ending = carryOut(job, work, running.stop.signal).finally(() => (running.ending = null))
    },
    cancel(id) {
      jobs.get(id)?.stop.abort()
    },
    list: () => [...jobs.values()].map(({ job }) => structuredClone(job)),
    async close() {
      for (const { stop } of jobs.values()) stop.abort()
      await Promise.all([...jobs.values()].flatMap(({ ending }) => ending ?? []))
    },
  }
}

function shown(error: unknown, failed: string): BridgeError {
  if (error instanceof PosternError) return { code: error.code, message: error.message, remedy: error.remedy }
  return {
    code: 'internal',
    message: `${failed}: ${String(error).slice(0, 200)}.`,
    remedy: 'Repeat the action.',
  }
}
