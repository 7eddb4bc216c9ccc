import { describe, expect, it } from 'vitest'
import { isTiny, segmentsOf, timelineOf } from '../../../renderer/components/attempts/timeline.ts'
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

  it('puts attempts and the wait between them on one axis, to scale', () => {
    const bars = timelineOf(
      [
        attemptOf({ number: 1, startedAt: at(0), timing: lasting(50), decision: backOff }),
        attemptOf({ number: 2, startedAt: at(950), timing: lasting(50, 900) }),
      ],
      START,
    )
    expect(bars.map((bar) => [bar.label, bar.start, bar.length])).toEqual([
      ['Attempt 1', 0, 0.05],
      ['Attempt 2', 0.95, 0.05],
    ])
    expect(bars[0]?.gapBefore).toBeNull()
    expect(bars[1]?.gapBefore).toMatchObject({ start: 0.05, length: 0.9, ms: 900, rule: 'server-error' })
  })

  it('names the token exchange and counts only requests', () => {
    const bars = timelineOf(
      [
        attemptOf({ number: 1, purpose: 'token', startedAt: at(0), timing: lasting(20) }),
        attemptOf({ number: 2, startedAt: at(21), timing: lasting(20) }),
      ],
      START,
    )
    expect(bars.map((bar) => bar.label)).toEqual(['Token', 'Attempt 1'])
    expect(bars[1]?.gapBefore).toBeNull()
  })

  it('shows a first attempt that the rate window held back', () => {
    const [bar] = timelineOf([attemptOf({ startedAt: at(3000), timing: lasting(1000, 3000) })], START)
    expect(bar?.gapBefore).toMatchObject({ start: 0, length: 0.75, ms: 3000, rule: null })
    expect(bar?.gapBefore?.reason).toContain('rate window')
  })

  it('lets an attempt under way grow until now', () => {
    const [bar] = timelineOf(
      [attemptOf({ startedAt: at(0), timing: lasting(null), response: null, decision: null })],
      START + 700,
    )
    expect(bar?.ms).toBe(700)
  })
})

it('a bar too thin to show its phases is tiny, unless it has nothing to show', () => {
  const phases = { dnsMs: null, connectMs: 4, tlsMs: null, firstByteMs: 9 }
  const attempts = [
    attemptOf({ number: 1, startedAt: at(0), timing: { ...lasting(10), ...phases } }),
    attemptOf({
      number: 2,
      startedAt: at(1000),
      timing: { ...lasting(10), ...phases, connectMs: null, firstByteMs: null },
    }),
    attemptOf({ number: 3, startedAt: at(2000), timing: { ...lasting(500), ...phases } }),
  ]
  expect(timelineOf(attempts, START).map(isTiny)).toEqual([true, false, false])
})
