import { isoTime } from '../words.ts'

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/i
/** A plus in a query means a blank, so a time zone loses it. */
const BLANK_FOR_PLUS = /^(\d{4}-\d\d-\d\dT[\d:.]{4,18}) (\d\d):?(\d\d)$/i

/** Epoch ms of a date of ISO 8601, in UTC where it names no zone; null where it is none, or not in the calendar. */
export function timeOf(value: string): number | null {
  const text = value.replace(BLANK_FOR_PLUS, '$1+$2:$3')
  const match = ISO.exec(text)
  if (!match) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  if (hour > 24 || minute > 59 || second > 60) return null
  const [, sign, hours = 0, minutes = 0] = /([+-])(\d\d):?(\d\d)$/.exec(match[7] ?? '') ?? []
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  return date.getTime() + (hour * 3600 + (minute - offset) * 60 + second) * 1000
}

/** A date that another notation writes, as ISO 8601; null where the order of day and month is not sure. */
function dated(day: number, month: number, year: string): string | null {
  if (day <= 12 && day !== month) return null
  const iso = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return timeOf(iso) === null ? null : iso
}

/** What is wrong with a date, and how to write it. */
export interface DateFault {
  kind: 'plus' | 'zone' | 'date-format'
  /** Follows the name of the value, such as `needs a T between date and time.` */
  says: string
}

type Rule = readonly [pattern: RegExp, fault: (match: RegExpExecArray) => DateFault | null]

const wrongly = (says: string): DateFault => ({ kind: 'date-format', says })

const RULES: readonly Rule[] = [
  [
    BLANK_FOR_PLUS,
    ([, time = '', hours = '', minutes = '']) => ({
      kind: 'plus',
      says: `has a space for the plus of its time zone. Write ${time}%2B${hours}:${minutes}.`,
    }),
  ],
  [
    ISO,
    ([text, , , , hour, , , zone]) => {
      if (timeOf(text) === null) return wrongly('is not in the calendar.')
      if (hour === undefined) return { kind: 'zone', says: `has no time. Write ${text}T00:00:00Z.` }
      return zone === undefined ? { kind: 'zone', says: `has no time zone. Write ${text}Z for UTC.` } : null
    },
  ],
  [
    /^(\d{4}-\d\d-\d\d) {1,3}(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/i,
    ([, date = '', time = '', zone = 'Z']) =>
      wrongly(`needs a T between date and time. Write ${date}T${time}${zone}.`),
  ],
  [
    /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)/,
    ([, first = '', second = '', year = '']) => {
      const iso =
        dated(Number(first), Number(second), year) ??
        (Number(second) > 12 ? dated(Number(second), Number(first), year) : null)
      return wrongly(`is not in ISO 8601. Write the year first, like ${iso ?? `${year}-12-31`}.`)
    },
  ],
  [
    /^(\d{4})[/.-]?(\d{1,2})[/.-]?(\d{1,2})(?!\d)/,
    ([, year = '', month = '', day = '']) => {
      const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
      return wrongly(
        `is not in ISO 8601. Write ${timeOf(iso) === null ? 'year, month and day with dashes' : iso}.`,
      )
    },
  ],
  [
    /^(\d{10}|\d{13})$/,
    ([digits]) => {
      const iso = isoTime(Number(digits) * (digits.length === 10 ? 1000 : 1))
      return wrongly(`looks like a count since 1970. Write ${iso?.replace('.000Z', 'Z') ?? 'a date'}.`)
    },
  ],
]

/** What is wrong with a date and time of the API; null where nothing is. */
export function dateFault(value: string): DateFault | null {
  for (const [pattern, fault] of RULES) {
    const match = pattern.exec(value)
    if (match) return fault(match)
  }
  return wrongly('is no date. Write a date and time in UTC, for example 2026-03-02T09:00:00Z.')
}
