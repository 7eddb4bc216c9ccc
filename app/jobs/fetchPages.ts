import type { Clock } from '../clock.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { JobOf } from '../contract/job.ts'
import { hasEnded } from '../contract/jobPhase.ts'
import { MOST_PAGES } from '../contract/pages.ts'
import { requestPath } from '../contract/url.ts'
import { fetchPages } from '../pages/pages.ts'
import { newJob, type Jobs, type JobRun } from './jobs.ts'

interface PagesPorts {
  clock: Pick<Clock, 'now'>
  /** Sends a request like that of this page to another URL of its list. */
  send(page: Exchange, url: string): { id: string; done: Promise<Exchange> }
  cancel(id: string): void
  recordsIn(page: Exchange): number
}

/** Fetches all pages of a list, one list at a time. */
export interface Pages {
  /** Goes on from a page that is there. @throws PosternError bad-input while another list is being fetched */
  begin(first: Exchange): void
  /** The page that is in progress still comes. */
  pause(id: string): void
  resume(id: string): void
}

interface Running {
  job: JobOf<'pages'>
  /** Tells of a change at once. */
  tell(): void
  /** Lets it go on; null while nothing waits. */
  release: (() => void) | null
}

export function createPages(jobs: Jobs, ports: PagesPorts): Pages {
  let running: Running | null = null

  function turn(id: string, from: 'running' | 'paused', to: 'running' | 'paused'): Running | null {
    if (running === null || running.job.id !== id || running.job.phase !== from) return null
    running.job.phase = to
    running.tell()
    return running
  }

  return {
    begin(first) {
      const job: JobOf<'pages'> = {
        ...newJob(ports.clock.now()),
        kind: 'pages',
        title: { list: requestPath(first.request.url) },
        progress: { done: 0, total: 0, unit: 'pages' },
        result: { records: 0, end: null, pages: [] },
      }
      // A paused one is not running for the jobs, and is no less the only one.
      if (running !== null && !hasEnded(running.job)) jobs.cancel(running.job.id)
      jobs.begin(job, (now, run) => {
        running = { job: now, tell: run.tell, release: null }
        return carryOut(running, run, ports, first)
      })
    },
    pause(id) {
      turn(id, 'running', 'paused')
    },
    resume(id) {
      turn(id, 'paused', 'running')?.release?.()
    },
  }
}

async function carryOut(
  running: Running,
  { signal, changed }: JobRun,
  { send, cancel, recordsIn }: PagesPorts,
  first: Exchange,
): Promise<'done' | 'cancelled'> {
  const { job } = running
  let last = first
  const { end } = await fetchPages({
    first,
    target: first.request.url,
    most: MOST_PAGES,
    isCancelled: () => signal.aborted,
    mayGoOn: () => untilReleased(running, signal),
    onPage(page) {
      last = page
      job.progress.done += 1
      job.result.records += recordsIn(page)
      job.result.pages.push(page.id)
      changed()
    },
    async send(url) {
      const { id, done } = send(last, url)
      const stop = () => {
        cancel(id)
      }
      signal.addEventListener('abort', stop, { once: true })
      try {
        return await done
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
  })
  job.result.end = end
  return end === 'cancelled' ? 'cancelled' : 'done'
}

function untilReleased(running: Running, signal: AbortSignal): Promise<void> {
  if (running.job.phase !== 'paused' || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    running.release = () => {
      running.release = null
      resolve()
    }
    signal.addEventListener('abort', () => running.release?.(), { once: true })
  })
}
