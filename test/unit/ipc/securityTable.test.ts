import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { WINDOW_OPERATIONS } from '../../../app/operations/list.ts'

const document = readFileSync(new URL('../../../SECURITY.md', import.meta.url), 'utf8')
const [, section = ''] = document.split('## What the page can call\n')
const [table = ''] = section.split('\n## ')

/** What the first cell of each row names, such as `history:get` or `keys:*`. */
const named = [...table.matchAll(/^\| ([^|]*)/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
)

function isCoveredBy(operation: string, name: string): boolean {
  return name.endsWith(':*') ? operation.startsWith(name.slice(0, -1)) : operation === name
}

it('SECURITY.md says of each call of the page, once, what stops a page that was taken over', () => {
  const operations = [...WINDOW_OPERATIONS.keys()]
  const times = operations.map((operation) => [
    operation,
    named.filter((name) => isCoveredBy(operation, name)).length,
  ])
  expect(times).toEqual(operations.map((operation) => [operation, 1]))
  const unknown = named.filter((name) => !operations.some((operation) => isCoveredBy(operation, name)))
  expect(unknown).toEqual([])
})
