import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { PosternError } from '../../../app/contract/errors.ts'
import { openJsonFile } from '../../../app/files/jsonFile.ts'

const schema = z.strictObject({ version: z.literal(2), words: z.array(z.string()) })
const fallback = { version: 2 as const, words: [] }
const NOW = new Date('2026-11-22T14:08:12.345Z')

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-files-'))
  file = join(folder, 'words.json')
})
afterEach(() => rm(folder, { recursive: true }))

function open(path = file, isReadOnly = false) {
  return openJsonFile({
    isReadOnly,
    file: path,
    schema,
    fallback,
    mode: 0o600,
    subject: 'words',
    unavailable: 'settings-unavailable',
    now: () => NOW,
  })
}

describe('reading', () => {
  test('a missing file gives the fallback, and says nothing', async () => {
    const words = await open()
    expect(words.value).toEqual(fallback)
    expect(words.notices).toEqual([])
    expect(await readdir(folder)).toEqual([])
  })

  test('what was written comes back', async () => {
    await (await open()).write({ version: 2, words: ['ä', '\u0000'] })
    expect((await open()).value.words).toEqual(['ä', '\u0000'])
  })

  const damaged = {
    'no JSON': '{"version": 2, "wor',
    'an empty file': '',
  }
  test.each(Object.entries(damaged))('%s is put aside whole, and said', async (_, content) => {
    await writeFile(file, content)
    const words = await open()
    expect(words.value).toEqual(fallback)
    const aside = join(folder, 'words.damaged-20261122-140812.json')
    expect(await readFile(aside, 'utf8')).toBe(content)
    expect(words.notices).toHaveLength(1)
    expect(words.notices[0]?.detail).toContain(aside)
    expect(words.notices[0]?.remedy).not.toBeNull()
    await words.write({ version: 2, words: ['new'] })
    expect(await readFile(aside, 'utf8')).toBe(content)
  })

  test('a second damaged file of the same second does not replace the first', async () => {
    for (const content of ['one', 'two']) {
      await writeFile(file, content)
      await open()
    }
    expect(await readFile(join(folder, 'words.damaged-20261122-140812.json'), 'utf8')).toBe('one')
    expect(await readFile(join(folder, 'words.damaged-20261122-140812-2.json'), 'utf8')).toBe('two')
  })

  test.each(['[]', '{"editor.fontSize":12}', '"text"', '{"version":"1.2.3"}'])(
    'a file of another program is left as it is, and nothing is written over it: %s',
    async (content) => {
      await writeFile(file, content)
      const words = await open()
      expect(words.value).toEqual(fallback)
      expect(words.notices[0]?.detail).toContain('another program')
      await expect(words.write({ version: 2, words: ['new'] })).rejects.toThrow('another program')
      expect(await readdir(folder)).toEqual(['words.json'])
      expect(await readFile(file, 'utf8')).toBe(content)
    },
  )

  test('a pipe in its place is left alone, and is not waited for', async () => {
    execFileSync('mkfifo', [file])
    expect((await open()).notices[0]?.detail).toContain('not a file')
  })

  test('a field that cannot be read is passed over, said, and stays until it is set', async () => {
    await writeFile(file, '{"version": 2, "words": "all", "more": 1}')
    const words = await open()
    expect(words.value).toEqual(fallback)
    expect(words.notices[0]?.detail).toMatch(/left it there\. The field words must be a list\.$/)
    await words.write(words.value)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ version: 2, words: 'all', more: 1 })
    await words.write({ version: 2, words: ['new'] })
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ version: 2, words: ['new'], more: 1 })
  })

  test('where nothing may be changed, a damaged file is left as it is', async () => {
    await writeFile(file, 'torn')
    const words = await open(file, true)
    expect(words.notices[0]?.detail).toContain('leaves it unchanged')
    await expect(words.write(fallback)).rejects.toThrow('only read')
    expect(await readdir(folder)).toEqual(['words.json'])
  })

  test('a file of a newer version is put aside as such', async () => {
    const content = '{"version": 3, "words": {}}'
    await writeFile(file, content)
    const words = await open()
    expect(words.notices[0]?.title).toContain('newer')
    expect(await readFile(join(folder, 'words.newer-20261122-140812.json'), 'utf8')).toBe(content)
  })

  test('a damaged file is replaced by the backup of the save before', async () => {
    const words = await open()
    await words.write({ version: 2, words: ['first'] })
    await words.write({ version: 2, words: ['second'] })
    await writeFile(file, 'torn')
    const again = await open()
    expect(again.value.words).toEqual(['first'])
    expect(again.notices[0]?.detail).toContain('backup')
  })

  test('a folder in its place is left alone, and said', async () => {
    await mkdir(file)
    const words = await open()
    expect(words.value).toEqual(fallback)
    expect(words.notices[0]?.title).toBe('Postern could not read the words')
    await expect(words.write(fallback)).rejects.toThrow(PosternError)
    expect((await stat(file)).isDirectory()).toBe(true)
  })
})

