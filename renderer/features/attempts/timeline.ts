import type { Attempt, Exchange, Timing } from '../../../app/contract/exchange.ts'

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
  readonly kind: 'bar'
  readonly attempt: Attempt
  readonly label: string
  readonly segments: readonly Segment[]
  /** True when the pause that follows tells why, so that the attempt need not say it again. */
  readonly isExplainedBelow: boolean
}

/** A pause before an attempt, or after the last one. */
export interface Gap extends Span {
  readonly kind: 'gap'
  readonly rule: string | null
  readonly reason: string
  readonly isOver: boolean
}

export interface Tick {
  /** Share of the whole time, 0 to 1. */
  readonly at: number
  readonly ms: number
}

export interface Timeline {
  readonly rows: readonly (Bar | Gap)[]
  readonly ticks: readonly Tick[]
  /** How many times longer than to scale all thin bars are drawn a second time; null when none is that thin. */
  readonly enlargement: number | null
}

const LEAST_GAP_MS = 20
const ROOM_FOR_ATTEMPTS = 1.1
const MOST_TICKS = 6

export const PHASE_LABELS = {
  dns: 'DNS',
  connect: 'connect',
  tls: 'TLS',
  wait: 'wait for the response',
  download: 'download',
} satisfies Record<Phase, string>

/** Below this share of the axis the phases of a bar are too thin to tell apart. */
const LEAST_SHARE = 0.03

/** What is drawn enlarged has room for this share of the axis. */
export const ENLARGED_SHARE = 1 / 3

/** True when the phases of a bar cannot be seen at the scale of the axis, and stand enlarged beside it. */
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

/**
 * All attempts of an exchange, and the pauses between them, on one axis, to scale.
 * @param now epoch ms
 * @param plannedMs how long it may take, so that the axis holds still while it goes on
 */
export function timelineOf(
  exchange: Pick<Exchange, 'attempts' | 'endedAt' | 'outcome'>,
  now: number,
  plannedMs = 0,
): Timeline {
  const { attempts, endedAt } = exchange
  const spans = attempts.map((attempt) => {
    const start = Date.parse(attempt.startedAt)
    return { start, end: start + (attempt.timing.totalMs ?? Math.max(0, now - start)) }
  })
  const begin = Math.min(...spans.map((span, index) => span.start - (attempts[index]?.timing.waitedMs ?? 0)))
  const lastEnd = Math.max(...spans.map((span) => span.end))
  const trailing = trailingPause(exchange, lastEnd, now)
  const dueAt = lastEnd + (attempts.at(-1)?.decision?.delayMs ?? 0)
  const planned = endedAt === null ? Math.max(dueAt, begin + plannedMs) : 0
  const end = Math.max(lastEnd + (trailing?.ms ?? 0), planned)
  const whole = Math.max(1, end - begin)
  const spanOf = (from: number, ms: number): Span => ({
    start: (from - begin) / whole,
    length: ms / whole,
    ms,
  })

  const rows: (Bar | Gap)[] = []
  let requests = 0
  for (const [index, attempt] of attempts.entries()) {
    const span = spans[index] ?? { start: begin, end: begin }
    const previousEnd = spans[index - 1]?.end ?? begin
    const pause = span.start - previousEnd
    const cause = causeOf(attempts[index - 1], attempt)
    if (cause !== null && pause >= LEAST_GAP_MS)
      rows.push({ kind: 'gap', ...spanOf(previousEnd, pause), ...cause, isOver: true })
    if (attempt.purpose === 'request') requests += 1
    rows.push({
      kind: 'bar',
      attempt,
      label: attempt.purpose === 'token' ? 'Token' : `Attempt ${requests}`,
      ...spanOf(span.start, span.end - span.start),
      segments: segmentsOf(attempt.timing, span.end - span.start),
      isExplainedBelow: false,
    })
  }
  if (trailing) rows.push({ kind: 'gap', ...spanOf(lastEnd, trailing.ms), ...trailing })
  const explained = rows.map((row, index) => {
    const next = rows[index + 1]
    return row.kind === 'bar' && next?.kind === 'gap' && next.rule !== null
      ? { ...row, isExplainedBelow: true }
      : row
  })
  return { rows: explained, ticks: ticksOf(whole), enlargement: enlargementOf(explained) }
}

/** How long an exchange may take in all once it had to be sent again: its pauses, and some room for the attempts. */
export function plannedMsOf(
  attempts: readonly Attempt[],
  of: number | null,
  backoffMs: readonly number[],
): number {
  const isRetried = attempts.some(({ decision }) => (decision?.delayMs ?? 0) > 0)
  if (!isRetried || of === null) return 0
  return ROOM_FOR_ATTEMPTS * backoffMs.slice(0, of - 1).reduce((sum, ms) => sum + ms, 0)
}

/** The wait that is going on after the last attempt, or that was cut off; null when there is none. */
function trailingPause(
  { attempts, endedAt, outcome }: Pick<Exchange, 'attempts' | 'endedAt' | 'outcome'>,
  lastEnd: number,
  now: number,
): Pick<Gap, 'ms' | 'rule' | 'reason' | 'isOver'> | null {
  const last = attempts.at(-1)
  if (!last?.decision || last.decision.delayMs <= 0) return null
  const isOver = endedAt !== null
  // Of an exchange that was cut off by the end of the app nobody knows how long it would have waited.
  if (isOver && outcome !== 'cancelled') return null
  const ms = (isOver ? Date.parse(endedAt) : now) - lastEnd
  if (ms < LEAST_GAP_MS) return null
  const { rule, reason } = last.decision
  return { ms, rule, reason: isOver ? `${reason} You cancelled it.` : reason, isOver }
}

/** Why there was a pause; null where Postern itself took that time, which nobody waited for. */
function causeOf(previous: Attempt | undefined, attempt: Attempt): Pick<Gap, 'rule' | 'reason'> | null {
  // A program pauses for as long as it likes, whatever is recommended.
  if (attempt.grouped) return { rule: null, reason: 'Your program paused.' }
  const decision = previous?.decision
  if (decision && decision.delayMs > 0) return { rule: decision.rule, reason: decision.reason }
  return attempt.timing.waitedMs >= LEAST_GAP_MS
    ? { rule: null, reason: 'Held back until the rate window had room.' }
    : null
}

/** Round times from 0 on, at most `MOST_TICKS` of them after it. */
function ticksOf(whole: number): readonly Tick[] {
  const least = whole / MOST_TICKS
  const power = 10 ** Math.floor(Math.log10(least))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10)
  return Array.from({ length: Math.floor(whole / step) + 1 }, (_, index) => ({
    at: (index * step) / whole,
    ms: index * step,
  }))
}

/** As much as the longest of the thin bars has room for, in two digits. */
function enlargementOf(rows: readonly (Bar | Gap)[]): number | null {
  const lengths = rows.flatMap((row) => (row.kind === 'bar' && isTiny(row) ? [row.length] : []))
  if (lengths.length === 0) return null
  const most = ENLARGED_SHARE / Math.max(...lengths)
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(most)) - 1)
  return Math.floor(most / unit) * unit
}
