import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { isDenied } from '../../../app/diagnosis/denial.ts'
import { isForeignLanguage } from '../../../app/diagnosis/language.ts'
import { rememberedForm } from '../../../app/diagnosis/remembered.ts'
import { readTopics, RULES, sentencesOf } from '../../../app/diagnosis/topics/readTopics.ts'
import { findSteps, stepsSaid } from '../../../app/diagnosis/topics/stepSaid.ts'
import { findType, typeSaid } from '../../../app/diagnosis/values/typeSaid.ts'
import { readExam } from '../exam/cases.ts'

const EXAM = [
  ...new Set([...readExam().values()].flat().flatMap(({ given }) => JSON.stringify(given).split('"'))),
]
const WORDS = [
  ...new Set(
    [...EXAM, JSON.stringify(builtInCatalog)].flatMap((text) => text.match(/[a-z][a-z'’]*/gi) ?? []),
  ),
]

/** The topics of a message by every pattern in turn. */
function topicsByTrial(message: string): Set<string> {
  const found = new Set<string>()
  if (isForeignLanguage(message)) return found
  for (const sentence of sentencesOf(message)) {
    const rule = RULES.find(({ says, unless, isDeniable }) => {
      const match = says.exec(sentence)
      return match && !unless?.test(sentence) && (isDeniable === false || !isDenied(sentence, match))
    })
    if (rule) found.add(rule.topic)
  }
  return found
}

/** Reads a text after one of the same form, whose answer may be remembered. */
function expectSame(text: string): void {
  const alike = text.replace(/\d{4,}/g, (number) => number.replace(/\d/g, (digit) => `${9 - Number(digit)}`))
  for (const look of [readTopics, stepsSaid, typeSaid]) look(alike)
  const topics = readTopics(text)
  expect(new Set(topics.map(({ name }) => name)), text).toEqual(topicsByTrial(text))
  for (const { words } of topics) expect(text).toContain(words)
  expect(stepsSaid(text), text).toEqual(findSteps(text))
  expect(typeSaid(text), text).toEqual(findType(text))
}

describe('what is remembered of a text of the same form is what the text itself says', () => {
  it('in every text of the exam, with other numbers too', () => {
    for (const text of EXAM) {
      expectSame(text)
      expectSame(text.replace(/\b\d{1,3}\b/g, (number) => `12${number.padStart(2, '0')}`))
    }
  })

  it('in any sentence of those words', () => {
    const number = fc.oneof(
      fc.nat(12),
      fc.nat(99_999),
      fc.constantFrom(1099, 1918, 1503, 1404, 20_803, 2_147_483_648),
    )
    const word = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
      { weight: 2, arbitrary: number.map(String) },
      fc.constantFrom(
        'returned',
        'RFC',
        'is outside the scope',
        'at most',
        'must be one of',
        'days,',
        'and the',
        'not.',
        '/',
        '"',
      ),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), (words) => expectSame(words.join(' '))),
      { numRuns: 2000 },
    )
  })
})

it('looks once at texts that differ in their long numbers alone, and anew where it quotes one', () => {
  const looked: string[] = []
  const look = rememberedForm(
    (text) => {
      looked.push(text)
      return text.split(' ').slice(-1)
    },
    ([last = '']) => last,
  )
  for (const id of [1099, 1100, 2000]) expect(look(`Site ${id} of ${id} is closed`)).toEqual(['closed'])
  expect(looked).toHaveLength(1)
  expect(look('Site 1099 of 1100 is closed')).toEqual(['closed'])
  expect(look('Site 10990 of 10990 is closed')).toEqual(['closed'])
  expect(look('Site 109 of 109 is closed')).toEqual(['closed'])
  expect(looked).toHaveLength(4)
  for (const id of ['1099', '1100']) expect(look(`There is no site ${id}`)).toEqual([id])
})

it('keeps the numbers by which patterns know a text', () => {
  const sources = RULES.map(({ says, unless }) =>
    `${says.source} ${unless?.source ?? ''}`.replace(/\[[^\]]*\]/g, ''),
  )
  const named = sources.flatMap((source) => source.match(/(?<![A-Z\d])\d{4,}/g) ?? [])
  expect(named).toContain('1918')
  const look = rememberedForm((text) => text)
  for (const number of [...named, '8601']) expect(look(`No. ${number}`)).toBe(`No. ${number}`)
})
