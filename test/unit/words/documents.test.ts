import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { countWords, isPassive, RULES, sentences } from './rules.ts'

const DOCUMENTS = ['README.md', 'docs/guide.md', 'tools/package/headless.md']
const MOST_MEAN_WORDS = 14
const MOST_WORDS = 25
const MOST_PASSIVES = 0.15

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../..', name), 'utf8')

/** A paragraph, an item of a list or a cell of a table, without its marks; code in a sentence is as long as it is. */
function blocksOf(markdown: string): string[] {
  return markdown
    .replaceAll(/^```[^]*?^```$/gm, '')
    .replaceAll(/^#+ .*$|^\|[\s|:-]+\|$|!\[[^\]]*\]\([^)]*\)/gm, '\n')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/<[^>]*>|\*\*|\b_|_\b/g, '')
    .split(/\n\s*\n|\n(?=\d+\. |- |\|)|\|/)
    .map((block) =>
      block
        .replace(/^\s*(?:\d+\.|-) /, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .filter((block) => / /.test(block))
}

/** Sentences of documents may be longer, and a table may count. */
const HELD = RULES.filter(({ rule }) => rule.startsWith('Write ') && !rule.includes('plural()'))

describe.each(DOCUMENTS)('%s', (name) => {
  const blocks = blocksOf(read(name))
  const all = blocks.flatMap(sentences)

  it(`has at most ${MOST_MEAN_WORDS} words a sentence in the mean, and never more than ${MOST_WORDS}`, () => {
    const counts = all.map(countWords)
    expect(counts.reduce((sum, count) => sum + count, 0) / counts.length).toBeLessThanOrEqual(MOST_MEAN_WORDS)
    expect(all.filter((sentence) => countWords(sentence) > MOST_WORDS)).toEqual([])
  })

  it('names who acts', () => {
    const passives = all.filter(isPassive)
    expect(passives.length / all.length, passives.join('\n')).toBeLessThanOrEqual(MOST_PASSIVES)
  })

  it.each(HELD)('$rule', ({ isBroken }) => {
    const texts = blocks.map((text) => ({ file: name, line: 1, text, headline: false }))
    expect(texts.filter(isBroken).map(({ text }) => text)).toEqual([])
  })
})

/** What a user wants, and words of the heading that they look for. */
const TASKS: readonly [task: string, heading: RegExp][] = [
  ['understand a 403', /403/],
  ['get Postern', /install/i],
  ['explain a response from a log', /explain a response/i],
  ['try it without a key', /first request/i],
  ['use the real API', /key and region/i],
  ['understand an explanation', /read an explanation/i],
  ['write a request', /write a request/i],
  ['keep a request for later', /save requests/i],
  ['get a whole list, as CSV', /all pages/i],
  ['keep a secret that is shown once', /secret/i],
  ['replay a request', /replay one/i],
  ['replay a night of failures', /replay all/i],
  ['find a request of last week', /find old/i],
  ['see which failures are the same', /problems/i],
  ['not exceed the limit', /60 per minute/i],
  ['get help from the API’s makers', /support/i],
  ['import a HAR file', /import and export/i],
  ['test how a program copes with failures', /error handling/i],
  ['use it in a script', /command line/i],
  ['know what is retried', /retries/i],
  ['learn the keyboard', /shortcuts/i],
  ['move the data', /files/i],
  ['solve a fault of Postern', /troubleshooting/i],
]

describe('the guide', () => {
  const text = read('docs/guide.md')
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, title = '']) => title)
  const contents = text.slice(0, text.indexOf('\n## '))

  it.each(TASKS)('has a chapter to %s', (_, heading) => {
    expect(headings.filter((title) => heading.test(title))).toHaveLength(1)
  })

  it('lists each chapter before the first', () => {
    for (const title of headings)
      expect(contents).toContain(
        `(#${title
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, '')
          .replaceAll(' ', '-')})`,
      )
  })

  it('answers the first questions in its first screen', () => {
    const firstScreen = text.split('\n').slice(0, 20).join('\n')
    for (const question of ['got a 403', 'get Postern', 'with my key'])
      expect(firstScreen).toContain(question)
  })
})
