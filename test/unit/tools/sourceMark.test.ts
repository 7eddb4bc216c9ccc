import { mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sourceMark } from '../../../tools/build/sourceMark.mjs'
import { temporaryFolder } from './temporaryFolder.ts'

it('changes with the sources, and only with them', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'app', 'deep', 'main.ts')
  await mkdir(join(folder, 'app', 'deep'), { recursive: true })
  await mkdir(join(folder, 'docs'))
  await writeFile(file, 'one')
  const mark = () => sourceMark(folder, ['app', 'package.json'])

  const first = await mark()
  expect(await mark()).toBe(first)
  await writeFile(join(folder, 'docs', 'guide.md'), 'text')
  expect(await mark()).toBe(first)

  await writeFile(join(folder, 'app', 'added.ts'), '')
  expect(await mark()).not.toBe(first)
  await rm(join(folder, 'app', 'added.ts'))
  expect(await mark()).toBe(first)

  await utimes(file, new Date(0), new Date(0))
  expect(await mark()).not.toBe(first)
})
