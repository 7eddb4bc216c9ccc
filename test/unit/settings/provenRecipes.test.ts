import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openProvenRecipes } from '../../../app/settings/provenRecipes.ts'

let folder: string
const file = () => join(folder, 'token-recipes.json')
const one = { origin: 'https://staging.example.test', recipe: '["POST","/token"]' }
const other = { ...one, recipe: '["POST","/v2/token"]' }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-recipes-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

it('are known at the next start, by hashes alone', async () => {
  const first = await openProvenRecipes(file(), [])
  expect(first.has(one)).toBe(false)
  first.add(one)
  first.add(one)
  await first.close()
  const next = await openProvenRecipes(file(), [])
  expect([next.has(one), next.has(other)]).toEqual([true, false])
  const written = await readFile(file(), 'utf8')
  expect(written).not.toMatch(/staging|token\b.*POST/)
})

it('begin with those of an installation that has no such file yet', async () => {
  const first = await openProvenRecipes(file(), [one])
  expect(first.has(one)).toBe(true)
  first.add(other)
  await first.close()
  const next = await openProvenRecipes(file(), [])
  expect([next.has(one), next.has(other)]).toEqual([true, true])
})
