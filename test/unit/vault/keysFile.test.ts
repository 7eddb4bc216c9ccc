import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openKeysFile } from '../../../app/vault/keysFile.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-keys-'))
  file = join(folder, 'keys.json')
})
afterEach(() => rm(folder, { recursive: true }))

const entry = (alias: string, more: object = {}) => ({
  profile: 'own',
  alias,
  place: 'https://own.example.test',
  protection: 'keyring',
  ciphertext: 'QUJD',
  ...more,
})
const written = async () => JSON.parse(await readFile(file, 'utf8'))

test('unknown fields are passed over, and written back with the key that they belong to', async () => {
  const content = { version: 1, storesWeakly: false, keys: [entry('a', { more: 1 }), entry('b')], later: [2] }
  await writeFile(file, JSON.stringify(content))
  const keys = await openKeysFile(file)
  expect(keys.notices).toEqual([])
  expect(keys.keys).toEqual([entry('a'), entry('b')])
  await keys.change({ storesWeakly: true })
  expect(await written()).toEqual({ ...content, storesWeakly: true })
  await keys.change({ keys: keys.keys.filter(({ alias }) => alias === 'b') })
  expect(await written()).toEqual({ version: 1, storesWeakly: true, keys: [entry('b')], later: [2] })
})

test('a key of a kind that is not known costs the others nothing, and stays until it is entered anew', async () => {
  const strange = entry('strange', { protection: 'chip', ciphertext: 'eHl6' })
  await writeFile(file, JSON.stringify({ version: 1, storesWeakly: false, keys: [strange, entry('b')] }))
  const keys = await openKeysFile(file)
  expect(keys.keys).toEqual([entry('b')])
  expect(keys.notices[0]?.detail).toContain('keys[0].protection')
  expect(keys.notices[0]?.detail).not.toContain('eHl6')
  await keys.change({ keys: [entry('b'), entry('c')] as never })
  expect((await written()).keys).toEqual([entry('b'), entry('c'), strange])
  await keys.change({ keys: [entry('strange')] as never })
  expect((await written()).keys).toEqual([entry('strange')])
  expect(await readFile(`${file}.backup`, 'utf8')).not.toContain('eHl6')
})
