import { beforeEach, describe, expect, it } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { jobSchema, type Job } from '../../../app/contract/job.ts'
import { createPages, type Pages } from '../../../app/jobs/fetchPages.ts'
import { createJobs, type Jobs } from '../../../app/jobs/jobs.ts'
import { exchangeOf } from '../renderer/samples.ts'

const HOST = 'https://api.example/a?limit=1'

function page(number: number, next: string | null): Exchange {
  const exchange = exchangeOf(number)
  return {
    ...exchange,
    outcome: 'success',
    request: {
      ...exchange.request,
      method: 'GET',
      url: number === 1 ? HOST : `${HOST}&referenceId=${number}`,
    },
    envelope: {
      kind: 'cursor',
      code: 0,
      message: null,
      errors: [],
      count: null,
      page: { next, previous: null, recordCount: null, totalRecordCount: null },
    },
  }
}

interface Sent {
  url: string
  end(exchange: Exchange): void
}

let told: Job[]
let sent: Sent[]
let cancelled: string[]
let jobs: Jobs
let pages: Pages

beforeEach(() => {
  told = []
  sent = []
  cancelled = []
  jobs = createJobs({ clock: { now: () => 1, monotonic: () => 1 }, onChange: (job) => told.push(job) })
  pages = createPages(jobs, {
    clock: { now: () => 1 },
    send(_like, url) {
      const id = `sent-${sent.length + 1}`
      return { id, done: new Promise((end) => sent.push({ url, end })) }
    },
    cancel: (id) => cancelled.push(id),
    recordsIn: () => 2,
  })
})

const last = () => told.at(-1)
const soon = () => new Promise((resolve) => setImmediate(resolve))
const answer = async (number: number, next: string | null) => {
  sent.at(-1)?.end(page(number, next))
  await soon()
}

describe('all pages of a list, as a job', () => {
  it('goes on from the page that is there to the last, and counts', async () => {
    pages.begin(page(1, 'referenceId=2'))
    await soon()
    await answer(2, 'referenceId=3')
    await answer(3, null)
    expect(sent.map(({ url }) => url)).toEqual([`${HOST}&referenceId=2`, `${HOST}&referenceId=3`])
    expect(last()).toMatchObject({
      kind: 'pages',
      phase: 'done',
      title: { list: '/a?limit=1' },
      progress: { done: 3, total: 0, unit: 'pages' },
      result: { records: 6, end: 'last', pages: [1, 2, 3].map((number) => exchangeOf(number).id) },
    })
    for (const job of told) expect(jobSchema.parse(job)).toEqual(job)
  })

  it('asks for nothing while it is paused, and goes on', async () => {
    pages.begin(page(1, 'referenceId=2'))
    await soon()
    const id = last()?.id ?? ''
    pages.pause(id)
    expect(last()?.phase).toBe('paused')
    await answer(2, 'referenceId=3')
    expect(sent).toHaveLength(1)
    pages.resume('another')
    pages.resume(id)
    await soon()
    expect(sent).toHaveLength(2)
    expect(last()?.phase).toBe('running')
  })

  it('can be cancelled while a page is in progress, and while it is paused', async () => {
    pages.begin(page(1, 'referenceId=2'))
    await soon()
    jobs.cancel(last()?.id ?? '')
    expect(cancelled).toEqual(['sent-1'])
    sent.at(-1)?.end({ ...page(2, null), outcome: 'cancelled' })
    await soon()
    expect(last()).toMatchObject({
      phase: 'cancelled',
      result: { end: 'cancelled', pages: [expect.any(String)] },
    })

    pages.begin(page(1, 'referenceId=2'))
    await soon()
    const id = last()?.id ?? ''
    pages.pause(id)
    await answer(2, 'referenceId=3')
    jobs.cancel(id)
    await soon()
    expect(last()?.phase).toBe('cancelled')
    expect(sent).toHaveLength(2)
  })
})
