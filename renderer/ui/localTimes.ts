import { formatClock, formatDayWithin } from './format.ts'

const UTC_TIME = /(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d:\d\d) UTC/g
const HALF_A_DAY_MS = 12 * 3600 * 1000

/** A moment as the window tells times: local, with the day where it is not today. */
export function localTime(moment: number, now: number): string {
  const day = formatDayWithin(moment, now)
  return day === 'today' ? formatClock(moment) : `${day} ${formatClock(moment)}`
}

/**
 * A text of Postern's own with the times as this computer has them. Explanations are written for the terminal as well, in UTC.
 * @param about a moment near to those times, which are without a day where they are within half a day of it
 */
export function inLocalTime(text: string, about: number, now: number): string {
  return text.replace(UTC_TIME, (written: string, day: string | undefined, time: string) => {
    const date = day ?? new Date(about).toISOString().slice(0, 10)
    const moment = Date.parse(`${date}T${time}Z`)
    if (Number.isNaN(moment)) return written
    if (day !== undefined) return localTime(moment, now)
    const off = Math.round((moment - about) / (2 * HALF_A_DAY_MS)) * 2 * HALF_A_DAY_MS
    return localTime(moment - off, now)
  })
}

/** The headline of a summary, as it stands in a row. */
export function headlineInRow({
  headline,
  startedAt,
}: {
  headline: string | null
  startedAt: string
}): string | null {
  return headline === null ? null : inLocalTime(headline, Date.parse(startedAt), Date.now())
}

/** As `inLocalTime`, without the time that the word for the retry tells. */
export function besideRetry(text: string, notBefore: string | null, now: number): string {
  const about = notBefore === null ? now : Date.parse(notBefore)
  if (notBefore === null) return inLocalTime(text, about, now)
  const time = `(?:\\d{4}-\\d\\d-\\d\\d )?${new Date(about).toISOString().slice(11, 19)} UTC`
  return inLocalTime(text.replace(new RegExp(` (?:until|at|after) ${time}(?=[.,: ]|$)`, 'g'), ''), about, now)
}

const DURATION = /\b\d[\d.,]* (?:ms|s|min|h)\b/

/** Why something waits, without the sentence that says how long: a countdown beside it does. */
export function besideCountdown(reason: string): string {
  const sentences = reason.split(/(?<=\.) /).filter((sentence) => !DURATION.test(sentence))
  return sentences.length === 0 ? reason : sentences.join(' ')
}
