import { describe, expect, it } from 'vitest'
import { PosternError } from '../../../app/contract/errors.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { Redacted } from '../../../app/contract/redacted.ts'
import type { SendOptions } from '../../../app/sending/sender.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { noJournal, type ReplayItem, type ReplayJournal } from '../../../app/replay/journal.ts'
import { itemsOf, planReplay } from '../../../app/replay/plan.ts'
import { startReplay, type Replay } from '../../../app/replay/replay.ts'
import type { ReplayPorts, ReplayState } from '../../../app/replay/run.ts'
import { redacted } from '../../fixtures/testRecorder.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'
import { answered, asking, sandbox } from './samples.ts'

interface Sent {
  options: SendOptions
  answer(result: Exchange): void
}

/** A replay with a sender that answers when told to. */
async function bench(originals: Exchange[], more: Partial<ReplayPorts> = {}) {
  const sent: Sent[] = []
  const states: ReplayState[] = []
  let ids = 0
  const clock = createFakeClock()
  const kept = new Map(originals.map((exchange) => [exchange.id, exchange]))
  const sender: ReplayPorts['sender'] = {
    newId: () => `new-${(ids += 1) - 1}`,
    send(options) {
      const { id = '' } = options
      const done = new Promise<Redacted<Exchange>>((resolve) => {
        sent.push({ options, answer: (result) => resolve(redacted({ ...result, id })) })
      })
      return { id, done }
    },
    cancel(id) {
      sent[Number(id.slice(4))]?.answer(answered(200, { outcome: 'cancelled' }))
      return true
    },
    waitMs: () => 0,
    consent: () => Promise.resolve(),
  }
  const ports: ReplayPorts = {
    clock,
    sender,
    load: (id) => Promise.resolve(kept.get(id) ?? null),
    targetOf: () => ({ profile: sandbox, key: null, token: 't' }),
    redact: (value) => value,
    journal: noJournal,
    takesMs: (_profile, _key, count) => count * 1000,
    onChange: (state) => states.push(state),
    ...more,
  }
  const { requests } = await planReplay(originals, ports)
  const start = (isPaused = false) => startReplay(itemsOf(requests, false), ports, isPaused)
  return { sent, states, clock, sender, kept, start }
}

/** Lets everything that is due happen. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Answers what is sent, also what follows, until nothing more is. */
async function answerAll(sent: Sent[], result: (options: SendOptions) => Exchange): Promise<void> {
  for (let at = 0; ; at += 1) {
    await settled()
    const next = sent[at]
    if (!next) return
    next.answer(result(next.options))
  }
}

function many(count: number, make: (at: number) => Exchange): Exchange[] {
  return Array.from({ length: count }, (_, at) => make(at))
}

