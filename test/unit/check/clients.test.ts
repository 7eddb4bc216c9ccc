import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RULES } from '../../../app/contract/check.ts'

const docs = join(import.meta.dirname, '../../../docs')
const page = readFileSync(join(docs, 'clients.md'), 'utf8')
const rows = [...page.matchAll(/^\| `([a-z\d-]+)` +\| `([a-z-]+)` +\|/gm)].map(([, rule, part]) => ({
  rule,
  part,
}))
const files = [...page.matchAll(/\]\((clients\/[^)]+)\)/g)].map(([, file = '']) => file)

it('the page of good programs has a part for each rule, in the order of a report', () => {
  expect(rows.map(({ rule }) => rule)).toEqual(RULES)
})

it('has a program for each of five languages', () => {
  expect(files).toHaveLength(5)
  expect(files.filter((file) => !existsSync(join(docs, file)))).toEqual([])
})

describe.each(files)('%s', (file) => {
  const marks = readFileSync(join(docs, file), 'utf8')
    .split('\n')
    .flatMap((line) => /^\s*(?:\/\/|#) (?:part: ([a-z-]+)|(end))$/.exec(line)?.slice(1).find(Boolean) ?? [])

  it('has each part that the page names, and no other', () => {
    const parts = new Set(marks.filter((mark) => mark !== 'end'))
    expect([...parts].toSorted()).toEqual([...new Set(rows.map(({ part }) => part))].toSorted())
  })

  it('ends each part before the next', () => {
    expect(marks.map((mark) => mark === 'end')).toEqual(marks.map((_, at) => at % 2 === 1))
  })
})
