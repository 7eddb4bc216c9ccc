import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { ReplayStatus } from '../../../app/contract/replayCalls.ts'
import type { SendOptions } from '../../../app/delivery/plan.ts'
import { createReplayDesk, type ReplayDeskPorts } from '../../../app/ipc/replayDesk.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'
import { answered, asking, sandbox } from '../replay/samples.ts'

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
  let ended: () => void = () => undefined
  const end = new Promise<void>((resolve) => {
    ended = resolve
  })
  const asked: (string | null)[] = []
  const desk = createReplayDesk({
    clock: createFakeClock(),
    sender: {
      send(options) {
        sent.push(options)
        const done =
          status === null
            ? new Promise<Exchange>(() => undefined)
            : Promise.resolve(answered(status, { id: `new-${sent.length}` }))
        return { id: `new-${sent.length}`, done }
      },
      cancel: () => true,
      waitMs: () => 0,
      windowState: ({ id }, key) => ({
        profile: id,
        key,
        limit: 60,
        lengthMs: 60_000,
        mode: 'guard',
        used: 0,
        queued: 0,
        startsAt: 0,
        resetsAt: 60_000,
        full: false,
        shared: false,
        clockOffsetMs: null,
      }),
    },
    history: {
      ids: ({ query }) => {
        asked.push(query)
        return Promise.resolve({ ids: kept.map(({ id }) => id), isAll: true })
      },
      get: (id) => Promise.resolve(kept.find((exchange) => exchange.id === id) ?? null),
    },
    profiles: () => [sandbox],
    hasKey: () => true,
    folder,
    onChange: () => undefined,
    onEnd: (state) => {
      ends.push(state)
      ended()
    },
    ...more,
  })
  return { desk, sent, asked, end, ends }
}

const failures = [3, 2, 1].map((n) => answered(404, { id: `old-${n}`, profile: 'sandbox', key: 'site-7' }))
const post = asking(answered(500, { id: 'old-post', profile: 'sandbox', key: 'site-7' }), {
  method: 'POST',
  idempotent: false,
})

describe('the desk of replays', () => {
  it('plans what failed and matches, oldest first, and sends it', async () => {
    const { desk, sent, asked, end, ends } = deskOver(failures, 200)
    const { plan, counts } = await desk.plan('route:/sites')
    expect(asked).toEqual(['outcome:failed route:/sites'])
    expect(counts).toEqual({ ready: 3, unsafe: 0, blocked: 0 })
    await desk.start(plan, false)
    await end
    expect(sent.map(({ replayOf }) => replayOf)).toEqual(['old-1', 'old-2', 'old-3'])
    expect(ends).toMatchObject([{ sent: 3, fixed: 3, phase: 'ended' }])
  })

  it('sends what may have been applied only when that was confirmed', async () => {
    const refused = deskOver([post], 200)
    const first = await refused.desk.plan(null)
    expect(first.exceptions).toMatchObject([{ original: 'old-post', state: 'unsafe' }])
    await refused.desk.start(first.plan, false)
    await refused.end
    expect(refused.sent).toEqual([])
    const confirmed = deskOver([post], 200)
    await confirmed.desk.start((await confirmed.desk.plan(null)).plan, true)
    await confirmed.end
    expect(confirmed.sent).toHaveLength(1)
  })

  it('takes an original and its failed replay for one request', async () => {
    const again = { ...failures[0], ...answered(404, { id: 'again', key: 'site-7' }), replayOf: 'old-1' }
    const { counts } = await deskOver([again, ...failures], 200).desk.plan(null)
    expect(counts.ready).toBe(3)
  })

  it('says which key is missing, and of which profile nothing is known', async () => {
    const stranger = answered(404, { id: 'stranger', profile: 'gone', key: null })
    const { exceptions } = await deskOver([...failures, stranger], 200, { hasKey: () => false }).desk.plan(
      null,
    )
    const reasons = exceptions.map(({ reason }) => reason)
    expect(reasons).toHaveLength(4)
    expect(reasons[0]).toContain('no profile “gone”')
    expect(reasons[1]).toContain('The key “site-7” is not at hand')
  })

  it('refuses a second replay, and a plan that is out of date', async () => {
    const { desk } = deskOver(failures, null)
    const { plan } = await desk.plan(null)
    const later = await desk.plan(null)
    await expect(desk.start(plan, false)).rejects.toMatchObject({ code: 'not-found' })
    await desk.start(later.plan, false)
    const third = await desk.plan(null)
    await expect(desk.start(third.plan, false)).rejects.toMatchObject({ code: 'bad-input' })
    await desk.close()
  })

  it('takes up, paused, what an earlier run has left, and forgets it when it has ended', async () => {
    const first = deskOver(failures, null)
    await first.desk.start((await first.desk.plan(null)).plan, false)
    await first.desk.close()
    const second = deskOver(failures, 200)
    await second.desk.takeUp()
    expect(second.desk.state()).toMatchObject({ phase: 'paused', isFromBefore: true, waiting: 3 })
    expect(second.sent).toEqual([])
    second.desk.resume()
    await second.end
    expect(second.ends).toMatchObject([{ sent: 3, phase: 'ended' }])
    expect(await readdir(folder)).toEqual([])
  })
})
