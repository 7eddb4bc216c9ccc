import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { z } from 'zod'

const MOST_BYTES = 200 * 1024
const page = (file: string) => readFileSync(new URL(`../../../out/renderer/${file}`, import.meta.url))

/** What the page reads before it can draw for the first time. */
const files = [
  ...page('index.html')
    .toString()
    .matchAll(/"\.\/(assets\/[^"]+\.(?:js|css))"/g),
].map(([, file = '']) => file)

test('The first screen needs at most 200 KB of scripts and styles, compressed', () => {
  expect(files.some((file) => file.endsWith('.js'))).toBe(true)
  const bytes = files.reduce((sum, file) => sum + gzipSync(page(file)).length, 0)
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES)
})

test('It needs no parser of shapes: main has read what it sends', () => {
  const scripts = files.filter((file) => file.endsWith('.js'))
  const sources = scripts.flatMap(
    (file) =>
      z.object({ sources: z.array(z.string()) }).parse(JSON.parse(page(`${file}.map`).toString())).sources,
  )
  expect(sources.length).toBeGreaterThan(100)
  expect(sources.filter((source) => source.includes('/node_modules/zod/'))).toEqual([])
})
