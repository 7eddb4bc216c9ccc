import { beforeEach, describe, expect, it } from 'vitest'
import { PosternError } from '../../../app/contract/errors.ts'
import { jobSchema, type Job, type JobOf } from '../../../app/contract/job.ts'
import { createJobs, newJob, type JobRun, type Jobs } from '../../../app/jobs/jobs.ts'

let time: number
let told: Job[]
let jobs: Jobs
beforeEach(() => {
  time = 1000
  told = []
  jobs = createJobs({
    clock: { now: () => Date.parse('2026-03-02T09:00:00.000Z'), monotonic: () => time },
    onChange: (job) => told.push(job),
  })
})

function exportJob(): JobOf<'export'> {
  return {
    ...newJob(time),
    kind: 'export',
    title: { file: 'all.har' },
    progress: { done: 0, total: 3, unit: 'exchanges' },
    result: { bytes: 0 },
  }
}
function importJob(): JobOf<'import'> {
  return {
    ...newJob(time),
    kind: 'import',
    title: { file: 'capture.har' },
    progress: { done: 0, total: 100, unit: 'bytes' },
    result: { imported: 0, known: 0, unreadable: 0, problems: [], tokens: 0 },
  }
}

interface Begun extends JobRun {
  job: Job
  end(phase: 'done' | 'cancelled' | 'paused'): void
  fail(error: Error): void
}

/** Begins a job that goes on until it is told how it ends. */
function begin(job: Job = exportJob()): Begun {
  const begun: Begun[] = []
  jobs.begin(
    job,
    (_, run) =>
      new Promise((end, fail) => {
        begun.push({ ...run, job, end, fail })
      }),
  )
  const [first] = begun
  if (!first) throw new Error('It was not begun.')
  return first
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
const phases = () => told.map(({ phase }) => phase)

describe('a job', () => {
  it('is told when it begins and ends, and in between every 100 ms at most, each time as it was then', async () => {
    const { job, changed, end } = begin()
    for (let done = 1; done <= 3; done += 1) {
      job.progress.done = done
      time += 60
      changed()
    }
    end('done')
    await settled()
    expect(told.map(({ phase, progress }) => [phase, progress.done])).toEqual([
      ['running', 0],
      ['running', 2],
      ['done', 3],
    ])
    for (const job of told) expect(jobSchema.parse(job)).toEqual(job)
  })

  it('that fails says why: in its own words where they may be shown, else in words for its kind', async () => {
    begin().fail(new PosternError('file-unavailable', 'The disk is full.', 'Make room.'))
    await settled()
    begin().fail(new TypeError('unforeseen'))
    await settled()
    begin(importJob()).fail(new Error('unforeseen'))
    await settled()
    expect(told.filter(({ phase }) => phase === 'failed').map(({ error }) => error)).toEqual([
      { code: 'file-unavailable', message: 'The disk is full.', remedy: 'Make room.' },
      {
        code: 'internal',
        message: 'Postern could not write the file: TypeError: unforeseen.',
        remedy: 'Repeat the action.',
      },
      expect.objectContaining({ message: 'Postern could not import the file: Error: unforeseen.' }),
    ])
  })

  it('is cancelled by its id, and ends as its work ends', async () => {
    const { job, signal, end } = begin()
    jobs.cancel('another')
    expect(signal.aborted).toBe(false)
    jobs.cancel(job.id)
    expect(signal.aborted).toBe(true)
    expect(phases()).toEqual(['running'])
    end('cancelled')
    await settled()
    expect(phases()).toEqual(['running', 'cancelled'])
    jobs.cancel(job.id)
  })
})

describe('of each kind', () => {
  it('one runs at a time, beside those of other kinds', async () => {
    const first = begin()
    expect(() => jobs.refuseSecond('export')).toThrow('Postern is writing another file')
    expect(() => begin()).toThrow('Postern is writing another file')
    expect(() => jobs.refuseSecond('import')).not.toThrow()
    begin(importJob()).end('done')
    first.end('done')
    await settled()
    expect(() => jobs.refuseSecond('export')).not.toThrow()
  })

  it('one that waits holds up no other', () => {
    const waiting = begin()
    waiting.job.phase = 'scheduled'
    const second = begin()
    const third = begin({ ...exportJob(), phase: 'paused' })
    expect(jobs.list().map(({ id }) => id)).toEqual([waiting.job.id, second.job.id, third.job.id])
  })

  it('the last that has ended is listed, until another begins', async () => {
    const [first, other] = [begin(), begin(importJob())]
    first.end('done')
    other.end('done')
    await settled()
    const second = begin()
    expect(jobs.list().map(({ id }) => id)).toEqual([other.job.id, second.job.id])
  })
})

it('closing cancels all, and waits for them', async () => {
  const all = [begin(), begin(importJob())]
  let isClosed = false
  const closed = jobs.close().then(() => (isClosed = true))
  expect(all.every(({ signal }) => signal.aborted)).toBe(true)
  all[0]?.end('cancelled')
  await settled()
  expect(isClosed).toBe(false)
  all[1]?.end('cancelled')
  await closed
  expect(jobs.list().map(({ phase }) => phase)).toEqual(['cancelled', 'cancelled'])
})
