const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH = `(${MONTHS.join('|')})[a-z]{0,6}\\.?`
const YEAR = String.raw`(\d{4}|\d\d)(?!\d)`
const TIME = String.raw`(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s?([AP])\.?M\b\.?)?`
/** Behind the time: UTC, an offset, or the name of a zone that Postern does not know. */
const ZONE = String.raw`\s?(Z\b|UTC\b|GMT\b|[+-]\d\d:?\d\d\b|[A-Z]{1,4}T\b)?`
const AT = String.raw`(?:(?:,? |T|, at | at )${TIME}${ZONE})?`

type Day = readonly [year: string | undefined, month: string | undefined, day: string | undefined]
type Form = readonly [pattern: RegExp, days: (parts: readonly (string | undefined)[]) => readonly Day[]]

const form = (date: string): RegExp => new RegExp(String.raw`(?<![\d/.-])${date}${AT}`, 'gi')

/** How a date is written, and the days that it may mean. Whether day or month is first, a slash does not tell. */
const FORMS: readonly Form[] = [
  [form(String.raw`(\d{4})[-/](\d\d?)[-/](\d\d?)(?!\d)`), ([year, month, day]) => [[year, month, day]]],
  [form(String.raw`(\d\d?)\.(\d\d?)\.${YEAR}`), ([day, month, year]) => [[year, month, day]]],
  [
    form(String.raw`(\d\d?)([/-])(\d\d?)\2${YEAR}`),
    ([first, , second, last]) => [
      [last, second, first],
      [last, first, second],
      ...(last?.length === 2 ? [[first, second, last] as const] : []),
    ],
  ],
  [
    form(String.raw`(\d\d?)(?:st|nd|rd|th)?[ -]${MONTH}[ -]${YEAR}`),
    ([day, month, year]) => [[year, month, day]],
  ],
  [
    form(String.raw`${MONTH} {1,2}(\d\d?)(?:st|nd|rd|th)?,? (\d{4})`),
    ([month, day, year]) => [[year, month, day]],
  ],
]

interface Written {
  /** Where it begins, and where it ends. */
  from: number
  to: number
  hasTime: boolean
  /** Whether it names UTC or an offset. */
  hasZone: boolean
  /** Epoch ms of each moment that it may mean, in UTC where it names no zone. Empty for a day that is in no calendar. */
  readings: readonly number[]
}

/** Two digits from here on are a year of the last century. */
const FIRST_OF_LAST_CENTURY = 70

/** Epoch ms of a day at midnight in UTC; null where the calendar has none. */
function midnight([year = '', month = '', day = '']: Day): number | null {
  const named = MONTHS.indexOf(month.slice(0, 3).toLowerCase())
  const at = named >= 0 ? named : Number(month) - 1
  const century = Number(year) < FIRST_OF_LAST_CENTURY ? 2000 : 1900
  const time = Date.UTC(Number(year) + (year.length === 2 ? century : 0), at, Number(day))
  const date = new Date(time)
  return date.getUTCMonth() === at && date.getUTCDate() === Number(day) ? time : null
}

/** Ms since midnight; null where no clock shows it. */
function clockOf([hour = '0', minute = '0', second = '0', part = '', half]: readonly (string | undefined)[]):
  number | null {
  const written = Number(hour)
  const isWrong = half === undefined ? written > 24 : written < 1 || written > 12
  if (isWrong || Number(minute) > 59 || Number(second) > 60) return null
  const hours = half === undefined ? written : (written % 12) + (/p/i.test(half) ? 12 : 0)
  return (
    ((hours * 60 + Number(minute)) * 60 + Number(second)) * 1000 + Number(part.padEnd(3, '0').slice(0, 3))
  )
}

/** Ms that a zone is ahead of UTC; null for a name that Postern does not know. */
function aheadOf(zone = 'Z'): number | null {
  const [, sign, hours = 0, minutes = 0] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? []
  if (sign === undefined) return /^(?:Z|UTC|GMT)$/i.test(zone) ? 0 : null
  return (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1)
}

const PARTS_OF_TIME = 6

function written(match: RegExpExecArray, days: Form[1]): Written {
  const parts = match.slice(1, -PARTS_OF_TIME)
  const time = match.slice(-PARTS_OF_TIME)
  const zone = time.at(-1)
  const clock = clockOf(time)
  const ahead = aheadOf(zone)
  const readings =
    clock === null || ahead === null
      ? []
      : days(parts).flatMap((day) => {
          const start = midnight(day)
          return start === null ? [] : [start + clock - ahead]
        })
  return {
    from: match.index,
    to: match.index + match[0].length,
    hasTime: time[0] !== undefined,
    hasZone: zone !== undefined && ahead !== null,
    readings: [...new Set(readings)],
  }
}

/** The dates of a text in their order. */
function datesIn(text: string): Written[] {
  if (!/\d[\d ,]*(?:[-/.:]|[a-z]{3})/i.test(text)) return []
  return FORMS.flatMap(([pattern, days]) => [...text.matchAll(pattern)].map((match) => written(match, days)))
    .filter((each) => each.hasTime)
    .sort((one, other) => one.from - other.from)
}

const LONGEST = 500
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** The reading that is within a day of a moment that is known; null where none is, or several are. */
function nearest({ readings }: Written, known: readonly number[]): number | null {
  const [only] = readings
  if (readings.length === 1) return only ?? null
  const near = readings.filter((each) => known.some((moment) => Math.abs(each - moment) < DAY_MS))
  return near.length === 1 ? (near[0] ?? null) : null
}

/**
 * The first moment that words name, in epoch ms. Null where they name none, or where its day is not sure: `05/11/2026` is read
 * only next to a moment that is known.
 * @param near epoch ms at which the words were written, as far as it is known
 */
export function momentSaid(said: string, near: number): number | null {
  const [first, ...others] = datesIn(said.slice(0, LONGEST))
  if (first === undefined) return null
  const sure = others.flatMap(({ readings }) => (readings.length === 1 ? readings : []))
  const known = [near, ...sure]
  const moment = nearest(first, known)
  // The clock of a place may be meant where no zone is named.
  const isLocal = !first.hasZone && !/\butc\b/i.test(said)
  return moment !== null && isLocal && known.every((each) => moment - each > HOUR_MS) ? null : moment
}

/** The time that words call the current one, in epoch ms; null where they name none, or its day is not sure. */
export function currentTimeSaid(said: string, near: number): number | null {
  const at = said.slice(0, LONGEST).search(/\bcurrent (?:date ?)?time\b/i)
  return at < 0 ? null : momentSaid(said.slice(at, at + 100), near)
}

/** Epoch ms of a text that is one date, in UTC where it names no zone; null where it is none, or its day is not sure. */
export function readDate(text: string): number | null {
  const date = text.slice(0, 60).trim()
  for (const [pattern, days] of FORMS)
    for (const match of date.matchAll(pattern)) {
      const { from, to, readings } = written(match, days)
      const [only] = readings
      if (to === date.length && /^(?:[a-z]{3,9},? )?$/i.test(date.slice(0, from)))
        return readings.length === 1 ? (only ?? null) : null
    }
  return null
}
