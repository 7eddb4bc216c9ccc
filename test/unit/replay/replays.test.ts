import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { Job, JobOf } from '../../../app/contract/job.ts'
import { hasEnded } from '../../../app/contract/jobPhase.ts'
import { createJobs } from '../../../app/jobs/jobs.ts'
import type { SendOptions } from '../../../app/sending/sender.ts'
import { createReplays, type ReplaysPorts } from '../../../app/replay/replays.ts'
import { vaultTargets, type TargetPorts } from '../../../app/replay/targets.ts'
import { redacted } from '../../fixtures/testRecorder.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'
import { windowOf } from '../../fixtures/windowState.ts'
import { createJournalFile, readUnfinished } from '../../../app/replay/journalFile.ts'
import { itemsOf } from '../../../app/replay/plan.ts'
import { answered, asking, sandbox, uk } from '../replay/samples.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-replays-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Replays over a history of these, newest first, and a sender that answers with `status`, or never for null. */
function replaysOver(
  kept: Exchange[],
  status: number | null,
  { profiles = () => [sandbox], hasKey = () => true, ...more }: Partial<ReplaysPorts & TargetPorts> = {},
) {
  const sent: SendOptions[] = []
  const onDisk: Exchange[] = [...kept]
  let ids = 0
  const ends: JobOf<'replay'>[] = []
  const told: string[] = []
  const sentAgain: string[] = []
  const clock = createFakeClock()
  let ended: () => void = () => undefined
  const end = new Promise<void>((resolve) => {
    ended = resolve
  })
  const asked: (string | null)[] = []
  const sender: ReplaysPorts['sender'] = {
    newId: () => `new-${(ids += 1)}`,
    send(options) {
      const { id = '' } = options
      sent.push(options)
      onDisk.push(answered(status ?? 200, { id, ...(status === null && { outcome: 'interrupted' }) }))
      const done =
        status === null
          ? new Promise<never>(() => undefined)
          : Promise.resolve(redacted(answered(status, { id })))
      return { id, done }
    },
    cancel: () => true,
    waitMs: () => 0,
    consent: () => Promise.resolve(),
    windowState: ({ id: profile }, key) => windowOf({ profile, key }),
  }
  const jobs = createJobs({
    clock,
    onChange: (job) => {
      if (job.kind !== 'replay' || !hasEnded(job)) return
      ends.push(job)
      ended()
    },
  })
  const replays = createReplays({
    clock,
    jobs,
    redact: (value) => value,
    sender,
    history: {
      ids: ({ query }) => {
        asked.push(query)
        return Promise.resolve({ ids: kept.map(({ id }) => id), isAll: true })
      },
      annotate: ({ id, again }) => {
        if (again) sentAgain.push(id)
        return Promise.resolve(true)
      },
      get: (id) => Promise.resolve(onDisk.find((exchange) => exchange.id === id) ?? null),
    },
    targetFor: (keys) => vaultTargets({ profiles, hasKey }, keys),
    journalFor: (record) => createJournalFile(folder, record),
    onLongEnd: ({ sent: count, fixed }) => told.push(`${count} sent, ${fixed} fixed`),
    ...more,
  })
  const takeUp = async () => {
    const { records, problems } = await readUnfinished(folder, new Date(clock.now()))
    return [...problems, ...(await replays.takeUp(records))]
  }
  const list = () => jobs.list().filter((job: Job) => job.kind === 'replay')
  return { replays, jobs, list, takeUp, onDisk, sent, asked, end, ends, told, clock, sender, sentAgain }
}

const failures = [3, 2, 1].map((n) => answered(404, { id: `old-${n}`, profile: 'sandbox', key: 'site-7' }))
const post = asking(answered(500, { id: 'old-post', profile: 'sandbox', key: 'site-7' }), {
  method: 'POST',
  idempotent: false,
})

