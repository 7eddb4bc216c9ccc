import { describe, expect, it } from 'vitest'
import { isPassive, RULES, sentences } from './rules.ts'
import { shownTexts, textsOf, type ShownText } from './shownTexts.ts'

/** Sentences without an actor. Lower it with each that gets one: it may only fall. */
const MOST_PASSIVES = 162
const all = shownTexts()

const said = ({ file, line, text }: ShownText) => `${file}:${line} ${text}`

const broken = (text: string, headline = false): string[] =>
  RULES.filter(({ isBroken }) => isBroken({ file: 'a.ts', line: 1, text, headline })).map(({ rule }) => rule)

describe('every text that a user can meet', () => {
  it.each(RULES)('$rule', ({ isBroken }) => {
    expect(all.filter(isBroken).map(said)).toEqual([])
  })

  it('has an actor', () => {
    expect(all.flatMap(({ text }) => sentences(text)).filter(isPassive).length).toBeLessThanOrEqual(
      MOST_PASSIVES,
    )
  })
})

describe('the rules', () => {
  it.each([
    ['The answer did not come.', 'response'],
    ['Try again.', 'replay'],
    ['Send the request once again.', 'replay'],
    ['Give an address of the API.', 'URL'],
    ['Secrets were blanked.', 'redacted'],
    ['Ask whoever runs it.', 'the one who does it'],
    ['The next window opens soon.', 'rate window'],
    ['The file now lies there.', 'is in'],
    ['It tells the reason.', 'show'],
    ['Use a method such as GET.', 'for example'],
    ['It failed; look at the log.', 'semicolon'],
    ['It failed — look at the log.', 'dash'],
    ['What came is not JSON.', 'noun'],
    ['Postern sent X requests.', 'plural'],
    ['Postern sent 1 request(s).', 'plural'],
    [`Postern ${'sent one request and then '.repeat(5)}stopped.`, '20 words'],
  ])('find %j', (text, word) => {
    expect(broken(text).join()).toContain(word)
  })

  it.each([
    'Postern cannot tell which id.',
    'Your IP address is not allowed.',
    'Postern sends up to X requests.',
    'X takes one FILE, or - for standard input.',
    'Postern sent the request. The API returned 403.',
  ])('pass %j', (text) => {
    expect(broken(text)).toEqual([])
  })

  it('hold a headline to nine words without a full stop', () => {
    expect(broken('The API refused the request.', true)).toHaveLength(1)
    expect(broken('one two three four five six seven eight nine ten', true)).toHaveLength(1)
    expect(broken('The API refused the request', true)).toEqual([])
  })

  it('know a sentence without an actor', () => {
    expect(isPassive('The request was sent.')).toBe(true)
    expect(isPassive('Postern sent the request.')).toBe(false)
  })
})

describe('the texts of a source', () => {
  const texts = (file: string, source: string) =>
    textsOf(file, source).map(({ line, text }) => `${line} ${text}`)

  it('are its strings, templates, sums and joined lists', () => {
    const source = `
      import { a } from './not a text.ts'
      const b = 'One text.'
      const c = \`Two of \${n} \${isOne ? 'inner text' : ''}\`
      const d = 'Three parts ' + n + \` of it\`
      const e = ['A first line', 'and a second'].join('\\n')
      const f = db.prepare('SELECT a FROM b WHERE c = 1')
      const g = z.string('Give a whole number.')`
    expect(texts('a.ts', source)).toEqual([
      '3 One text.',
      '4 Two of X X',
      '4 inner text',
      '5 Three parts X of it',
      '6 A first line and a second',
      '8 Give a whole number.',
    ])
  })

  it('are the runs, attributes and expressions of a template, and the strings of its script', () => {
    const source = `<script setup lang="ts">
const label = 'From the script'
</script>
<template>
  <section aria-label="A shown label" class="no text at all">
    <p>A run with <code>code</code> and {{ count }} parts<template v-if="a"> and a tail</template>.</p>
    <MyButton :title="isOpen ? 'Close the list' : 'Open the list'" />
    <div>{{ 'An interpolated text' }}</div>
  </section>
</template>`
    expect(texts('a.vue', source)).toEqual([
      '2 From the script',
      '5 A shown label',
      '6 A run with code and X parts and a tail.',
      '7 Close the list',
      '7 Open the list',
      '8 An interpolated text',
    ])
  })

  it('know a headline', () => {
    const [first, second] = textsOf(
      'a.ts',
      `x = { headline: y ? 'It has failed' : 'It is done', meaning: 'A meaning' }`,
    )
    expect([first?.headline, second?.headline]).toEqual([true, true])
  })
})
