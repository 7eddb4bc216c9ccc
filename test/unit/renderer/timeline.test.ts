import { describe, expect, it } from 'vitest'
import type { Attempt, Exchange } from '../../../app/contract/exchange.ts'
import {
  isTiny,
  plannedMsOf,
  segmentsOf,
  timelineOf,
  type Timeline,
} from '../../../renderer/features/attempts/timeline.ts'
import { attemptOf } from './samples.ts'

const START = Date.parse('2026-08-03T12:00:00.000Z')
const at = (ms: number) => new Date(START + ms).toISOString()
const lasting = (totalMs: number | null, waitedMs = 0) => ({ ...attemptOf().timing, totalMs, waitedMs })

describe('segmentsOf', () => {
  it('splits a round trip into its phases', () => {
    const segments = segmentsOf(
      { waitedMs: 0, dnsMs: 1, connectMs: 2, tlsMs: 7, firstByteMs: 30, totalMs: 40 },
      40,
    )
    expect(segments.map(({ phase, ms }) => [phase, ms])).toEqual([
      ['dns', 1],
      ['connect', 2],
      ['tls', 7],
      ['wait', 20],
      ['download', 10],
    ])
    expect(segments.reduce((sum, segment) => sum + segment.share, 0)).toBeCloseTo(1)
  })

  it('counts all of it as waiting when no byte came', () => {
    const timing = { waitedMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 500 }
    expect(segmentsOf(timing, 500).map(({ phase, ms }) => [phase, ms])).toEqual([['wait', 500]])
  })

  it('has nothing to show for a round trip without length', () => {
    const timing = { waitedMs: 0, dnsMs: 0, connectMs: 0, tlsMs: null, firstByteMs: 0, totalMs: 0 }
    expect(segmentsOf(timing, 0)).toEqual([])
  })
})