describe('a replay', () => {
  it('sends each once, in order, a few at a time, and tells the verdicts', async () => {
    const originals = many(10, (at) => answered(500, {}, at))
    const { sent, states, start } = await bench(originals)
    const replay = start()
    await settled()
    expect(sent).toHaveLength(4)
    await answerAll(sent, ({ replayOf }) => answered(replayOf === originals[0]?.id ? 500 : 200))
    const items = await replay.finished
    expect(sent.map(({ options }) => options.replayOf)).toEqual(originals.map(({ id }) => id))
    expect(items.every(({ state, exchange }) => state === 'sent' && exchange?.startsWith('new-'))).toBe(true)
    expect(replay.state()).toMatchObject({
      total: 10,
      sent: 10,
      waiting: 0,
      active: 0,
      phase: 'done',
      endsAt: null,
      verdicts: { fixed: 9, same: 1 },
    })
    expect(states.map((state) => state.sent)).toEqual(
      states.map((state) => state.sent).toSorted((a, b) => a - b),
    )
    expect(states[0]?.endsAt).toBeGreaterThan(0)
  })

  it('stops when the first answers show that nothing has changed, and says so', async () => {
    const { sent, start } = await bench(many(50, (at) => answered(403, {}, at)))
    const replay = start()
    await answerAll(sent, () => answered(403))
    const items = await replay.finished
    expect(sent).toHaveLength(3)
    expect(replay.state()).toMatchObject({ sent: 3, skipped: 47, verdicts: { same: 3 } })
    expect(replay.state().notes).toEqual([expect.stringContaining('Nothing has changed')])
    expect(items.at(-1)).toMatchObject({ state: 'skipped', reason: expect.stringContaining('47 more') })
  })

  it('compares with what was kept, and that is without secrets', async () => {
    const refused = (secret: string): Exchange => {
      const exchange = answered(403)
      const message = `The key ${secret} may not do this.`
      return { ...exchange, envelope: exchange.envelope && { ...exchange.envelope, message } }
    }
    const { sent, start } = await bench([refused('[redacted]')], {
      redact: createRedactor(() => ['sandbox-site-7']).value,
    })
    const replay = start()
    await answerAll(sent, () => refused('sandbox-site-7'))
    await replay.finished
    expect(replay.state().verdicts).toMatchObject({ same: 1, 'different-failure': 0 })
  })

  it('goes on with other refusals and other requests when one kind is hopeless', async () => {
    const refused = (fingerprint: string, at: number) => {
      const exchange = answered(403, {}, at)
      return { ...exchange, diagnosis: exchange.diagnosis && { ...exchange.diagnosis, fingerprint } }
    }
    const originals = many(30, (at) =>
      at % 3 === 0 ? refused('a', at) : at % 3 === 1 ? refused('b', at) : answered(500, {}, at),
    )
    const { sent, start } = await bench(originals)
    const replay = start()
    await answerAll(sent, ({ replayOf }) => {
      const at = originals.findIndex(({ id }) => id === replayOf)
      return answered(at % 3 === 0 ? 403 : 200)
    })
    await replay.finished
    expect(replay.state()).toMatchObject({ sent: 23, skipped: 7, verdicts: { same: 3, fixed: 20 } })
  })

  it('goes on once one of the first answers has changed', async () => {
    const { sent, start } = await bench(many(20, (at) => answered(401, {}, at)))
    const replay = start()
    let count = 0
    await answerAll(sent, () => answered((count += 1) === 2 ? 200 : 401))
    await replay.finished
    expect(replay.state()).toMatchObject({ sent: 20, skipped: 0 })
  })

  it('begins nothing while it is paused, and goes on after', async () => {
    const { sent, start } = await bench(many(8, (at) => answered(500, {}, at)))
    const replay = start()
    await settled()
    replay.pause()
    await answerAll(sent, () => answered(200))
    expect(sent).toHaveLength(4)
    expect(replay.state()).toMatchObject({ phase: 'paused', sent: 4, waiting: 4, endsAt: null })
    replay.resume()
    await answerAll(sent.slice(4), () => answered(200))
    for (let at = 4; at < 8; at += 1) sent[at]?.answer(answered(200))
    await replay.finished
    expect(replay.state()).toMatchObject({ sent: 8, phase: 'done' })
  })

  it('ends at once when it is cancelled', async () => {
    const { sent, start } = await bench(many(8, (at) => answered(500, {}, at)))
    const replay = start()
    await settled()
    replay.cancel()
    const items = await replay.finished
    expect(sent).toHaveLength(4)
    expect(items.map(({ state }) => state)).toEqual([
      ...Array<string>(4).fill('sent'),
      ...Array<string>(4).fill('skipped'),
    ])
    expect(replay.state()).toMatchObject({ verdicts: { undecided: 4 }, phase: 'cancelled' })
  })

  it('hands nothing to the sender that it would hold back, and keeps the order when it is paused meanwhile', async () => {
    const written: ReplayItem['state'][] = []
    const journal = {
      ...noJournal,
      write: (_index: number, { state }: ReplayItem) => Promise.resolve(void written.push(state)),
    }
    const originals = many(6, (at) => answered(500, {}, at))
    const { sent, states, clock, sender, start } = await bench(originals, { journal })
    sender.waitMs = () => 30_000
    const replay = start()
    await settled()
    expect(clock.sleeping).toBe(4)
    expect(replay.state()).toMatchObject({
      phase: 'running',
      active: 0,
      waitsFor: { what: 'window', until: clock.now() + 30_000 },
    })
    expect(states.at(-1)?.waitsFor?.what).toBe('window')
    replay.pause()
    expect(replay.state().waitsFor).toBeNull()
    await settled()
    expect([clock.sleeping, replay.state().waiting, written]).toEqual([0, 6, []])
    replay.resume()
    await settled()
    sender.waitMs = () => 0
    await clock.advance(30_000)
    await answerAll(sent, () => answered(200))
    await replay.finished
    expect(sent.map(({ options }) => options.replayOf)).toEqual(originals.map(({ id }) => id))
  })

  it('says that it waits for an answer of the user, once a question is open for a moment', async () => {
    const { sent, states, clock, sender, start } = await bench([answered(500)])
    let answer: () => void = () => undefined
    sender.consent = () => new Promise((resolve) => (answer = resolve))
    const replay = start()
    await settled()
    await clock.advance(200)
    expect(states.at(-1)?.waitsFor).toEqual({ what: 'answer', until: null })
    answer()
    await answerAll(sent, () => answered(200))
    await replay.finished
    expect([replay.state().waitsFor, clock.sleeping]).toEqual([null, 0])
  })

  it('leaves no trace of what was held back when it is cancelled', async () => {
    const { sent, sender, clock, start } = await bench(many(6, (at) => answered(500, {}, at)))
    sender.waitMs = () => 30_000
    const replay = start()
    await settled()
    replay.cancel()
    expect((await replay.finished).map(({ state }) => state)).toEqual(Array<string>(6).fill('skipped'))
    expect([sent, clock.sleeping]).toEqual([[], 0])
  })

  it('keeps to the rate limit also where a profile only observes it', async () => {
    const observing = { ...sandbox, rate: { ...sandbox.rate, mode: 'observe' as const } }
    const { sent, start } = await bench([answered(500)], {
      targetOf: () => ({ profile: observing, key: null, token: 't' }),
    })
    start()
    await settled()
    expect(sent[0]?.options.profile.rate.mode).toBe('guard')
  })

  it('tells what was left out by the plan, for want of change, and what was never tried', async () => {
    const refused = many(5, (at) => answered(403, {}, at))
    const unsafe = asking(answered(500, {}, 6), { method: 'POST', idempotent: false })
    const { sent, start } = await bench([...refused, unsafe])
    const replay = start()
    await answerAll(sent, () => answered(403))
    await replay.finished
    expect(replay.state()).toMatchObject({ sent: 3, skipped: 3, unsafe: 1, unchanged: 2, notTried: 0 })

    const failed = await bench(many(6, (at) => answered(500, {}, at)))
    const stopped = failed.start()
    await settled()
    stopped.cancel()
    for (const { answer } of failed.sent) answer(answered(200))
    await stopped.finished
    expect(stopped.state()).toMatchObject({ sent: 4, skipped: 2, unsafe: 0, unchanged: 0, notTried: 2 })
  })

  it('can be cancelled while paused', async () => {
    const { sent, start } = await bench(many(3, (at) => answered(500, {}, at)))
    const replay = start(true)
    await settled()
    replay.cancel()
    expect((await replay.finished).every(({ state }) => state === 'skipped')).toBe(true)
    expect(sent).toEqual([])
  })

  it('leaves its journal to a later run when it is suspended', async () => {
    const written: ReplayItem['state'][] = []
    let isClosed = false
    const journal: ReplayJournal = {
      write: (_index, { state }) => {
        if (!isClosed) written.push(state)
        return Promise.resolve()
      },
      end: () => Promise.reject(new Error('It has not ended.')),
      close: () => {
        isClosed = true
        return Promise.resolve()
      },
    }
    const { sent, start } = await bench(
      many(6, (at) => answered(500, {}, at)),
      { journal },
    )
    const replay = start()
    await settled()
    await replay.suspend()
    await answerAll(sent, () => answered(200, { outcome: 'cancelled' }))
    expect(sent).toHaveLength(4)
    expect(written).toEqual(['sending', 'sending', 'sending', 'sending'])
  })

  it('leaves out what is no longer kept, or cannot be sent, and says why', async () => {
    const originals = many(3, (at) => answered(500, {}, at))
    const [first, second] = originals
    const { sent, start, kept } = await bench(originals)
    if (first) kept.delete(first.id)
    if (second) kept.set(second.id, asking(second, { body: '[redacted]' }))
    const replay = start()
    await answerAll(sent, () => answered(200))
    expect((await replay.finished).map(({ reason }) => reason)).toEqual([
      'It is no longer in the history.',
      expect.stringContaining('Redacted, and Postern cannot restore it: body'),
      expect.stringContaining('succeeds now'),
    ])
  })

  it('tells what the sender refuses', async () => {
    const { sender, start } = await bench([answered(500)])
    sender.send = () => {
      throw new PosternError('bad-input', 'No.', 'Do this.')
    }
    expect(await start().finished).toMatchObject([{ state: 'blocked', reason: 'No. Do this.' }])
  })

  it('pauses once when the user lets nothing go to the host, and asks again when it is resumed', async () => {
    const { sent, sender, start } = await bench(many(6, (at) => answered(500, {}, at)))
    sender.consent = () => Promise.reject(new PosternError('bad-input', 'Not there.', 'Do this.'))
    const replay = start()
    await settled()
    expect(replay.state()).toMatchObject({
      phase: 'paused',
      waiting: 6,
      notes: ['The replay paused automatically: Not there. Do this.'],
    })
    expect(sent).toEqual([])
    sender.consent = () => Promise.resolve()
    replay.resume()
    await settled()
    expect(sent.length).toBeGreaterThan(0)
  })

  it('ends when it is cancelled while the user is still asked', async () => {
    const { sent, sender, start } = await bench(many(6, (at) => answered(500, {}, at)))
    sender.consent = () => new Promise(() => undefined)
    const replay = start()
    await settled()
    replay.cancel()
    const items = await replay.finished
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['skipped']))
    expect(sent).toEqual([])
  })

  it('pauses by itself when it cannot remember what it does, and sends nothing twice', async () => {
    let isFull = true
    const journal: ReplayJournal = {
      write: () =>
        isFull
          ? Promise.reject(new PosternError('internal', 'The disk is full.', 'Free some.'))
          : Promise.resolve(),
      end: () => Promise.resolve(),
      close: () => Promise.resolve(),
    }
    const { sent, start } = await bench(
      many(2, (at) => answered(500, {}, at)),
      { journal },
    )
    const replay: Replay = start()
    await settled()
    expect(sent).toEqual([])
    expect(replay.state()).toMatchObject({ phase: 'paused', waiting: 2 })
    expect(replay.state().notes[0]).toContain('The disk is full. Free some.')
    isFull = false
    replay.resume()
    await answerAll(sent, () => answered(200))
    expect((await replay.finished).map(({ state }: ReplayItem) => state)).toEqual(['sent', 'sent'])
    expect(sent).toHaveLength(2)
  })
})
