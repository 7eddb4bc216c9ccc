import { mkdir, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { placeInRuntime } from '../../../tools/setup/hostedRuntime.mjs'
import { packAsar } from '../../../tools/setup/defaultApp.mjs'
import { extractFromTarball } from '../../../tools/setup/tar.mjs'
import { unzip } from '../../../tools/setup/zip.mjs'
import { temporaryFolder } from './temporaryFolder.ts'
import { tarWith, zipWith } from './makeArchive.ts'

describe('unzip', () => {
  async function unpack(entries: Parameters<typeof zipWith>[0]): Promise<string> {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'a.zip'), zipWith(entries))
    await mkdir(join(folder, 'to'))
    await unzip(join(folder, 'a.zip'), join(folder, 'to'), (name) => (name.startsWith('not/') ? null : name))
    return join(folder, 'to')
  }

  it('keeps contents, modes and links, and leaves out what has no place', async () => {
    const folder = await unpack([
      { name: 'in/', content: '', mode: 0o40755 },
      { name: 'in/program', content: 'binary '.repeat(5_000), mode: 0o100755, deflate: true },
      { name: 'in/data', content: 'plain', mode: 0o100644 },
      { name: 'in/empty', content: '', mode: 0o100644 },
      { name: 'in/link', content: 'program', mode: 0o120777 },
      { name: 'not/wanted', content: 'x', mode: 0o100644 },
    ])
    expect(await readFile(join(folder, 'in/program'), 'utf8')).toBe('binary '.repeat(5_000))
    expect((await stat(join(folder, 'in/program'))).mode & 0o777).toBe(0o755)
    expect(await readFile(join(folder, 'in/data'), 'utf8')).toBe('plain')
    expect((await stat(join(folder, 'in/data'))).mode & 0o777).toBe(0o644)
    expect((await stat(join(folder, 'in/empty'))).size).toBe(0)
    expect(await readlink(join(folder, 'in/link'))).toBe('program')
    expect(await readdir(folder)).toEqual(['in'])
  })

  it('writes nothing outside its folder', async () => {
    await expect(unpack([{ name: '../escaped', content: 'x', mode: 0o100644 }])).rejects.toThrow('outside')
  })

  it('refuses an archive that is cut off', async () => {
    const folder = await temporaryFolder()
    const whole = zipWith([{ name: 'a', content: 'text', mode: 0o100644 }])
    await writeFile(join(folder, 'a.zip'), whole.subarray(0, whole.length - 30))
    await expect(unzip(join(folder, 'a.zip'), folder, (name) => name)).rejects.toThrow('cut off')
  })
})

describe('extractFromTarball', () => {
  it('writes the one file that is asked for', async () => {
    const folder = await temporaryFolder()
    const big = 'contents of a big file\n'.repeat(40_000)
    const tar = tarWith([
      ['package/package.json', '{}'],
      ['package/big.zip', big],
      ['package/last', 'end'],
    ])
    await writeFile(join(folder, 'a.tgz'), gzipSync(tar))
    await extractFromTarball(join(folder, 'a.tgz'), 'package/big.zip', join(folder, 'big.zip'))
    expect(await readFile(join(folder, 'big.zip'), 'utf8')).toBe(big)
    const missing = extractFromTarball(join(folder, 'a.tgz'), 'package/none', join(folder, 'none'))
    await expect(missing).rejects.toThrow('holds no package/none')
  })
})

describe('packAsar', () => {
  it('puts a directory before the files, at the offsets that it names', () => {
    const archive = packAsar({ 'package.json': '{}', 'main.js': 'run()' })
    const jsonLength = archive.readUInt32LE(12)
    const directory = JSON.parse(archive.toString('utf8', 16, 16 + jsonLength))
    const contents = archive.subarray(8 + archive.readUInt32LE(4))
    const { offset, size } = directory.files['main.js']
    expect(contents.toString('utf8', Number(offset), Number(offset) + size)).toBe('run()')
  })
})

describe('placeInRuntime', () => {
  it.each([
    ['Cypress/Cypress', 'electron'],
    ['Cypress/locales/de.pak', 'locales/de.pak'],
    ['Cypress/resources/', 'resources/'],
    ['Cypress/resources/app/index.js', null],
    ['Cypress/resources/app-update.yml', null],
    ['Cypress/browser_v8_context_snapshot.bin', null],
    ['elsewhere/file', null],
  ])('puts %s at %s', (name, place) => {
    expect(placeInRuntime(name)).toBe(place)
  })
})
