import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { csvOf, toCsv } from '../../../app/formats/csv.ts'
import { recordsOf } from '../../../app/formats/records.ts'
import { exampleAttempt, exampleExchange } from '../history/exampleExchange.ts'

function exchangeWith(body: string, changes: { truncated?: boolean } = {}): Exchange {
  const { response } = exampleAttempt()
  if (response === null) throw new Error('The example has a response.')
  return {
    ...exampleExchange(),
    attempts: [exampleAttempt({ response: { ...response, status: 200, body, ...changes } })],
  }
}

const csvFor = (data: unknown) =>
  toCsv(recordsOf(exchangeWith(JSON.stringify({ status: { code: 0 }, data }))) ?? [])

/** Reads a table as RFC 4180 (section 2) does. */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    let field = ''
    if (text[at] === '"') {
      for (at += 1; ; at += 1) {
        if (text[at] === undefined) throw new Error('The quote has no end.')
        if (text[at] === '"' && text[at + 1] !== '"') break
        if (text[at] === '"') at += 1
        field += text[at] ?? ''
      }
      at += 1
    } else {
      const [plain = ''] = /^[^",\r\n]*/.exec(text.slice(at)) ?? []
      field = plain
      at += plain.length
    }
    row.push(field)
    if (text[at] === ',') at += 1
    else if (text.startsWith('\r\n', at)) {
      rows.push(row)
      row = []
      at += 2
    } else throw new Error(`Neither a comma nor the end of a line: ${text.slice(at, at + 9)}`)
    if (text[at - 1] === ',' && (at === text.length || text.startsWith('\r\n', at))) {
      row.push('')
      if (at === text.length) throw new Error('The last line has no end.')
      rows.push(row)
      row = []
      at += 2
    }
  }
  return rows
}

describe('records as CSV', () => {
  it('has a column for each field of any record, in the order in which they came', () => {
    expect(csvFor([{ id: 1, name: 'a' }, { id: 2, extra: true, name: null }, 'bare'])).toBe(
      'id,name,extra,value\r\n1,a,,\r\n2,,true,\r\n,,,bare\r\n',
    )
  })

  it('quotes by RFC 4180, and writes nested values as JSON', () => {
    expect(csvFor([{ a: 'x,y', b: 'say "no"', c: 'one\r\ntwo', d: { e: [1, 'f'] }, g: ' h ' }])).toBe(
      'a,b,c,d,g\r\n"x,y","say ""no""","one\r\ntwo","{""e"":[1,""f""]}"," h "\r\n',
    )
  })

  const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1', '﹦1', '−1', '-']
  const hidden = [' =1', '\u00a0=1', '\u3000＝1', '\ufeff@x', '\u200b+1', '\u00ad-1', '\0=1']
  it.each([...formulas, ...hidden])(
    'lets no spreadsheet take %j for a formula, as a value or as a name',
    (text) => {
      const [names, values] = readCsv(csvFor([{ [text]: text }]))
      expect(names).toEqual([`'${text}`])
      expect(values).toEqual([`'${text}`])
    },
  )

  it.each([
    ['x;=1', "x;'=1"],
    [' \t\r\n=1', " \t\r\n'=1"],
    ['x; +1;y', "x;' +1;y"],
    ['x\t@SUM(A1)', "x\t'@SUM(A1)"],
    ['x\r\n-1', "x\r\n'-1"],
  ])('lets no formula stand in %j where a spreadsheet separates cells by it', (text, harmless) => {
    expect(readCsv(csvFor([{ text }]))).toEqual([['text'], [harmless]])
  })

  it.each(['a =1', 'a; b=1', ' a', 'mail@example.test', '2026-03-02'])('leaves %j as it is', (text) => {
    expect(readCsv(csvFor([{ text }]))).toEqual([['text'], [text]])
  })

  it('keeps numbers as they came, signs and digits', () => {
    const body =
      '{"data":[{"a":-5,"b":12345678901234567890,"c":1.0,"d":"1.0","e":{"f":12345678901234567890,"g":1e3}}]}'
    expect(toCsv(recordsOf(exchangeWith(body)) ?? [])).toBe(
      'a,b,c,d,e\r\n-5,12345678901234567890,1.0,1.0,"{""f"":12345678901234567890,""g"":1e3}"\r\n',
    )
  })

  it('takes no text of a response for a number', () => {
    expect(csvFor([{ a: '\0number =1+1', b: '\0number 5' }])).toBe('a,b\r\n\0number =1+1,5\r\n')
  })

  it('is read back as the texts that it was made of', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('"', ',', '\r\n', '""', '=cmd', ''),
    )
    fc.assert(
      fc.property(
        fc.array(fc.record({ a: text, b: text, c: text }), { minLength: 1, maxLength: 5 }),
        (data) => {
          const [, ...rows] = readCsv(csvFor(data))
          const plain = (value: string) => value.replaceAll("'", '')
          // A lone half of a pair goes through JSON as what it is.
          expect(rows.map((row) => row.map(plain))).toEqual(data.map(({ a, b, c }) => [a, b, c].map(plain)))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is one table of several responses, and says when there is nothing for it', async () => {
    async function* both() {
      yield exchangeWith('{"data":[{"id":1}]}')
      yield exchangeWith('not JSON')
      yield exchangeWith('{"data":[{"name":"b"}]}')
    }
    let text = ''
    for await (const piece of csvOf(both())) text += piece
    expect(text).toBe('id,name\r\n1,\r\n,b\r\n')
    async function* none() {
      yield exchangeWith('{"data":null}')
      yield exchangeWith('{"data":[{"id":1}]}', { truncated: true })
    }
    await expect(csvOf(none()).next()).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('takes a list without an envelope, and a record alone', () => {
    expect(toCsv(recordsOf(exchangeWith('\ufeff[{"id":1}]')) ?? [])).toBe('id\r\n1\r\n')
    expect(toCsv(recordsOf(exchangeWith('{"data":{"id":1}}')) ?? [])).toBe('id\r\n1\r\n')
    expect(recordsOf({ attempts: [] })).toBeNull()
  })
})