describe('replays', () => {
  it('plans what failed and matches, oldest first, and sends it', async () => {
    const { replays, sent, asked, end, ends } = replaysOver(failures, 200)
    const { number, counts } = await replays.plan({ query: 'route:/sites' }, [])
    expect(asked).toEqual(['outcome:failed route:/sites'])
    expect(counts).toEqual({ ready: 3, unsafe: 0, blocked: 0 })
    await replays.start(number, false)
    await end
    expect(sent.map(({ replayOf }) => replayOf)).toEqual(['old-1', 'old-2', 'old-3'])
    expect(ends).toMatchObject([{ phase: 'done', result: { sent: 3, fixed: 3 } }])
  })

  it('goes by the time at which they were sent, also for what was imported later', async () => {
    const { replays, sent, end } = replaysOver(
      [1, 3, 2].flatMap((n) => failures.filter(({ id }) => id === `old-${n}`)),
      200,
    )
    await replays.start((await replays.plan({ query: null }, [])).number, false)
    await end
    expect(sent.map(({ replayOf }) => replayOf)).toEqual(['old-1', 'old-2', 'old-3'])
  })

  it('sends what may have run only when that was confirmed', async () => {
    const refused = replaysOver([post], 200)
    const first = await refused.replays.plan({ query: null }, [])
    expect(first.requests).toMatchObject([{ original: 'old-post', state: 'unsafe' }])
    await refused.replays.start(first.number, false)
    await refused.end
    expect(refused.sent).toEqual([])
    const confirmed = replaysOver([post], 200)
    await confirmed.replays.start((await confirmed.replays.plan({ query: null }, [])).number, true)
    await confirmed.end
    expect(confirmed.sent).toHaveLength(1)
  })

  it('takes an original and its failed replay for one request', async () => {
    const again = { ...failures[0], ...answered(404, { id: 'again', key: 'site-7' }), replayOf: 'old-1' }
    const { counts } = await replaysOver([again, ...failures], 200).replays.plan({ query: null }, [])
    expect(counts.ready).toBe(3)
  })

  it('says which key is missing, and of which profile nothing is known', async () => {
    const stranger = asking(answered(404, { id: 'old-0', profile: 'gone', key: null }), {
      url: 'https://elsewhere.example/api/x',
    })
    const { requests } = await replaysOver([...failures, stranger], 200, {
      hasKey: () => false,
    }).replays.plan({ query: null }, [])
    const reasons = requests.map(({ reason }) => reason)
    expect(reasons).toHaveLength(4)
    expect(reasons[0]).toContain('no profile “gone” any more, and none for https://elsewhere.example')
    expect(reasons[1]).toContain('The key “site-7” is not at hand')
  })

  it('sends what was brought in for the profile whose API it asks, with the key that is chosen', async () => {
    const brought = failures.map((exchange) => {
      const url = 'https://uk.example:443/api/x'
      return asking({ ...exchange, profile: 'none', key: null }, { url })
    })
    const { replays, sent, end } = replaysOver(brought, 200, { profiles: () => [sandbox, uk] })
    const first = await replays.plan({ query: null }, [])
    expect(first.requests[0]?.profile).toBe('uk')
    expect(first.requests[0]?.reason).toContain('Select a key for it.')
    const { number, counts } = await replays.plan({ query: null }, [{ profile: 'uk', key: 'site-7' }])
    expect(counts.ready).toBe(3)
    await replays.start(number, false)
    await end
    expect(sent[0]).toMatchObject({ profile: { id: 'uk' }, key: 'site-7' })
  })

  it('refuses a second replay, and a plan that is out of date', async () => {
    const { replays } = replaysOver(failures, null)
    const { number } = await replays.plan({ query: null }, [])
    const later = await replays.plan({ query: null }, [])
    await expect(replays.start(number, false)).rejects.toMatchObject({ code: 'not-found' })
    await replays.start(later.number, false)
    const third = await replays.plan({ query: null }, [])
    await expect(replays.start(third.number, false)).rejects.toMatchObject({ code: 'bad-input' })
    await replays.close()
  })

  it('takes the plan that was asked for last, though an earlier one took longer to make', async () => {
    const found: (() => void)[] = []
    const history: ReplaysPorts['history'] = {
      ids: () =>
        new Promise((resolve) => {
          found.push(() => {
            resolve({ ids: ['old-1'], isAll: true })
          })
        }),
      annotate: () => Promise.resolve(true),
      get: () => Promise.resolve(failures[2] ?? null),
    }
    const { replays } = replaysOver(failures, null, { history })
    const slow = replays.plan({ query: null }, [])
    const quick = replays.plan({ query: null }, [])
    found[1]?.()
    const { number } = await quick
    found[0]?.()
    await slow
    await expect(replays.start(number, false)).resolves.toMatchObject({ id: expect.any(String) })
    await replays.close()
  })

  it('sends nothing more once it is closed, though the window it waited for has come', async () => {
    const { replays, sent, clock, sender } = replaysOver(failures, 200)
    sender.waitMs = () => 30_000
    await replays.start((await replays.plan({ query: null }, [])).number, false)
    await vi.waitFor(() => {
      expect(clock.sleeping).toBe(3)
    })
    await replays.close()
    sender.waitMs = () => 0
    await clock.advance(60_000)
    expect(sent).toEqual([])
    expect(clock.sleeping).toBe(0)
  })

  it('takes up, paused, what an earlier run has left, and forgets it when it has ended', async () => {
    const first = replaysOver(failures, null)
    await first.replays.start((await first.replays.plan({ query: null }, [])).number, false)
    await vi.waitFor(() => expect(first.sent).toHaveLength(3))
    await first.replays.close()
    const second = replaysOver(first.onDisk, 200)
    await second.takeUp()
    const [left] = second.list()
    expect(left).toMatchObject({
      phase: 'paused',
      progress: { done: 0, total: 3 },
      result: { left: 'unfinished', notTried: 0 },
    })
    expect(second.sent).toEqual([])
    second.replays.resume(left?.id ?? '')
    await second.end
    expect(second.ends).toMatchObject([{ phase: 'done', result: { sent: 3 } }])
    // They were under way when the first one was closed.
    expect(second.sentAgain).toEqual(['new-1', 'new-2', 'new-3'])
    expect(second.ends[0]?.result.sentAgain).toEqual(second.sentAgain)
    expect(await readdir(folder)).toEqual([])
  })

  it('goes on with what can be read of a damaged journal, and puts that aside', async () => {
    const first = replaysOver(failures, null)
    await first.replays.start((await first.replays.plan({ query: null }, [])).number, false)
    await vi.waitFor(() => expect(first.sent).toHaveLength(3))
    await first.replays.close()
    const [name = ''] = await readdir(folder)
    const damaged = (await readFile(join(folder, name), 'utf8')).replace('{"index"', '#"index"')
    await writeFile(join(folder, name), damaged)
    const second = replaysOver(first.onDisk, 200)
    expect(await second.takeUp()).toEqual([expect.stringContaining('the readable part, 3 requests')])
    const [left] = second.list()
    expect(left).toMatchObject({ phase: 'paused', progress: { done: 0, total: 3 } })
    second.replays.resume(left?.id ?? '')
    await second.end
    // Nobody knows which of them the lost line was about.
    expect(second.sentAgain).toEqual(['new-1', 'new-2', 'new-3'])
    const names = await readdir(folder)
    expect(names).toEqual([expect.stringMatching(/\.replay\.damaged-.*\.jsonl$/)])
    expect(await readFile(join(folder, names[0] ?? ''), 'utf8')).toBe(damaged)
  })

  it('offers every replay that an earlier run has left, and lets one run at a time', async () => {
    const records = ['1000', '2000'].map((id) => ({
      version: 1 as const,
      id,
      startedAt: '2026-03-02T09:00:00.000Z',
      startAt: null,
      keys: [],
      items: itemsOf(
        failures.map(({ id: original, request: { method, url } }) => ({
          ...{ original, method, url, profile: 'sandbox', key: 'site-7' },
          ...{ state: 'ready' as const, reason: null, group: null },
        })),
        false,
      ),
    }))
    for (const record of records) await (await createJournalFile(folder, record)).close()
    const { replays, jobs, list, takeUp, sent } = replaysOver(failures, null)
    expect(await takeUp()).toEqual([])
    expect(list().map(({ id, phase }) => [id, phase])).toEqual([
      ['1000', 'paused'],
      ['2000', 'paused'],
    ])
    replays.resume('2000')
    expect(() => {
      replays.resume('1000')
    }).toThrow('Another replay is in progress.')
    jobs.cancel('1000')
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual(['2000.replay.jsonl']))
    await vi.waitFor(() => expect(sent).toHaveLength(3))
    await replays.close()
  })

  it('sends those that were named, whether they failed or not, newest last', async () => {
    const fine = answered(200, { id: 'old-4', profile: 'sandbox', key: 'site-7' })
    const { replays, asked, sent, end } = replaysOver([fine, ...failures], 200)
    const { number, counts } = await replays.plan({ ids: ['old-4', 'old-2'] }, [])
    expect(counts.ready).toBe(2)
    expect(asked).toEqual([])
    await replays.start(number, false)
    await end
    expect(sent.map(({ replayOf }) => replayOf)).toEqual(['old-2', 'old-4'])
  })

  it('sends with another key, which unblocks what had lost its own, and still does after a restart', async () => {
    const hasKey = (_profile: string, key: string) => key === 'company'
    const first = replaysOver(failures, null, { hasKey })
    expect((await first.replays.plan({ query: null }, [])).counts).toMatchObject({ ready: 0, blocked: 3 })
    const plan = await first.replays.plan({ query: null }, [{ profile: 'sandbox', key: 'company' }])
    expect(plan).toMatchObject({
      counts: { ready: 3, blocked: 0 },
      keys: [{ profile: 'sandbox', key: 'company', count: 3 }],
    })
    await first.replays.start(plan.number, false)
    await first.replays.close()
    const second = replaysOver(failures, 200, { hasKey })
    await second.takeUp()
    second.replays.resume(second.list()[0]?.id ?? '')
    await second.end
    expect(second.sent.map(({ key }) => key)).toEqual(['company', 'company', 'company'])
  })

  it('stops early when nothing has changed, and sends the rest when it is told to', async () => {
    const refused = [5, 4, 3, 2, 1].map((n) => answered(401, { id: `old-${n}`, key: 'site-7' }))
    const { replays, list, sent, end, ends } = replaysOver(refused, 401)
    await replays.start((await replays.plan({ query: null }, [])).number, false)
    await end
    const [stopped] = list()
    expect(stopped).toMatchObject({ phase: 'done', result: { sent: 3, skipped: 2, unchanged: 2 } })
    // What was left out was not done.
    expect(stopped?.progress).toMatchObject({ done: 3, total: 3 })
    expect(stopped?.result.notes).toEqual([expect.stringContaining('2 more of the same kind')])
    await replays.continueAnyway(stopped?.id ?? '')
    await vi.waitFor(() => expect(ends).toHaveLength(2))
    expect(list()).toMatchObject([{ phase: 'done', result: { sent: 2, unchanged: 0 } }])
    expect(sent).toHaveLength(5)
  })

  it('notifies of the end of a long replay, and of that alone', async () => {
    const quick = replaysOver(failures, 200)
    await quick.replays.start((await quick.replays.plan({ query: null }, [])).number, false)
    await quick.end
    await new Promise((resolve) => setImmediate(resolve))
    expect(quick.told).toEqual([])
    const answers: (() => void)[] = []
    const slow = replaysOver(failures, 200, {
      sender: {
        ...quick.sender,
        send: () => ({
          id: 'new',
          done: new Promise((resolve) => {
            answers.push(() => {
              resolve(redacted(answered(200)))
            })
          }),
        }),
      },
    })
    await slow.replays.start((await slow.replays.plan({ query: null }, [])).number, false)
    await vi.waitFor(() => expect(answers).toHaveLength(3))
    await slow.clock.advance(31_000)
    for (const answer of answers) answer()
    await slow.end
    await vi.waitFor(() => expect(slow.told).not.toEqual([]))
    expect(slow.told).toEqual(['3 sent, 3 fixed'])
  })

  describe('for later', () => {
    const MINUTE = 60_000
    const START = createFakeClock().now()

    async function scheduled(at: number, status: number | null = 200) {
      const bench = replaysOver(failures.slice(0, 1), status)
      const { number } = await bench.replays.plan({ query: null }, [])
      const { id } = await bench.replays.start(number, false, at)
      return { ...bench, id }
    }

    it('is sent at its time, not before, and once', async () => {
      const { list, sent, clock, end } = await scheduled(START + 3 * MINUTE)
      expect(list()).toMatchObject([
        { phase: 'scheduled', title: { startAt: START + 3 * MINUTE, only: { id: 'old-3', method: 'GET' } } },
      ])
      await clock.advance(3 * MINUTE - 1)
      expect(sent).toEqual([])
      await clock.advance(1)
      await end
      expect(sent.map(({ replayOf }) => replayOf)).toEqual(['old-3'])
      expect(list()).toMatchObject([{ phase: 'done', result: { sent: 1, latest: 'new-1' } }])
      await clock.advance(9 * MINUTE)
      expect(sent).toHaveLength(1)
    })

    it('keeps to the time of day, though the clock is set meanwhile', async () => {
      const { sent, clock, end } = await scheduled(START + 60 * MINUTE)
      clock.jump(58 * MINUTE)
      await clock.advance(2 * MINUTE)
      await end
      expect(sent).toHaveLength(1)
    })

    it('holds up no other, and begins beside one that runs', async () => {
      const { replays, list, clock, sent } = await scheduled(START + MINUTE, null)
      await replays.start((await replays.plan({ query: null }, [])).number, false)
      await vi.waitFor(() => expect(sent).toHaveLength(1))
      await clock.advance(MINUTE)
      await vi.waitFor(() => expect(sent).toHaveLength(2))
      expect(list().map(({ phase }) => phase)).toEqual(['running', 'running'])
      await replays.close()
    })

    it('can be cancelled, and is forgotten then', async () => {
      const { jobs, id, end, sent, clock, list } = await scheduled(START + MINUTE)
      jobs.cancel(id)
      await end
      await clock.advance(2 * MINUTE)
      expect([sent, await readdir(folder), list().map(({ phase }) => phase)]).toEqual([[], [], ['cancelled']])
      expect(clock.sleeping).toBe(0)
    })

    it('can be begun before its time, and is not sent a second time', async () => {
      const { replays, id, end, sent, clock } = await scheduled(START + MINUTE)
      replays.resume(id)
      await end
      await clock.advance(2 * MINUTE)
      expect(sent).toHaveLength(1)
    })

    it('goes on waiting after a restart', async () => {
      const first = await scheduled(START + 3 * MINUTE)
      await first.replays.close()
      expect(first.clock.sleeping).toBe(0)
      const second = replaysOver(failures, 200)
      expect(await second.takeUp()).toEqual([])
      expect(second.list()).toMatchObject([{ phase: 'scheduled', result: { left: null } }])
      await second.clock.advance(3 * MINUTE)
      await second.end
      expect(second.sent.map(({ replayOf }) => replayOf)).toEqual(['old-3'])
      // It had not been under way.
      expect(second.sentAgain).toEqual([])
      expect(await readdir(folder)).toEqual([])
    })

    it('is not sent by itself where its time passed while nothing ran, but offered', async () => {
      const first = await scheduled(START + MINUTE)
      await first.replays.close()
      const second = replaysOver(failures, 200)
      second.clock.jump(2 * MINUTE)
      await second.takeUp()
      expect(second.list()).toMatchObject([{ phase: 'paused', result: { left: 'missed' } }])
      await second.clock.advance(9 * MINUTE)
      expect(second.sent).toEqual([])
      second.replays.resume(first.id)
      await second.end
      expect(second.sent).toHaveLength(1)
    })

    it.each([8 * 60 * MINUTE, 24 * 60 * MINUTE])(
      'is offered where the computer slept past its time, or its clock was set, by %d ms',
      async (jump) => {
        const { replays, list, id, end, sent, clock } = await scheduled(START + 10 * MINUTE)
        clock.jump(jump)
        await clock.advance(MINUTE)
        expect(sent).toEqual([])
        expect(list()).toMatchObject([{ phase: 'paused', result: { left: 'missed' } }])
        expect(clock.sleeping).toBe(0)
        replays.resume(id)
        await end
        expect(sent).toHaveLength(1)
      },
    )

    it('waits on where the clock was set back a day', async () => {
      const { list, sent, clock, end } = await scheduled(START + MINUTE)
      clock.jump(-24 * 60 * MINUTE)
      await clock.advance(24 * 60 * MINUTE)
      expect(sent).toEqual([])
      expect(list()).toMatchObject([{ phase: 'scheduled' }])
      await clock.advance(MINUTE)
      await end
      expect(sent).toHaveLength(1)
    })

    it('was not missed where it had begun', async () => {
      const first = await scheduled(START + MINUTE, null)
      await first.clock.advance(MINUTE)
      await vi.waitFor(() => expect(first.sent).toHaveLength(1))
      await first.replays.close()
      const second = replaysOver(first.onDisk, 200)
      second.clock.jump(2 * MINUTE)
      await second.takeUp()
      expect(second.list()).toMatchObject([{ phase: 'paused', result: { left: 'unfinished' } }])
    })
  })
})
