import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../../../app/files/folder.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'postern-folder-'))
})

afterEach(() => {
  rmSync(root, { recursive: true })
})

it('makes a folder with those above it, and is content when it is there', () => {
  const folder = join(root, 'a', 'b', 'c')
  makeFolder(folder)
  makeFolder(folder)
  expect(statSync(folder).isDirectory()).toBe(true)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

it('says so when a file is in the way', () => {
  writeFileSync(join(root, 'file'), '')
  expect(() => {
    makeFolder(join(root, 'file'))
  }).toThrow(/EEXIST/)
  expect(() => {
    makeFolder(join(root, 'file', 'below'))
  }).toThrow(/ENOTDIR/)
})

it.runIf(process.platform === 'linux')('ends, with an error, where no folder can ever be made', () => {
  expect(() => {
    makeFolder('/proc/postern/data')
  }).toThrow(/ENOENT/)
})
