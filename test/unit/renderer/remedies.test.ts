import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { useRemedies } from '../../../renderer/features/answer/diagnosis/remedies.ts'
import { useJobsStore } from '../../../renderer/features/jobs/jobs.ts'
import { useReplayingBridge } from './replayingBridge.ts'
import { exchangeOf, replayJobOf } from './samples.ts'

let sent: (string | null)[] = []

beforeEach(() => {
  setActivePinia(createPinia())
  sent = useReplayingBridge()
})

afterEach(() => {
  useBridge(null)
})

function limited(notBefore: string | null): Exchange {
  const exchange = exchangeOf(1)
  return {
    ...exchange,
    diagnosis: {
      headline: 'The rate limit is used up',
      meaning: 'Too many requests were sent in this minute.',
      cause: '',
      remedy: ['Wait for the next window, then send it again.'],
      remedyActions: ['wait-and-replay'],
      basis: 'http-status',
      retry: { helps: 'later', advice: 'With the next window.', notBefore },
      scope: null,
      parameters: [],
      traceId: null,
      fingerprint: 'GET /api/external/sites 429',
    },
  }
}

it('a step that must wait can be left to Postern, which can be taken back', () => {
  const exchange = limited('2099-01-01T00:00:00.000Z')
  const later = useRemedies()('wait-and-replay', exchange)?.later
  expect(later?.at).toBe(Date.parse('2099-01-01T00:00:00.000Z'))
  expect(later?.isMade()).toBe(false)
  const { id, profile, request } = exchange
  const title = {
    startedAt: exchange.startedAt,
    startAt: later?.at ?? 0,
    only: { id, profile, key: null, method: request.method, url: request.url },
  }
  const jobs = useJobsStore()
  jobs.follow(replayJobOf({ id: 'later', phase: 'scheduled', title }))
  expect(later?.isMade()).toBe(true)
  jobs.follow(replayJobOf({ id: 'later', phase: 'cancelled', title }))
  expect(later?.isMade()).toBe(false)
  expect(sent).toEqual([])
})

it('without a time to wait for, it is done at once', async () => {
  const exchange = limited(null)
  const remedy = useRemedies()('wait-and-replay', exchange)
  expect(remedy?.later).toBeUndefined()
  await remedy?.run()
  expect(sent).toEqual([exchange.id])
})

it('a fresh token is had by sending again', async () => {
  const exchange = limited(null)
  const remedy = useRemedies()('refresh-token', exchange)
  expect(remedy?.label).toBe('Refresh and replay')
  await remedy?.run()
  expect(sent).toEqual([exchange.id])
})

it('where only another request helps, none sends the recorded one', () => {
  const refused = limited(null)
  if (refused.diagnosis) refused.diagnosis.retry = { helps: 'no', advice: 'Fix it first.', notBefore: null }
  expect(useRemedies()('replay', refused)).toBeNull()
  expect(useRemedies()('edit-request', refused)?.label).toBe('Edit request')
})

it('an answer that was only pasted in cannot be sent again', () => {
  expect(useRemedies()('refresh-token', { ...limited(null), source: 'import' })).toBeNull()
})
