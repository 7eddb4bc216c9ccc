const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const UNITS = {
  ms: 1,
  s: SECOND_MS,
  m: MINUTE_MS,
  min: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
} as const

type DurationUnit = keyof typeof UNITS

const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)([a-z]{0,3})$/i

/**
 * `250ms`, `1.3s`, `5m`, `1h`, `2d`, `1w` in whole ms; the letters are blind to case. Null for anything else, so for a
 * number without a unit too, unless `bare` names the unit that is meant by it. The caller limits the value.
 */
export function parseDuration(text: string, bare?: DurationUnit): number | null {
  const [, amount, letters = ''] = DURATION.exec(text.trim()) ?? []
  const unit = letters === '' ? bare : letters.toLowerCase()
  return amount === undefined || !isUnit(unit) ? null : Math.round(Number(amount) * UNITS[unit])
}

/** As `parseDuration`, with a `+` or `-` before it allowed. */
export function parseSignedDuration(text: string, bare?: DurationUnit): number | null {
  const [, sign, size = ''] = /^\s*([+-]?)(.*)$/s.exec(text) ?? []
  const ms = parseDuration(size, bare)
  return ms !== null && sign === '-' ? 0 - ms : ms
}

function isUnit(text: string | undefined): text is DurationUnit {
  return text !== undefined && Object.hasOwn(UNITS, text)
}

/**
 * The length of a time in ms as people say it, in its two largest units: `48 ms`, `1.3 s`, `15 s`, `2 min 5 s`,
 * `3 d 4 h`. A sign is left out.
 */
export function formatDuration(ms: number): string {
  const size = Math.abs(ms)
  if (size < 0.95 && size > 0) return '<1 ms'
  if (size < 999.5) return `${Math.round(size)} ms`
  if (size < 9_950) return `${Number((size / SECOND_MS).toFixed(1))} s`
  const seconds = Math.round(size / SECOND_MS)
  const units: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ]
  const first = units.findIndex(([amount]) => amount > 0)
  return units
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ')
}
