import { chmodSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Notice } from '../../../app/contract/notice.ts'
import { openDraft } from '../../../app/settings/draft.ts'

describe('the draft', () => {
  let folder: string
  const file = () => join(folder, 'draft.json')

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'postern-draft-'))
  })
  afterEach(() => {
    chmodSync(folder, 0o700)
    rmSync(folder, { recursive: true, force: true })
  })

  it('is there after a restart, and readable by its user alone', async () => {
    const draft = await openDraft(file())
    expect(draft.text).toBeNull()
    await draft.keep('{"method":"GET"}')
    expect((await openDraft(file())).text).toBe('{"method":"GET"}')
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  it('is the last of several that were written at once', async () => {
    const draft = await openDraft(file())
    void draft.keep('first')
    void draft.keep('second')
    void draft.keep('third')
    await draft.close()
    expect((await openDraft(file())).text).toBe('third')
    expect(readdirSync(folder).sort()).toEqual(['draft.json', 'draft.json.backup'])
  })

  it('is as it was typed while the app runs, and redacted on the disk', async () => {
    const draft = await openDraft(file(), (text) => text.replace('a secret', '[redacted]'))
    await draft.keep('It holds a secret')
    expect(draft.text).toBe('It holds a secret')
    expect((await openDraft(file())).text).toBe('It holds [redacted]')
  })

  it('is none when its file is damaged, and that is said with where it lies now', async () => {
    writeFileSync(file(), '{"version":1,"draft":')
    const heard: Notice[] = []
    const draft = await openDraft(file(), undefined, (notice) => heard.push(notice))
    expect(draft.text).toBeNull()
    const [aside = ''] = readdirSync(folder)
    expect(heard).toMatchObject([{ detail: expect.stringContaining(aside) as string }])
    await draft.keep('anew')
    expect((await openDraft(file())).text).toBe('anew')
  })

  it('lives on in memory where the disk refuses it', async () => {
    const draft = await openDraft(join(folder, 'no-folder\0', 'draft.json'))
    await draft.keep('in memory')
    expect(draft.text).toBe('in memory')
  })

  it('says that it is not saved, once, and is saved when its folder is back', async () => {
    const heard: Notice[] = []
    const draft = await openDraft(file(), undefined, (notice) => heard.push(notice))
    renameSync(folder, `${folder}-moved`)
    await draft.keep('first')
    await draft.keep('second')
    await draft.saveAgain()
    expect(heard.map(({ id, severity }) => [id, severity])).toEqual([['draft-unsaved', 'warning']])
    renameSync(`${folder}-moved`, folder)
    await draft.close()
    expect(heard.map(({ severity }) => severity)).toEqual(['warning', 'info'])
    expect((await openDraft(file())).text).toBe('second')
  })
})
