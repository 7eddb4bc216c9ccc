import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inspect } from '../../../app/history/inspection.ts'
import { readText } from '../../../app/files/readText.ts'
import { openCatalogFile } from '../../../app/settings/catalogFile.ts'
import { openSettings } from '../../../app/settings/settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-text-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** What lies where a file should: nobody writes to the pipe, so that whoever waits for it waits for ever. */
const WRONG: Record<string, (file: string) => void> = {
  pipe: (file) => execFileSync('mkfifo', [file]),
  folder: (file) => mkdirSync(file),
  'huge file': (file) => {
    writeFileSync(file, '')
    truncateSync(file, 3 * 1024 ** 3)
  },
}

describe.skipIf(process.platform === 'win32').each(Object.entries(WRONG))('a %s', (_, make) => {
  it('is no text', async () => {
    const file = join(folder, 'x')
    make(file)
    await expect(readText(file, 1)).rejects.toThrow()
  })

  it('is no catalog, and holds nothing up', async () => {
    const file = join(folder, 'catalog.json')
    make(file)
    const { problems, extension } = await openCatalogFile().read(file)
    expect(problems).toEqual([expect.stringMatching(/^Postern cannot read the file: /)])
    expect(extension).toBeNull()
  })

  it('is no settings, and holds nothing up', async () => {
    const file = join(folder, 'settings.json')
    make(file)
    const notices: string[] = []
    await openSettings({ file, onNotice: ({ detail }) => notices.push(detail) })
    expect(notices).toEqual([expect.stringContaining('Postern cannot open')])
  })
})

it('a device is no text', async () => {
  await expect(readText('/dev/zero', 1)).rejects.toThrow()
})

it.skipIf(process.platform === 'win32')('a pipe is no history', () => {
  const file = join(folder, 'history.db')
  execFileSync('mkfifo', [file])
  expect(() => {
    inspect(file)
  }).toThrow('it is not a file')
})
