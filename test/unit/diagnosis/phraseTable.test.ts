import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { branchesOf, rarestPieces } from '../../../app/diagnosis/topics/patternPieces.ts'
import { phraseTable } from '../../../app/diagnosis/topics/phraseTable.ts'
import { RULES } from '../../../app/diagnosis/topics/readTopics.ts'
import { readExam } from '../exam/cases.ts'

const TEXTS = [...readExam().values()].flat().flatMap(({ given }) => JSON.stringify(given).split('"'))

/** The first row that says something of a text, found by trying each. */
function tried<R extends { says: RegExp }>(rows: readonly R[], text: string) {
  for (const row of rows) {
    const match = row.says.exec(text)
    if (match) return [row, match.index, match[0]]
  }
  return null
}

const found = <R extends { says: RegExp }>(rows: readonly R[], text: string) =>
  phraseTable(rows)(text, (row, match) => [row, match.index, match[0]])

describe('the topics of responses', () => {
  const find = phraseTable(RULES)

  it('are those that each pattern alone would find', () => {
    expect(TEXTS.length).toBeGreaterThan(1000)
    for (const text of TEXTS)
      expect(find(text, (row, match) => [row, match.index, match[0]])).toEqual(tried(RULES, text))
  })

  it('are each looked for by pieces', () => {
    for (const { says } of RULES)
      for (const { source, need } of branchesOf(says).branches)
        expect([source, rarestPieces(need)]).not.toContain(null)
  })
})

test.each([
  [/colou?r|grey/i, ['Color', 'the COLOUR', 'greys', 'gray']],
  [/\bv\d+ of \d{2}\b/, ['v12 of 34', 'v1 of 3', 'V1 of 33']],
  [/(?:red|) fox/i, ['a fox', 'a red fox', 'a  fox']],
  [/(a+) and \1(?= then)/i, ['aa and aa then', 'aa and a then', 'aa and aa']],
  [/can['’]t|don't|naïve/i, ["I can't", 'I can’t', "DON'T", 'naïve', 'naive']],
  [/x{0,2}yes|[a-c]{2}no(?!t)/i, ['yes', 'xyes', 'abno', 'abnot', 'no']],
  [/\u2026end|\/path\/|<=? ?\d/, ['…end', '/path/', '<5', '<= 5', 'path']],
  [/(?<twice>\d+) ?\/ ?\k<twice>|full/i, ['20/20', '20/21', 'FULL']],
])('%s is found where it alone would be', (says, texts) => {
  const rows = [{ says }]
  for (const text of texts) expect(found(rows, text), text).toEqual(tried(rows, text))
})

test('the first row wins, and of a row the first place in the text', () => {
  const rows = [{ says: /late|early/ }, { says: /any/ }]
  expect(found(rows, 'any early or late')).toEqual([rows[0], 4, 'early'])
})

test('any text of letters, digits and signs is read as each pattern alone would', () => {
  const rows = [{ says: /ab\d|b ?a{2,}|(?:aa|b)\.?b$/ }, { says: /^a[^b]+|0\/\d/ }]
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'A', '0', '1', ' ', '/', '.', 'é') }), (text) => {
      expect(found(rows, text)).toEqual(tried(rows, text))
    }),
  )
})
