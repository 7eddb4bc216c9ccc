import type { Attempt, Timing } from '../../../app/contract/exchange.ts'

export type Phase = 'dns' | 'connect' | 'tls' | 'wait' | 'download'

export interface Segment {
  readonly phase: Phase
  readonly ms: number
  /** Share of the bar that it belongs to, 0 to 1. */
  readonly share: number
}

export interface Span {
  /** Share of the whole time from its start, 0 to 1. */
  readonly start: number
  readonly length: number
  readonly ms: number
}

export interface Bar extends Span {
  readonly attempt: Attempt
  readonly label: string
  readonly segments: readonly Segment[]
  /** The pause between this attempt and the one before it; null when there was none to speak of. */
  readonly gapBefore: Gap | null
  /** True when the pause that follows tells why, so that the attempt need not say it again. */
  readonly isExplainedBelow: boolean
}

export interface Gap extends Span {
  readonly rule: string | null
  readonly reason: string
}

const LEAST_GAP_MS = 20

export const PHASE_LABELS = {
  dns: 'DNS',
  connect: 'connect',
  tls: 'TLS',
  wait: 'wait for the answer',
  download: 'download',
} satisfies Record<Phase, string>

/** Below this share of the axis the phases of a bar are too thin to tell apart. */
const LEAST_SHARE = 0.03

/** True when the phases of a bar cannot be seen at the scale of the axis, and stand enlarged below it. */
export function isTiny({ length, segments }: Bar): boolean {
  return length < LEAST_SHARE && segments.length > 1
}

/** The phases of one round trip in order. What the timing does not tell apart counts as waiting. */
export function segmentsOf(timing: Timing, totalMs: number): readonly Segment[] {
  const before = (timing.dnsMs ?? 0) + (timing.connectMs ?? 0) + (timing.tlsMs ?? 0)
  const firstByte = timing.firstByteMs
  const phases: readonly [Phase, number][] = [
    ['dns', timing.dnsMs ?? 0],
    ['connect', timing.connectMs ?? 0],
    ['tls', timing.tlsMs ?? 0],
    ['wait', Math.max(0, (firstByte ?? totalMs) - before)],
    ['download', firstByte === null ? 0 : Math.max(0, totalMs - firstByte)],
  ]
  const sum = phases.reduce((all, [, ms]) => all + ms, 0)
  return phases
    .filter(([, ms]) => ms > 0)
    .map(([phase, ms]) => ({ phase, ms, share: sum > 0 ? ms / sum : 0 }))
}

/** All attempts on one axis, to scale. `now` is in epoch ms and ends what is still under way. */
export function timelineOf(attempts: readonly Attempt[], now: number): readonly Bar[] {
  const spans = attempts.map((attempt) => {
    const start = Date.parse(attempt.startedAt)
    return { start, end: start + (attempt.timing.totalMs ?? Math.max(0, now - start)) }
  })
  const begin = Math.min(...spans.map((span, index) => span.start - (attempts[index]?.timing.waitedMs ?? 0)))
  const whole = Math.max(1, Math.max(...spans.map((span) => span.end)) - begin)

  let requests = 0
  const bars = attempts.map((attempt, index): Bar => {
    const { start, end } = spans[index] ?? { start: begin, end: begin }
    const previous = attempts[index - 1]
    const previousEnd = spans[index - 1]?.end ?? begin
    const pause = start - previousEnd
    if (attempt.purpose === 'request') requests += 1
    return {
      attempt,
      label: attempt.purpose === 'token' ? 'Token' : `Attempt ${requests}`,
      start: (start - begin) / whole,
      length: (end - start) / whole,
      ms: end - start,
      segments: segmentsOf(attempt.timing, end - start),
      gapBefore:
        pause < LEAST_GAP_MS
          ? null
          : {
              start: (previousEnd - begin) / whole,
              length: pause / whole,
              ms: pause,
              ...causeOf(previous, attempt),
            },
      isExplainedBelow: false,
    }
  })
  return bars.map((bar, index) => ({
    ...bar,
    isExplainedBelow: (bars[index + 1]?.gapBefore?.rule ?? null) !== null,
  }))
}

function causeOf(previous: Attempt | undefined, attempt: Attempt): Pick<Gap, 'rule' | 'reason'> {
  const decision = previous?.decision
  if (decision && decision.delayMs > 0) return { rule: decision.rule, reason: decision.reason }
  return attempt.timing.waitedMs >= LEAST_GAP_MS
    ? { rule: null, reason: 'Held back until the rate window had room.' }
    : { rule: null, reason: 'Until the next attempt began.' }
}
