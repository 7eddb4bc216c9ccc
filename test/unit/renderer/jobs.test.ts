import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { Job, JobOf } from '../../../app/contract/job.ts'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { useExchangesStore } from '../../../renderer/features/history/exchanges.ts'
import { useJobsStore } from '../../../renderer/features/jobs/jobs.ts'
import { countsText, replayText } from '../../../renderer/features/replay/replayText.ts'
import { useReplaysStore } from '../../../renderer/features/replay/replays.ts'
import { useNoticesStore } from '../../../renderer/features/window/notices.ts'
import { fakeBridge, Refusal, type FakeBridge } from './fakeBridge.ts'
import { exchangeOf, idOf, replayJobOf } from './samples.ts'

let bridge: FakeBridge
let listed: Job[]

beforeEach(async () => {
  setActivePinia(createPinia())
  listed = []
  bridge = fakeBridge({
    'job:list': () => listed,
    'job:cancel': () => undefined,
    'replay:plan': () => ({
      plan: 7,
      counts: { ready: 1, unsafe: 0, blocked: 0 },
      keys: [],
      profiles: [],
      takesMs: 0,
      takesMsWithUnsafe: 0,
      warnings: [],
      exceptions: [],
    }),
    'replay:start': () => ({ id: '1' }),
    'history:open': ({ id }) => ({ ...exchangeOf(1), id }),
    'history:list': () => ({ items: [], total: 0, next: null, marks: {} }),
  })
  useBridge(bridge)
})

afterEach(() => {
  useBridge(null)
})

const exportJob = (id: string, phase: Job['phase'] = 'running'): JobOf<'export'> => ({
  ...{ id, kind: 'export', phase, error: null, title: { file: 'all.har' } },
  ...{ progress: { done: 1, total: 3, unit: 'exchanges' }, result: { bytes: 0 } },
})

const later = (id: string, n: number, startAt: number, changes: Partial<JobOf<'replay'>> = {}) =>
  replayJobOf({ id, phase: 'scheduled', title: titleOf(n, startAt), ...changes })
const titleOf = (n: number, startAt: number): JobOf<'replay'>['title'] => ({
  startedAt: '2026-08-03T12:00:00.000Z',
  startAt,
  only: { id: idOf(n), method: 'GET', url: 'http://h/', profile: 'sandbox', key: null },
})
const called = (name: string) => bridge.calls.filter((one) => one.name === name).map(({ input }) => input)

describe('the jobs', () => {
  it('are those that main knows, and each is as it was told last', async () => {
    listed = [exportJob('1'), replayJobOf({ id: '2' })]
    const jobs = useJobsStore()
    await jobs.start()
    bridge.emit('job:changed', { ...exportJob('1'), progress: { done: 2, total: 3, unit: 'exchanges' } })
    expect(jobs.of('export')).toMatchObject([{ id: '1', progress: { done: 2 } }])
    expect(jobs.of('replay')).toHaveLength(1)
  })

  it('that have ended stay until they are put away, or another of their kind begins', async () => {
    const jobs = useJobsStore()
    await jobs.start()
    for (const job of [exportJob('1', 'done'), replayJobOf({ id: '2', phase: 'done' }), exportJob('3')])
      bridge.emit('job:changed', job)
    expect(jobs.known.map(({ id }) => id)).toEqual(['2', '3'])
    jobs.dismiss('3')
    jobs.dismiss('2')
    expect(jobs.known.map(({ id }) => id)).toEqual(['3'])
  })

  it('are cancelled by their id; where that fails it is said', async () => {
    const jobs = useJobsStore()
    await jobs.cancel('9')
    expect(called('job:cancel')).toEqual([{ id: '9' }])
    useBridge(
      fakeBridge({
        'job:cancel': () => {
          throw new Refusal('internal')
        },
      }),
    )
    await jobs.cancel('9')
    expect(useNoticesStore().list).toMatchObject([{ title: 'It goes on' }])
  })
})

describe('a replay for later', () => {
  it('is left to main, for its exchange alone', async () => {
    await useReplaysStore().schedule(idOf(1), 5000)
    expect(called('replay:plan')).toEqual([{ selection: { ids: [idOf(1)] }, keys: [] }])
    expect(called('replay:start')).toEqual([{ plan: 7, withUnsafe: false, startAt: 5000 }])
  })

  it('is told of while it is to come, the next first, and all can be cancelled', async () => {
    listed = [later('a', 1, 9000), later('b', 2, 5000), replayJobOf({ id: 'c' })]
    await useJobsStore().start()
    const replays = useReplaysStore()
    expect(replays.scheduled.map(({ only, startAt }) => [only.id, startAt])).toEqual([
      [idOf(2), 5000],
      [idOf(1), 9000],
    ])
    await replays.cancelScheduled(replays.scheduledFor(idOf(1)))
    await replays.cancelScheduled()
    expect(called('job:cancel')).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'a' }])
  })

  it('shows what it brought to whoever still reads that exchange, and leaves others where they are', async () => {
    listed = [later('a', 1, 5000), later('b', 5, 5000)]
    await useJobsStore().start()
    useReplaysStore()
    const exchanges = useExchangesStore()
    await exchanges.select(idOf(5))
    const end = async (id: string, n: number, latest: string) => {
      const { result } = replayJobOf({})
      bridge.emit('job:changed', later(id, n, 5000, { phase: 'done', result: { ...result, latest } }))
      await nextTick()
    }
    await end('a', 1, idOf(2))
    expect(exchanges.selectedId).toBe(idOf(5))
    await end('b', 5, idOf(6))
    expect(exchanges.selectedId).toBe(idOf(6))
  })

  it('says when it was missed, and when it was not', () => {
    const { result } = replayJobOf({})
    const missed = later('a', 1, 5000, { phase: 'paused', result: { ...result, left: 'missed' } })
    expect(replayText(missed, 0)).toMatch(/^Postern was not running at .*, the time of the replay: /)
    const cutOff = later('a', 1, 5000, { phase: 'paused', result: { ...result, left: 'unfinished' } })
    expect(replayText(cutOff, 0)).toMatch(/^Postern ended during the replay of .*: /)
  })

  it('tells apart what was sent, what was left out and why, and what was not tried', () => {
    const { result } = replayJobOf({})
    const of = (changes: Partial<JobOf<'replay'>['result']>) => ({ ...result, ...changes })
    const parts = { sent: 3, skipped: 40, unsafe: 14, notTried: 6, blocked: 2, uncertain: 1 }
    expect(countsText(of({ ...parts, unchanged: 20 }))).toBe(
      '0 of 3 fixed · 14 skipped (unsafe) · 20 skipped (no change) · 6 not started · 2 blocked · 1 may have run',
    )
    expect(countsText(of({ skipped: 23, unsafe: 23 }))).toBe('0 sent · 23 skipped (unsafe)')
    const paused = replayJobOf({ phase: 'paused', progress: { done: 0, total: 9, unit: 'requests' } })
    expect(replayText(paused, 0)).toBe('Replay paused: 0 of 9 sent.')
  })
})
