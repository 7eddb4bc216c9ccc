import { describe, expect, it } from 'vitest'
import { ENDPOINTS } from '../../../app/catalog/endpoints.ts'
import { FINDING_RULES, type Exchange } from '../../../app/contract/exchange.ts'
import { entryNames, entryOf } from '../../../renderer/features/catalog/catalogEntries.ts'
import { CATALOG_ENTRIES, entryNamed, searchEntries } from '../../../renderer/features/catalog/entries.ts'
import { explained } from '../operations/explained.ts'
import { attemptOf, exchangeOf } from './samples.ts'

const idsOf = (text: string) => searchEntries(CATALOG_ENTRIES, text).map(({ id }) => id)

describe('the catalog', () => {
  it('has an entry for every status and code of the guide, every endpoint and every finding', () => {
    const ids = new Set(CATALOG_ENTRIES.map(({ id }) => id))
    const wanted = [
      ...[200, 201, 400, 401, 403, 404, 429, 500].map(entryNames.status),
      ...[0, 100, 401, 403, 404].map(entryNames.code),
      ...ENDPOINTS.map(({ method, path }) => entryNames.endpoint(method, path)),
      ...FINDING_RULES.map(entryNames.finding),
    ]
    expect(wanted.filter((id) => !ids.has(id))).toEqual([])
    expect(ids.size).toBe(CATALOG_ENTRIES.length)
  })

  it('says of every entry what it means and what the guide says of a retry, without open placeholders', () => {
    const bare = CATALOG_ENTRIES.filter(({ meaning, guide }) => meaning === '' || guide === '')
    expect(bare).toEqual([])
    expect(JSON.stringify(CATALOG_ENTRIES.map(({ endpoint: _, ...texts }) => texts))).not.toMatch(/\{host\}/)
  })

  it('gives the guide’s rule for each status it names', () => {
    expect(entryNamed('status:401').guide).toMatch(/retry once/)
    expect(entryNamed('status:403').guide).toMatch(/Do not retry/)
    expect(entryNamed('status:429').guide).toMatch(/next minute/)
    expect(entryNamed('status:503').guide).toMatch(/1, 2, 4 and 8 seconds/)
  })

  it('finds by number, by word and by parameter; a number at its own entry first', () => {
    expect(idsOf('429')[0]).toBe('status:429')
    expect(idsOf('rate limit')[0]).toBe('status:429')
    // It separates what it says: no word of it begins so.
    expect(idsOf('rate')).not.toContain('status:303')
    expect(idsOf('rate')[0]).toBe('status:429')
    expect(idsOf('(.*')).toEqual([])
    expect(idsOf('LICENSES')).toContain('endpoint:GET /api/external/staffs/{id}/licenses')
    expect(idsOf('incidentReportId')).toContain('endpoint:GET /api/external/incidentreports/reportdata')
    expect(idsOf('2^53 rounds')).toEqual(['finding:number-loses-precision'])
    expect(idsOf('xylophone')).toEqual([])
    expect(idsOf(' ')).toHaveLength(CATALOG_ENTRIES.length)
  })

  it('begins with refusals and failures, which are looked up, and not with what no program sees', () => {
    const marks = CATALOG_ENTRIES.filter(({ group }) => group === 'HTTP status').map(({ mark }) => mark)
    expect([marks[0], marks.at(-1)?.charAt(0)]).toEqual(['400', '1'])
    expect(marks.indexOf('500')).toBeLessThan(marks.indexOf('200'))
  })

  it('falls back for a code that nobody listed', () => {
    expect(entryNamed('code:734')).toMatchObject({ mark: '734', group: 'Service code' })
    expect(entryNamed('status:599').guide).toMatch(/1, 2, 4 and 8 seconds/)
  })
})

function withCode(code: number): Exchange {
  const { exchange } = explained({ answer: '{}', status: 200 })
  if (!exchange.envelope || !exchange.diagnosis) throw new Error('nothing was explained')
  return {
    ...exchange,
    envelope: { ...exchange.envelope, code },
    diagnosis: { ...exchange.diagnosis, basis: 'service-code' },
  }
}

describe('entryOf', () => {
  it('leads to what the diagnosis rests on', () => {
    const failure = { kind: 'dns', code: 'ENOTFOUND', message: 'no', mayHaveBeenSent: false } as const
    expect(entryOf(exchangeOf(1))).toBe('status:200')
    expect(entryOf(withCode(734))).toBe('code:734')
    // A generic code says nothing that the status does not say better.
    expect(entryOf(withCode(100))).toBe('status:200')
    expect(entryOf(exchangeOf(1, { attempts: [attemptOf({ response: null, failure })] }))).toBe('failure:dns')
  })
})
