import { readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hosted } from '../../../tools/setup/hostedRuntime.mjs'
import { placeInRuntime, unzip } from '../../../tools/setup/unpackRuntime.mjs'
import { temporaryFolder } from './temporaryFolder.ts'

/** `in/`, `in/program` (0755, deflated), `in/link` (symbolic, to `program`) and `not/wanted`. */
const ORDINARY =
  'UEsDBBQAAAAAAAAAIVwAAAAAAAAAAAAAAAADAAAAaW4vUEsDBBQAAAAIAAAAIVyUBGZZFQAAAHgFAAAKAAAAaW4vcHJvZ3JhbUvKzEssqlRIGqVGqVFqlBql6EMBAFBLAwQUAAAAAAAAACFchHftkgcAAAAHAAAABwAAAGluL2xpbmtwcm9ncmFtUEsDBBQAAAAAAAAAIVyDFtyMAQAAAAEAAAAKAAAAbm90L3dhbnRlZHhQSwECFAMUAAAAAAAAACFcAAAAAAAAAAAAAAAAAwAAAAAAAAAAAAAA7UEAAAAAaW4vUEsBAhQDFAAAAAgAAAAhXJQEZlkVAAAAeAUAAAoAAAAAAAAAAAAAAO2BIQAAAGluL3Byb2dyYW1QSwECFAMUAAAAAAAAACFchHftkgcAAAAHAAAABwAAAAAAAAAAAAAA/6FeAAAAaW4vbGlua1BLAQIUAxQAAAAAAAAAIVyDFtyMAQAAAAEAAAAKAAAAAAAAAAAAAACkgYoAAABub3Qvd2FudGVkUEsFBgAAAAAEAAQA1gAAALMAAAAAAA=='
/** `../escaped` alone. */
const HOSTILE =
  'UEsDBBQAAAAAAAAAIVyDFtyMAQAAAAEAAAAKAAAALi4vZXNjYXBlZHhQSwECFAMUAAAAAAAAACFcgxbcjAEAAAABAAAACgAAAAAAAAAAAAAApIEAAAAALi4vZXNjYXBlZFBLBQYAAAAAAQABADgAAAApAAAAAAA='

async function unpack(archive: string): Promise<string> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'a.zip'), Buffer.from(archive, 'base64'))
  await unzip(join(folder, 'a.zip'), join(folder, 'to'), (name) =>
    name.startsWith('in/') ? name.slice('in/'.length) : null,
  )
  return join(folder, 'to')
}

it('keeps contents, modes and links of a zip, and leaves out what has no place', async () => {
  const folder = await unpack(ORDINARY)
  expect(await readFile(join(folder, 'program'), 'utf8')).toBe('binary '.repeat(200))
  expect((await stat(join(folder, 'program'))).mode & 0o777).toBe(0o755)
  expect(await readlink(join(folder, 'link'))).toBe('program')
  expect((await readdir(folder)).sort()).toEqual(['link', 'program'])
})

it('writes nothing outside its folder', async () => {
  await expect(unpack(HOSTILE)).rejects.toThrow('invalid relative path: ../escaped')
})

it.each([
  ['Cypress/Cypress', 'electron'],
  ['Cypress/locales/de.pak', 'locales/de.pak'],
  ['Cypress/resources/', 'resources/'],
  ['Cypress/resources/app/index.js', null],
  ['Cypress/resources/app-update.yml', null],
  ['Cypress/browser_v8_context_snapshot.bin', null],
  ['elsewhere/file', null],
])('puts %s of the runtime at %s', (name, place) => {
  expect(placeInRuntime(name, hosted)).toBe(place)
})