describe('timelineOf', () => {
  const backOff = {
    action: 'back-off',
    rule: 'server-error',
    reason: 'A 500 may pass.',
    delayMs: 900,
  } as const
  const under = (attempts: readonly Attempt[], now = START, rest: Partial<Exchange> = {}) =>
    timelineOf({ attempts: [...attempts], endedAt: null, outcome: null, ...rest }, now)
  const barsOf = ({ rows }: Timeline) => rows.filter((row) => row.kind === 'bar')
  const gapsOf = ({ rows }: Timeline) => rows.filter((row) => row.kind === 'gap')

  it('puts attempts and the wait between them on one axis, to scale', () => {
    const timeline = under([
      attemptOf({ number: 1, startedAt: at(0), timing: lasting(50), decision: backOff }),
      attemptOf({ number: 2, startedAt: at(950), timing: lasting(50, 900) }),
    ])
    expect(barsOf(timeline).map((bar) => [bar.label, bar.start, bar.length])).toEqual([
      ['Attempt 1', 0, 0.05],
      ['Attempt 2', 0.95, 0.05],
    ])
    expect(timeline.rows.map(({ kind }) => kind)).toEqual(['bar', 'gap', 'bar'])
    expect(gapsOf(timeline)).toMatchObject([{ start: 0.05, length: 0.9, ms: 900, rule: 'server-error' }])
    expect(barsOf(timeline).map(({ isExplainedBelow }) => isExplainedBelow)).toEqual([true, false])
  })

  it('names the token exchange and counts only requests', () => {
    const timeline = under([
      attemptOf({ number: 1, purpose: 'token', startedAt: at(0), timing: lasting(20) }),
      attemptOf({ number: 2, startedAt: at(21), timing: lasting(20) }),
    ])
    expect(barsOf(timeline).map((bar) => bar.label)).toEqual(['Token', 'Attempt 1'])
    expect(gapsOf(timeline)).toEqual([])
  })

  it('shows a first attempt that the rate window held back', () => {
    const [gap] = gapsOf(under([attemptOf({ startedAt: at(3000), timing: lasting(1000, 3000) })]))
    expect(gap).toMatchObject({ start: 0, length: 0.75, ms: 3000, rule: null })
    expect(gap?.reason).toContain('rate window')
  })

  it('lets an attempt under way grow until now', () => {
    const timeline = under(
      [attemptOf({ startedAt: at(0), timing: lasting(null), response: null, decision: null })],
      START + 700,
    )
    expect(barsOf(timeline).map(({ ms }) => ms)).toEqual([700])
    expect(gapsOf(timeline)).toEqual([])
  })

  it('lets the wait for the next attempt grow until now', () => {
    const failed = attemptOf({ startedAt: at(0), timing: lasting(100), decision: backOff })
    const timeline = under([failed], START + 400)
    expect(gapsOf(timeline)).toMatchObject([
      { start: 0.1, length: 0.3, ms: 300, rule: 'server-error', isOver: false },
    ])
  })

  it('holds the axis still while the planned attempts go on', () => {
    const failed = attemptOf({ startedAt: at(0), timing: lasting(100), decision: backOff })
    const planned = plannedMsOf([failed], 3, [900, 3600, 9999])
    expect(planned).toBeCloseTo(4950)
    const ticks = [200, 700].map(
      (ms) => timelineOf({ attempts: [failed], endedAt: null, outcome: null }, START + ms, planned).ticks,
    )
    expect(ticks[0]).toEqual(ticks[1])
    expect(plannedMsOf([attemptOf()], 3, [900, 3600])).toBe(0)
    expect(plannedMsOf([failed], null, [900, 3600])).toBe(0)
  })

  it('calls no time of its own a wait', () => {
    const timeline = under([
      attemptOf({ number: 1, purpose: 'token', startedAt: at(0), timing: lasting(20) }),
      attemptOf({ number: 2, startedAt: at(164), timing: lasting(20) }),
    ])
    expect(gapsOf(timeline)).toEqual([])
  })

  it('ends a wait that was cancelled where it was cancelled, and says so', () => {
    const failed = attemptOf({ startedAt: at(0), timing: lasting(100), decision: backOff })
    const ended = { endedAt: at(500), outcome: 'cancelled' } as const
    const [gap] = gapsOf(under([failed], START + 500, ended))
    expect(gap).toMatchObject({ ms: 400, isOver: true, reason: 'A 500 may pass. You cancelled it.' })
  })

  it('draws no wait after an exchange that ended, or that the end of the app cut off', () => {
    const failed = attemptOf({ startedAt: at(0), timing: lasting(100), decision: backOff })
    for (const outcome of ['interrupted', 'http-failure'] as const) {
      expect(gapsOf(under([failed], START + 9000, { endedAt: at(9000), outcome }))).toEqual([])
    }
  })

  it.each([
    [0, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [48, [0, 10, 20, 30, 40]],
    [3400, [0, 1000, 2000, 3000]],
    [16_000, [0, 5000, 10_000, 15_000]],
  ])('has round ticks on an axis of %d ms', (ms, expected) => {
    const { ticks } = under([attemptOf({ startedAt: at(0), timing: lasting(ms) })])
    expect(ticks.map((tick) => Math.round(tick.ms * 10) / 10)).toEqual(expected)
    expect(ticks.at(-1)?.at).toBeLessThanOrEqual(1)
  })

  it('enlarges every bar too thin to show its phases by the same factor, the longest as far as there is room', () => {
    const phases = { dnsMs: null, connectMs: 4, tlsMs: null, firstByteMs: 9 }
    const without = { ...phases, connectMs: null, firstByteMs: null }
    const timeline = under([
      attemptOf({ number: 1, startedAt: at(0), timing: { ...lasting(10), ...phases } }),
      attemptOf({ number: 2, startedAt: at(1000), timing: { ...lasting(10), ...without } }),
      attemptOf({ number: 3, startedAt: at(2000), timing: { ...lasting(25), ...phases } }),
      attemptOf({ number: 4, startedAt: at(2500), timing: { ...lasting(500), ...phases } }),
    ])
    expect(barsOf(timeline).map(isTiny)).toEqual([true, false, true, false])
    // 25 of 3,000 ms are a 120th of the axis; a third of it has room for forty of them.
    expect(timeline.enlargement).toBe(40)
    expect(under([attemptOf({ timing: lasting(500) })]).enlargement).toBeNull()
  })
})
