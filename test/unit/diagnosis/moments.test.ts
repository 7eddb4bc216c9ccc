import { describe, expect, it } from 'vitest'
import { currentTimeSaid, momentSaid, readDate } from '../../../app/diagnosis/moments.ts'

/** The evening before the month ends, so that most days of it cannot be a month. */
const NOW = Date.parse('2026-11-30T08:59:20Z')
const iso = (moment: number | null) => moment && new Date(moment).toISOString().replace('.000', '')

describe('a date that can mean one day only', () => {
  it.each([
    ["ValidTo (UTC): '30/11/2026 6:00:11 AM'", '2026-11-30T06:00:11Z'],
    ["ValidTo (UTC): '11/30/2026 6:00:11 PM'", '2026-11-30T18:00:11Z'],
    ["expired at '30/11/2026 08:12:01'", '2026-11-30T08:12:01Z'],
    ["expired at '30.11.2026 08:12:01'", '2026-11-30T08:12:01Z'],
    ["expired at '05.11.2026 08:12'", '2026-11-05T08:12:00Z'],
    ["expired at '30-11-2026 12:12:01 am'", '2026-11-30T00:12:01Z'],
    ["expired at '30/11/26 08:12:01'", '2026-11-30T08:12:01Z'],
    ['expired at 30 Nov 2026 08:12:01', '2026-11-30T08:12:01Z'],
    ['expired on November 30, 2026 at 8:12 AM', '2026-11-30T08:12:00Z'],
    ['expired at 2026-11-30T19:12:01+11:00', '2026-11-30T08:12:01Z'],
    ['expired at 2026/11/30 08:12:01Z', '2026-11-30T08:12:01Z'],
    ["expired at '11/11/2026 08:12:01'", '2026-11-11T08:12:01Z'],
  ])('%s', (said, moment) => expect(iso(momentSaid(said, NOW))).toBe(moment))
})

describe('a date whose day is not sure', () => {
  it.each([
    ['05/11/2026 08:12:01', '2026-11-05T09:00:00Z', '2026-11-05T08:12:01Z'],
    ['11/05/2026 08:12:01', '2026-11-05T09:00:00Z', '2026-11-05T08:12:01Z'],
    ['5/11/26 8:12:01 AM', '2026-11-05T09:00:00Z', '2026-11-05T08:12:01Z'],
    ['05/11/2026 08:12:01', '2026-11-30T09:00:00Z', null],
    ['11/05/2026 08:12:01', '2026-08-30T09:00:00Z', null],
  ])('%s, written near %s', (said, near, moment) =>
    expect(iso(momentSaid(said, Date.parse(near)))).toBe(moment),
  )

  it('is read next to another date of the same words that is sure', () =>
    expect(iso(momentSaid("ValidTo: '01/12/2026 00:10:00', Current time: '30/11/2026 23:59:00'", 0))).toBe(
      '2026-12-01T00:10:00Z',
    ))
})

describe('what names no moment', () => {
  it.each([
    'expired at 31/11/2026 08:12:01',
    'expired at 2026-02-30T08:12:01Z',
    'expired at 2026-30-11 08:12:01',
    'expired at 45/13/2026 08:12:01',
    'expired at 11.30.2026 08:12:01',
    'expired at 30/11/2026 25:12:01',
    'expired at 30/11/2026 13:12:01 PM',
    'expired at 30/11/2026 08:12:01 AEDT',
    'expired on 30/11/2026',
    'version 10.11.2026',
    'not valid before 30/11/2026 19:59:20',
  ])('%s', (said) => expect(momentSaid(said, NOW)).toBe(null))
})

it('knows which time the words call the current one', () => {
  const said = "ValidTo (UTC): '30/11/2026 6:00:11 AM', Current time (UTC): '30/11/2026 6:31:40 AM'."
  expect(iso(currentTimeSaid(said, NOW))).toBe('2026-11-30T06:31:40Z')
  expect(currentTimeSaid('The current time differs.', NOW)).toBe(null)
})

describe('a text that is one date', () => {
  it.each([
    ['2026-11-30', '2026-11-30T00:00:00Z'],
    ['2026-11-30T08:12:01.250Z', '2026-11-30T08:12:01.250Z'],
    ['Mon, 30 Nov 2026 08:12:01 GMT', '2026-11-30T08:12:01Z'],
    ['2026-11-31T08:12:01Z', null],
    ['Tue, 31 Nov 2026 08:12:01 GMT', null],
    ['05/11/2026 08:12:01', null],
    ['2026-11-30T08:12:01Z or later', null],
  ])('%s', (text, moment) => expect(iso(readDate(text))).toBe(moment))
})
