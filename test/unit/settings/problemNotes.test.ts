import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Notice } from '../../../app/contract/notice.ts'
import { openProblemNotes } from '../../../app/settings/problemNotes.ts'

let folder: string
const notices: Notice[] = []
const open = () => openProblemNotes(join(folder, 'problem-notes.json'), (notice) => notices.push(notice))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-notes-'))
  notices.length = 0
})

afterEach(() => rm(folder, { recursive: true, force: true }))

it('keeps notes from one start to the next, also of names that objects have', async () => {
  const notes = await open()
  await notes.set('constructor', 'one')
  await notes.set('toString', 'two')
  await notes.set('gone', 'three')
  await notes.set('gone', '')
  expect(Object.entries((await open()).all())).toEqual([
    ['constructor', 'one'],
    ['toString', 'two'],
  ])
})

it('puts a damaged file aside and says so', async () => {
  await writeFile(join(folder, 'problem-notes.json'), 'no JSON')
  expect((await open()).all()).toEqual({})
  expect(notices).toHaveLength(1)
  await (await open()).set('a', 'b')
  expect(await readFile(join(folder, 'problem-notes.json'), 'utf8')).toContain('"a"')
})
