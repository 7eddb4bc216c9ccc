import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const RENDERER = join(import.meta.dirname, '../../../renderer')

/** An opening tag, and a space before the value behind it. */
const LEADING = /<[a-z][\w-]*(?:"[^"]*"|[^"<>])*(?<!\/)> +\{\{.*/gi

test('no template begins an element with a space before a value: Vue drops it, and words run together', () => {
  const files = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.vue'),
  )
  expect(files.length).toBeGreaterThan(100)
  const lost = files.flatMap((file) =>
    (readFileSync(join(RENDERER, file), 'utf8').match(LEADING) ?? []).map((line) => `${file}: ${line}`),
  )
  expect(lost).toEqual([])
})
