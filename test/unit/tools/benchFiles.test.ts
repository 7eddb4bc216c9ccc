import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { benchFiles } from '../../../tools/bench/files.mjs'
import { temporaryFolder } from './temporaryFolder.ts'

it('chooses benchmarks by their own names, whatever the folder is called in which they lie', async () => {
  const folder = join(await temporaryFolder(), 'history')
  await mkdir(folder)
  for (const name of ['page.bench.ts', 'history.bench.ts', 'historyRows.ts']) {
    await writeFile(join(folder, name), '')
  }
  const chosen = async (...wanted: string[]) =>
    (await benchFiles(folder, wanted)).map((file) => basename(file))

  expect(await chosen('history')).toEqual(['history.bench.ts'])
  expect(await chosen('history', 'pa')).toEqual(['history.bench.ts', 'page.bench.ts'])
  expect(await chosen()).toEqual(['history.bench.ts', 'page.bench.ts'])
  expect(await chosen('nothing')).toEqual([])
})
