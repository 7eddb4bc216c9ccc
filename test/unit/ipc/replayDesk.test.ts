import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { ReplayStatus } from '../../../app/contract/replayStatus.ts'
import type { SendOptions } from '../../../app/sending/sender.ts'
import { createReplayDesk, type ReplayDeskPorts } from '../../../app/ipc/replayDesk.ts'
import { redacted } from '../../fixtures/testRecorder.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'
import { windowOf } from '../../fixtures/windowState.ts'
import { createJournalFile } from '../../../app/replay/journalFile.ts'
import { itemsOf } from '../../../app/replay/plan.ts'
import { answered, asking, sandbox, uk } from '../replay/samples.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-replays-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** A desk over a history of these, newest first, and a sender that answers with `status`, or never for null. */
function deskOver(kept: Exchange[], status: number | null, more: Partial<ReplayDeskPorts> = {}) {
  const sent: SendOptions[] = []
  const ends: ReplayStatus[] = []
  const told: string[] = []
  const sentAgain: string[] = []
  const clock = createFakeClock()
  let ended: () => void = () => undefined
  const end = new Promise<void>((resolve) => {
    ended = resolve
  })
  const asked: (string | null)[] = []
  const sender: ReplayDeskPorts['sender'] = {
    send(options) {
      sent.push(options)
      const done =
        status === null
          ? new Promise<never>(() => undefined)
          : Promise.resolve(redacted(answered(status, { id: `new-${sent.length}` })))
      return { id: `new-${sent.length}`, done }
    },
    cancel: () => true,
    waitMs: () => 0,
    windowState: ({ id: profile }, key) => windowOf({ profile, key }),
  }
  const desk = createReplayDesk({
    clock,
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
      get: (id) => Promise.resolve(kept.find((exchange) => exchange.id === id) ?? null),
    },
    profiles: () => [sandbox],
    hasKey: () => true,
    folder,
    onChange: (state) => {
      if (state.phase !== 'ended') return
      ends.push(state)
      ended()
    },
    notify: (title, body) => told.push(`${title}: ${body}`),
    ...more,
  })
  return { desk, sent, asked, end, ends, told, clock, sender, sentAgain }
}

const failures = [3, 2, 1].map((n) => answered(404, { id: `old-${n}`, profile: 'sandbox', key: 'site-7' }))
const post = asking(answered(500, { id: 'old-post', profile: 'sandbox', key: 'site-7' }), {
  method: 'POST',
  idempotent: false,
})