describe('writing', () => {
  test('makes the folder, and a file that only its owner can read', async () => {
    const deep = join(folder, 'a/b/words.json')
    await (await open(deep)).write(fallback)
    expect((await stat(deep)).mode & 0o777).toBe(0o600)
  })

  test('tightens a file that others could read', async () => {
    await writeFile(file, JSON.stringify(fallback))
    await chmod(file, 0o666)
    await (await open()).write(fallback)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  test('keeps the order of writes that overlap, and leaves nothing else behind', async () => {
    const words = await open()
    await Promise.all(Array.from({ length: 20 }, (_, at) => words.write({ version: 2, words: [String(at)] })))
    expect((await open()).value.words).toEqual(['19'])
    expect(new Set(await readdir(folder))).toEqual(new Set(['words.json', 'words.json.backup']))
  })

  test('forgets the former content in the backup too, when asked to', async () => {
    const words = await open()
    await words.write({ version: 2, words: ['secret'] })
    await words.write({ version: 2, words: ['other'] }, { forget: true })
    for (const name of await readdir(folder))
      expect(await readFile(join(folder, name), 'utf8')).not.toContain('secret')
  })

  test('that fails leaves the old file whole, keeps the value in memory, and says what to do', async () => {
    const words = await open()
    await words.write({ version: 2, words: ['old'] })
    const before = await readFile(file, 'utf8')
    // A folder where the backup should go stops a write after its first half, even for root.
    await mkdir(join(folder, 'words.json.backup/in-the-way'), { recursive: true })
    const error: unknown = await words
      .write({ version: 2, words: ['new'] })
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(PosternError)
    expect(error).toMatchObject({
      code: 'settings-unavailable',
      message: expect.stringContaining(file) as string,
    })
    expect(await readFile(file, 'utf8')).toBe(before)
    expect(words.value.words).toEqual(['new'])
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
    await rm(join(folder, 'words.json.backup'), { recursive: true })
    await words.write({ version: 2, words: ['newer'] })
    expect((await open()).value.words).toEqual(['newer'])
  })

  test('below a path that is no folder fails with a reason', async () => {
    await writeFile(file, 'a file')
    const words = await open(join(file, 'words.json'))
    expect(words.notices[0]?.detail).toContain('is a file and not a folder')
    await expect(words.write(fallback)).rejects.toThrow('is a file and not a folder')
  })
})

describe('a folder that goes away while it is open', () => {
  test('is not made anew when it was moved, and what was written meanwhile follows once it is back', async () => {
    const words = await open()
    await words.write({ version: 2, words: ['before'] })
    await rename(folder, `${folder}-moved`)
    await expect(words.write({ version: 2, words: ['meanwhile'] })).rejects.toMatchObject({
      message: expect.stringContaining('moved or disappeared') as string,
      remedy: expect.stringContaining('back') as string,
    })
    expect(words.value.words).toEqual(['meanwhile'])
    await expect(stat(folder)).rejects.toThrow('ENOENT')
    expect(await words.saveAgain()).toBe(false)
    await rename(`${folder}-moved`, folder)
    expect(await words.saveAgain()).toBe(true)
    expect((await open()).value.words).toEqual(['meanwhile'])
    expect(await words.saveAgain()).toBe(false)
  })

  test('is not taken for the one that has its place now', async () => {
    const words = await open()
    await rename(folder, `${folder}-moved`)
    await mkdir(folder)
    await expect(words.write({ version: 2, words: ['meanwhile'] })).rejects.toThrow('moved or disappeared')
    expect(await readdir(folder)).toEqual([])
    await rm(`${folder}-moved`, { recursive: true })
  })

  test('one that was never there is made', async () => {
    const words = await open(join(folder, 'new', 'words.json'))
    await words.write({ version: 2, words: ['first'] })
    expect((await open(join(folder, 'new', 'words.json'))).value.words).toEqual(['first'])
  })
})
