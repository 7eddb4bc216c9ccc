import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|vue)$/.test(name))
    .map((name) => join(root, folder, name))
}

/** What a file imports or exports from other files of the project, types included. */
function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/^(?:import|export) [^'"]*?from '(\.[^']+)'/gm)
  return [...found].map(([, path = '']) => resolve(dirname(file), path))
}

/** The first way found that leads from a file back to itself; null when there is none. */
function circleIn(files: ReadonlyMap<string, readonly string[]>): string[] | null {
  const finished = new Set<string>()
  function follow(file: string, path: readonly string[]): string[] | null {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (finished.has(file)) return null
    for (const next of files.get(file) ?? []) {
      const circle = follow(next, [...path, file])
      if (circle) return circle
    }
    finished.add(file)
    return null
  }
  for (const file of files.keys()) {
    const circle = follow(file, [])
    if (circle) return circle
  }
  return null
}

test('a circle is found, also a long one', () => {
  expect(circleIn(new Map(Object.entries({ a: ['b'], b: ['c'], c: ['b'] })))).toEqual(['b', 'c', 'b'])
  expect(circleIn(new Map(Object.entries({ a: ['b', 'c'], b: ['c'], c: [] })))).toBeNull()
})

test('no file of the app or the page needs itself, by whatever way around', () => {
  const files = new Map(
    [...sourcesIn('app'), ...sourcesIn('renderer')].map((file) => [file, importsOf(file)]),
  )
  expect(files.size).toBeGreaterThan(300)
  expect(circleIn(files)?.map((file) => relative(root, file))).toBeUndefined()
})
