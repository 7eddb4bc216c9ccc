import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  createDataFolder,
  electronPath,
  environment,
  launchArguments,
  startPostern,
  type Postern,
} from './postern.ts'

const started: Postern[] = []
const folders: { remove(): void }[] = []

function freshFolder(): string {
  const folder = createDataFolder()
  folders.push(folder)
  return folder.path
}

async function start(dataFolder: string): Promise<Postern> {
  const postern = await startPostern(dataFolder)
  started.push(postern)
  return postern
}

afterEach(async () => {
  for (const postern of started.splice(0)) await postern.quit()
  for (const folder of folders.splice(0)) folder.remove()
})

/** The app still does what it is for. */
async function expectUsable(postern: Postern): Promise<void> {
  await postern.send({ target: '/api/external/customers' })
  await postern.headline.filter({ hasText: /customer/i }).waitFor()
}

describe('on a bad day', () => {
  it('puts a damaged settings file aside, says so, and works', async () => {
    const folder = freshFolder()
    writeFileSync(join(folder, 'settings.json'), '{"version":1,"theme":')
    const postern = await start(folder)
    await postern.page.getByText('settings', { exact: false }).first().waitFor()
    const aside = readdirSync(folder).filter((name) => name.startsWith('settings.damaged-'))
    expect(aside).toHaveLength(1)
    expect(readFileSync(join(folder, aside[0] ?? ''), 'utf8')).toBe('{"version":1,"theme":')
    await expectUsable(postern)
  })

  it('puts a damaged history aside, says where it lies, and begins a new one', async () => {
    const folder = freshFolder()
    const damaged = 'this is no database, and it is long enough to have a header of its own. '.repeat(200)
    writeFileSync(join(folder, 'history.db'), damaged)
    const postern = await start(folder)
    const aside = readdirSync(folder).filter((name) => /^history\.damaged-.*\.db$/.test(name))
    expect(aside).toHaveLength(1)
    expect(readFileSync(join(folder, aside[0] ?? ''), 'utf8')).toBe(damaged)
    await postern.page
      .getByText(aside[0] ?? 'nothing', { exact: false })
      .first()
      .waitFor()
    await expectUsable(postern)
  })

  it('works in a temporary folder when the data folder cannot be written, and says so', async () => {
    const folder = freshFolder()
    const file = join(folder, 'a-file')
    writeFileSync(file, 'no folder')
    const postern = await start(join(file, 'data'))
    await postern.page.getByText('temporary folder', { exact: false }).first().waitFor()
    await expectUsable(postern)
    expect(readFileSync(file, 'utf8')).toBe('no folder')
  })

  it('saves all that came while its data folder was moved, once that is back', async () => {
    const folder = freshFolder()
    const postern = await start(folder)
    await expectUsable(postern)
    renameSync(folder, `${folder}-moved`)
    await postern.page.keyboard.press('ControlOrMeta+k')
    await postern.page.keyboard.type('theme: dark')
    await postern.page.keyboard.press('Enter')
    await postern.send({ target: '/api/external/sites?limit=2' })
    const notices = postern.page.getByRole('list', { name: 'Notices' })
    for (const what of ['history', 'settings', 'contents of the draft'])
      await notices.getByText(`Postern cannot save the ${what}`).waitFor()
    expect(existsSync(folder)).toBe(false)
    renameSync(`${folder}-moved`, folder)
    for (const what of ['history', 'settings', 'contents of the draft'])
      await notices.getByText(`Postern saves the ${what} again`).waitFor()
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toContain('"theme": "dark"')
    expect(readFileSync(join(folder, 'draft.json'), 'utf8')).toContain('limit=2')
  })

  it('starts although a replay that had not ended left a damaged file, and says so', async () => {
    const folder = freshFolder()
    mkdirSync(join(folder, 'replays'))
    writeFileSync(join(folder, 'replays', 'broken.replay.jsonl'), '{"id":')
    const postern = await start(folder)
    await postern.page.getByText('broken.replay.jsonl and moved it to', { exact: false }).first().waitFor()
    await expectUsable(postern)
    const aside = readdirSync(join(folder, 'replays')).filter((name) =>
      name.startsWith('broken.replay.damaged-'),
    )
    expect(aside).toHaveLength(1)
    expect(readFileSync(join(folder, 'replays', aside[0] ?? ''), 'utf8')).toBe('{"id":')
  })

  it('explains an address that cannot be reached, and stops trying when it is told to', async () => {
    const postern = await start(freshFolder())
    await postern.send({ target: 'http://127.0.0.1:1/api/external/sites' })
    await postern.page.getByRole('button', { name: 'Cancel' }).first().click()
    await postern.page.getByRole('button', { name: 'Cancel' }).first().waitFor({ state: 'hidden' })
    expect(await postern.headline.innerText()).toContain('refused the connection')
  })

  it('brings the first window to the front when it is started twice', async () => {
    const folder = freshFolder()
    const postern = await start(folder)
    const focused = postern.app.evaluate(
      ({ app }) =>
        new Promise<number>((resolve) => {
          app.once('second-instance', () => {
            setImmediate(() => {
              resolve(1)
            })
          })
        }),
    )
    const second = spawn(electronPath(), launchArguments(), {
      env: { ...environment(), POSTERN_DATA: folder },
    })
    let output = ''
    second.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const code = await new Promise((resolve) => second.once('close', resolve))
    expect(code).toBe(0)
    expect(output).toContain('already open')
    expect(await focused).toBe(1)
    expect(postern.app.windows()).toHaveLength(1)
  })
})
