import { parseDuration } from '../contract/duration.ts'
import type { Moment, Parsed, Range, RangeField } from './query.ts'

interface Measure {
  read: (text: string) => number | null
  /** What the value must look like, for people. */
  shape: string
  example: string
  /** A single value stands for itself; with durations that hits next to nothing. */
  mayBeExact: boolean
}

const wholeNumber = (text: string) => (/^-?\d{1,15}$/.test(text) ? Number(text) : null)

const MEASURES: Readonly<Record<RangeField, Measure>> = {
  status: {
    read: wholeNumber,
    shape: 'a status (403), a class (4xx) or a range (400..403)',
    example: 'status:4xx',
    mayBeExact: true,
  },
  code: {
    read: wholeNumber,
    shape: 'a number (100) or a range (100..199)',
    example: 'code:100',
    mayBeExact: true,
  },
  took: {
    read: parseDuration,
    shape: 'a duration with > or < before it (>2s) or a range (1s..5s)',
    example: 'took:>2s',
    mayBeExact: false,
  },
}

/** `403`, `4xx`, `400..403`, `>=500`, `<2s`. */
export function parseRange(field: RangeField, text: string): Parsed<Range> {
  const measure = MEASURES[field]
  const range = readRange(field, measure, text)
  if (range) return { ok: true, value: range }
  return {
    ok: false,
    message: `“${text}” is not what ${field}: needs: ${measure.shape}.`,
    example: measure.example,
  }
}

function readRange(field: RangeField, { read, mayBeExact }: Measure, text: string): Range | null {
  const [, hundreds] = (field === 'status' && /^([1-9])xx$/i.exec(text)) || []
  if (hundreds !== undefined) return { atLeast: Number(hundreds) * 100, atMost: Number(hundreds) * 100 + 99 }
  const [, sign, rest = ''] = /^(>=|<=|>|<)(.+)$/.exec(text) ?? []
  if (sign !== undefined) {
    const value = read(rest)
    if (value === null) return null
    if (sign.startsWith('>')) return { atLeast: sign === '>' ? value + 1 : value, atMost: null }
    return { atLeast: null, atMost: sign === '<' ? value - 1 : value }
  }
  const dots = text.indexOf('..')
  if (dots !== -1) {
    const [atLeast, atMost] = [read(text.slice(0, dots)), read(text.slice(dots + 2))]
    return atLeast === null || atMost === null ? null : { atLeast, atMost }
  }
  const value = mayBeExact ? read(text) : null
  return value === null ? null : { atLeast: value, atMost: value }
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d(?:\.\d{1,3})?)\d{0,6})?(Z|[+-]\d\d:?\d\d)?)?$/i

/**
 * `2h` (so long ago), `today`, `yesterday`, `2026-03-01`, `2026-03-01T09:30`, each with an optional zone.
 * Without a zone it is local time. `now` is epoch ms.
 */
export function parseMoment(field: string, text: string, now: number): Parsed<Moment> {
  const ago = parseDuration(text)
  if (ago !== null) return { ok: true, value: { ago } }
  const at = readDate(text, now)
  if (at !== null) return { ok: true, value: { at } }
  return {
    ok: false,
    message: `“${text}” is not a time. Write how long ago (15m, 2h, 7d), today, yesterday or a date (2026-03-01).`,
    example: `${field}:2h`,
  }
}

function readDate(text: string, now: number): number | null {
  const word = text.toLowerCase()
  if (word === 'today' || word === 'yesterday') {
    const day = new Date(now)
    return new Date(day.getFullYear(), day.getMonth(), day.getDate() - (word === 'today' ? 0 : 1)).getTime()
  }
  const found = ISO.exec(text)
  if (!found) return null
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = ''] = found
  // JavaScript takes the 30th of February for the 2nd of March.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  if (date.getUTCDate() !== Number(day) || date.getUTCMonth() !== Number(month) - 1) return null
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}${zone.toUpperCase()}`
  const at = Date.parse(iso.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  return Number.isNaN(at) ? null : at
}
