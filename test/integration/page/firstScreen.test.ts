import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'

const page = (file: string) => readFileSync(new URL(`../../../out/renderer/${file}`, import.meta.url))

/** What the page reads before it can draw for the first time. */
const files = [
  ...page('index.html')
    .toString()
    .matchAll(/"\.\/(assets\/[^"]+\.(?:js|css))"/g),
].map(([, file = '']) => file)

test('The first screen needs no parser of shapes: main has read what it sends', () => {
  const scripts = files.filter((file) => file.endsWith('.js'))
  const sources = scripts.flatMap(
    (file) =>
      z.object({ sources: z.array(z.string()) }).parse(JSON.parse(page(`${file}.map`).toString())).sources,
  )
  expect(sources.length).toBeGreaterThan(100)
  expect(sources.filter((source) => source.includes('/node_modules/zod/'))).toEqual([])
})
