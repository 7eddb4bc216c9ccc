import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeWhole } from '../../../app/files/atomicWrite.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-whole-'))
  file = join(folder, 'kept.txt')
  await writeFile(file, 'before')
})
afterEach(() => rm(folder, { recursive: true }))

const fillWith = (text: string, isKept: boolean) => async (part: string) => {
  await writeFile(part, text, { flag: 'wx' })
  return isKept
}

test('a file is replaced when the new one is whole', async () => {
  await writeWhole(file, fillWith('after', true))
  expect(await readFile(file, 'utf8')).toBe('after')
  expect(await readdir(folder)).toEqual(['kept.txt'])
})

test('one that is given up leaves the former file, and nothing else', async () => {
  await writeWhole(file, fillWith('half', false))
  expect(await readFile(file, 'utf8')).toBe('before')
  expect(await readdir(folder)).toEqual(['kept.txt'])
})

test('a failure leaves the former file, and says why without the path', async () => {
  const failed = writeWhole(file, async (part) => {
    await writeFile(part, 'half')
    throw Object.assign(new Error(`ENOSPC: no space left on device, write '${part}'`), { code: 'ENOSPC' })
  })
  await expect(failed).rejects.toMatchObject({
    code: 'file-unavailable',
    message: 'Postern could not write kept.txt: the disk is full.',
  })
  expect(await readFile(file, 'utf8')).toBe('before')
  expect(await readdir(folder)).toEqual(['kept.txt'])
})

test('where a link has the name, the file that it leads to is written', async () => {
  const link = join(folder, 'link.txt')
  await symlink(file, link)
  await writeWhole(link, fillWith('after', true))
  expect(await readFile(file, 'utf8')).toBe('after')
  expect(await readdir(folder)).toEqual(['kept.txt', 'link.txt'])
})