describe('the desk of replays', () => {
  it('plans what failed and matches, oldest first, and sends it', async () => {
    const { desk, sent, asked, end, ends } = deskOver(failures, 200)
    const { plan, counts } = await desk.plan({ query: 'route:/sites' }, [])
    expect(asked).toEqual(['outcome:failed route:/sites'])
    expect(counts).toEqual({ ready: 3, unsafe: 0, blocked: 0 })
    await desk.start(plan, false)
    await end
    expect(sent.map(({ replayOf }) => replayOf)).toEqual(['old-1', 'old-2', 'old-3'])
    expect(ends).toMatchObject([{ sent: 3, fixed: 3, phase: 'ended' }])
  })

  it('goes by the time at which they were sent, also for what was imported later', async () => {
    const { desk, sent, end } = deskOver(
      [1, 3, 2].flatMap((n) => failures.filter(({ id }) => id === `old-${n}`)),
      200,
    )
    await desk.start((await desk.plan({ query: null }, [])).plan, false)
    await end
    expect(sent.map(({ replayOf }) => replayOf)).toEqual(['old-1', 'old-2', 'old-3'])
  })

  it('sends what may have been applied only when that was confirmed', async () => {
    const refused = deskOver([post], 200)
    const first = await refused.desk.plan({ query: null }, [])
    expect(first.exceptions).toMatchObject([{ original: 'old-post', state: 'unsafe' }])
    await refused.desk.start(first.plan, false)
    await refused.end
    expect(refused.sent).toEqual([])
    const confirmed = deskOver([post], 200)
    await confirmed.desk.start((await confirmed.desk.plan({ query: null }, [])).plan, true)
    await confirmed.end
    expect(confirmed.sent).toHaveLength(1)
  })

  it('takes an original and its failed replay for one request', async () => {
    const again = { ...failures[0], ...answered(404, { id: 'again', key: 'site-7' }), replayOf: 'old-1' }
    const { counts } = await deskOver([again, ...failures], 200).desk.plan({ query: null }, [])
    expect(counts.ready).toBe(3)
  })

  it('says which key is missing, and of which profile nothing is known', async () => {
    const stranger = asking(answered(404, { id: 'old-0', profile: 'gone', key: null }), {
      url: 'https://elsewhere.example/api/x',
    })
    const { exceptions } = await deskOver([...failures, stranger], 200, { hasKey: () => false }).desk.plan(
      { query: null },
      [],
    )
    const reasons = exceptions.map(({ reason }) => reason)
    expect(reasons).toHaveLength(4)
    expect(reasons[0]).toContain('no profile “gone” any more, and none for https://elsewhere.example')
    expect(reasons[1]).toContain('The key “site-7” is not at hand')
  })

  it('sends what was brought in for the profile whose API it asks, with the key that is chosen', async () => {
    const brought = failures.map((exchange) => {
      const url = 'https://uk.example:443/api/x'
      return asking({ ...exchange, profile: 'none', key: null }, { url })
    })
    const { desk, sent, end } = deskOver(brought, 200, { profiles: () => [sandbox, uk] })
    const first = await desk.plan({ query: null }, [])
    expect(first.profiles).toEqual(['uk'])
    expect(first.exceptions[0]?.reason).toContain('Choose a key for it.')
    const { plan, counts } = await desk.plan({ query: null }, [{ profile: 'uk', key: 'site-7' }])
    expect(counts.ready).toBe(3)
    await desk.start(plan, false)
    await end
    expect(sent[0]).toMatchObject({ profile: { id: 'uk' }, key: 'site-7' })
  })

  it('refuses a second replay, and a plan that is out of date', async () => {
    const { desk } = deskOver(failures, null)
    const { plan } = await desk.plan({ query: null }, [])
    const later = await desk.plan({ query: null }, [])
    await expect(desk.start(plan, false)).rejects.toMatchObject({ code: 'not-found' })
    await desk.start(later.plan, false)
    const third = await desk.plan({ query: null }, [])
    await expect(desk.start(third.plan, false)).rejects.toMatchObject({ code: 'bad-input' })
    await desk.close()
  })

  it('takes the plan that was asked for last, though an earlier one took longer to make', async () => {
    const found: (() => void)[] = []
    const history: ReplayDeskPorts['history'] = {
      ids: () =>
        new Promise((resolve) => {
          found.push(() => {
            resolve({ ids: ['old-1'], isAll: true })
          })
        }),
      annotate: () => Promise.resolve(true),
      get: () => Promise.resolve(failures[2] ?? null),
    }
    const { desk } = deskOver(failures, null, { history })
    const slow = desk.plan({ query: null }, [])
    const quick = desk.plan({ query: null }, [])
    found[1]?.()
    const { plan } = await quick
    found[0]?.()
    await slow
    await expect(desk.start(plan, false)).resolves.toMatchObject({ total: 1 })
    await desk.close()
  })

  it('sends nothing more once it is closed, though the window it waited for has come', async () => {
    const { desk, sent, clock, sender } = deskOver(failures, 200)
    sender.waitMs = () => 30_000
    await desk.start((await desk.plan({ query: null }, [])).plan, false)
    await vi.waitFor(() => {
      expect(clock.sleeping).toBe(1)
    })
    await desk.close()
    sender.waitMs = () => 0
    await clock.advance(60_000)
    expect(sent).toEqual([])
    expect(clock.sleeping).toBe(0)
  })

  it('takes up, paused, what an earlier run has left, and forgets it when it has ended', async () => {
    const first = deskOver(failures, null)
    await first.desk.start((await first.desk.plan({ query: null }, [])).plan, false)
    await first.desk.close()
    const second = deskOver(failures, 200)
    await second.desk.takeUp()
    const [left] = second.desk.list()
    expect(left).toMatchObject({ phase: 'paused', isFromBefore: true, waiting: 3 })
    expect(second.sent).toEqual([])
    second.desk.resume(left?.id ?? '')
    await second.end
    expect(second.ends).toMatchObject([{ sent: 3, phase: 'ended' }])
    // They were under way when the first one was closed.
    expect(second.sentAgain).toEqual(['new-1', 'new-2', 'new-3'])
    expect(second.ends[0]?.sentAgain).toEqual(second.sentAgain)
    expect(await readdir(folder)).toEqual([])
  })

  it('goes on with what can be read of a damaged journal, and puts that aside', async () => {
    const first = deskOver(failures, null)
    await first.desk.start((await first.desk.plan({ query: null }, [])).plan, false)
    await first.desk.close()
    const [name = ''] = await readdir(folder)
    const damaged = (await readFile(join(folder, name), 'utf8')).replace('{"index"', '#"index"')
    await writeFile(join(folder, name), damaged)
    const second = deskOver(failures, 200)
    expect(await second.desk.takeUp()).toEqual([expect.stringContaining('3 requests, is kept')])
    const [left] = second.desk.list()
    expect(left).toMatchObject({ phase: 'paused', waiting: 3 })
    second.desk.resume(left?.id ?? '')
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
    const { desk, sent } = deskOver(failures, null)
    expect(await desk.takeUp()).toEqual([])
    expect(desk.list().map(({ id, phase }) => [id, phase])).toEqual([
      ['1000', 'paused'],
      ['2000', 'paused'],
    ])
    desk.resume('2000')
    expect(() => {
      desk.resume('1000')
    }).toThrow('Another replay is under way.')
    desk.cancel('1000')
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual(['2000.replay.jsonl']))
    await vi.waitFor(() => expect(sent).toHaveLength(3))
    await desk.close()
  })

  it('sends those that were named, whether they failed or not, newest last', async () => {
    const fine = answered(200, { id: 'old-4', profile: 'sandbox', key: 'site-7' })
    const { desk, asked, sent, end } = deskOver([fine, ...failures], 200)
    const { plan, counts } = await desk.plan({ ids: ['old-4', 'old-2'] }, [])
    expect(counts.ready).toBe(2)
    expect(asked).toEqual([])
    await desk.start(plan, false)
    await end
    expect(sent.map(({ replayOf }) => replayOf)).toEqual(['old-2', 'old-4'])
  })

  it('sends with another key, which unblocks what had lost its own, and still does after a restart', async () => {
    const hasKey = (_profile: string, key: string) => key === 'company'
    const first = deskOver(failures, null, { hasKey })
    expect((await first.desk.plan({ query: null }, [])).counts).toMatchObject({ ready: 0, blocked: 3 })
    const plan = await first.desk.plan({ query: null }, [{ profile: 'sandbox', key: 'company' }])
    expect(plan).toMatchObject({
      counts: { ready: 3, blocked: 0 },
      keys: [{ profile: 'sandbox', key: 'company', count: 3 }],
      profiles: ['sandbox'],
    })
    await first.desk.start(plan.plan, false)
    await first.desk.close()
    const second = deskOver(failures, 200, { hasKey })
    await second.desk.takeUp()
    second.desk.resume(second.desk.list()[0]?.id ?? '')
    await second.end
    expect(second.sent.map(({ key }) => key)).toEqual(['company', 'company', 'company'])
  })

  it('stops early when nothing has changed, and sends the rest when it is told to', async () => {
    const refused = [5, 4, 3, 2, 1].map((n) => answered(401, { id: `old-${n}`, key: 'site-7' }))
    const { desk, sent, end, ends } = deskOver(refused, 401)
    await desk.start((await desk.plan({ query: null }, [])).plan, false)
    await end
    const [stopped] = desk.list()
    expect(stopped).toMatchObject({ phase: 'ended', sent: 3, skipped: 2, unchanged: 2 })
    expect(stopped?.notes).toEqual([expect.stringContaining('2 more of the same kind were not sent')])
    await desk.continueAnyway(stopped?.id ?? '')
    await vi.waitFor(() => expect(ends).toHaveLength(2))
    expect(desk.list()).toMatchObject([{ phase: 'ended', sent: 2, unchanged: 0 }])
    expect(sent).toHaveLength(5)
  })

  it('notifies of the end of a long replay, and of that alone', async () => {
    const quick = deskOver(failures, 200)
    await quick.desk.start((await quick.desk.plan({ query: null }, [])).plan, false)
    await quick.end
    await new Promise((resolve) => setImmediate(resolve))
    expect(quick.told).toEqual([])
    const answers: (() => void)[] = []
    const slow = deskOver(failures, 200, {
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
    await slow.desk.start((await slow.desk.plan({ query: null }, [])).plan, false)
    await vi.waitFor(() => expect(answers).toHaveLength(3))
    await slow.clock.advance(31_000)
    for (const answer of answers) answer()
    await slow.end
    await vi.waitFor(() => expect(slow.told).not.toEqual([]))
    expect(slow.told).toEqual(['The replay has ended: 3 sent again, 3 fixed.'])
  })
})
