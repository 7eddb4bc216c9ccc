import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { openCatalogFile } from '../../../app/settings/catalogFile.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-catalog-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function fileWith(text: string): string {
  const file = join(folder, 'catalog.json')
  writeFileSync(file, text)
  return file
}

const OWN = JSON.stringify({
  version: 1,
  serviceCodes: [{ code: 734, title: 'The pay period is closed', meaning: 'It cannot be changed any more.' }],
})

test('a file’s codes count once it is read, and no longer once it is left', async () => {
  const catalogFile = openCatalogFile()
  expect(await catalogFile.read(fileWith(OWN))).toMatchObject({ problems: [] })
  expect(catalogFile.catalog().serviceCodes[734]?.title).toBe('The pay period is closed')
  expect(catalogFile.catalog().serviceCodes[100]).toBe(builtInCatalog.serviceCodes[100])
  await catalogFile.read(null)
  expect(catalogFile.catalog()).toBe(builtInCatalog)
})

test('a file with mistakes is told with their places, and nothing of it counts', async () => {
  const catalogFile = openCatalogFile()
  const { problems, extension } = await catalogFile.read(
    fileWith('{"version":1,"serviceCodes":[{"code":"x"}]}'),
  )
  expect(problems.join()).toContain('serviceCodes[0].code')
  expect(extension).toBeNull()
  expect(catalogFile.catalog()).toBe(builtInCatalog)
})

test('fields that only a newer version knows cost nothing', async () => {
  const file = JSON.parse(OWN)
  file.more = 1
  file.serviceCodes[0].more = { deep: true }
  file.endpoints = [{ method: 'GET', path: '/x', title: 'X', more: 1, parameters: [{ name: 'a', more: 1 }] }]
  const catalogFile = openCatalogFile()
  expect(await catalogFile.read(fileWith(JSON.stringify(file)))).toMatchObject({ problems: [] })
  expect(catalogFile.catalog().serviceCodes[734]?.title).toBe('The pay period is closed')
})

test('a file that is gone is said', async () => {
  const { problems } = await openCatalogFile().read(join(folder, 'none.json'))
  expect(problems).toEqual([expect.stringMatching(/Postern cannot read/)])
})
