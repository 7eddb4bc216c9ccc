import { spawn } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
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

  it('explains an address that cannot be reached', async () => {
    const postern = await start(freshFolder())
    await postern.send({ target: 'http://127.0.0.1:1/api/external/sites' })
    await postern.page.getByRole('button', { name: 'Cancel' }).first().click()
    await postern.headline.filter({ hasText: /cancel/i }).waitFor()
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
    const code = await new Promise((resolve) => second.once('exit', resolve))
    expect(code).toBe(0)
    expect(output).toContain('already open')
    expect(await focused).toBe(1)
    expect(postern.app.windows()).toHaveLength(1)
  })
})

describe('the door', () => {
  it('refuses calls with wrong input by a typed error, and stays open', async () => {
    const { page } = await start(freshFolder())
    const answers = await page.evaluate(async () => {
      const bridge = window.postern
      const calls: [string, unknown][] = [
        ['history:get', { id: 'not an id' }],
        ['history:list', { before: null, limit: 1e9 }],
        ['exchange:send', { profile: '../..', method: 'GET' }],
        ['exchange:send', null],
        ['keys:set', { profile: 'sandbox', key: 'a', secret: 'x', more: 1 }],
        ['settings:set', { theme: 'pink' }],
      ]
      const results: unknown[] = []
      for (const [name, input] of calls) results.push(await bridge.call(name as never, input as never))
      return results
    })
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    const info = await page.evaluate(() => window.postern.call('app:info', undefined))
    expect(info).toMatchObject({ ok: true })
  })

  it('knows no other names', async () => {
    const { page } = await start(freshFolder())
    const refused = await page.evaluate(async () => {
      try {
        await window.postern.call('keys:get' as never, {} as never)
        return 'let through'
      } catch (error) {
        return String(error)
      }
    })
    expect(refused).toContain('There is no "keys:get"')
  })

  it('has nothing of Node or Electron on the page', async () => {
    const { page } = await start(freshFolder())
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter(
        (name) => name in globalThis,
      ),
    )
    expect(found).toEqual([])
    expect(await page.evaluate(() => Object.keys(window.postern).sort())).toEqual(['call', 'on', 'platform'])
  })

  it('lets the page go nowhere and open nothing', async () => {
    const postern = await start(freshFolder())
    const refusals = postern.app.evaluate(
      ({ BrowserWindow }) =>
        new Promise<string[]>((resolve) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents
          const asked: string[] = []
          contents?.on('will-navigate', (event) => {
            asked.push(event.url)
            if (asked.length === 2) setImmediate(() => resolve([...asked, contents.getURL()]))
          })
        }),
    )
    const here = postern.page.url()
    const opened = await postern.page.evaluate(() => {
      const foreign = 'https://example.invalid/'
      // After this call has ended, because navigating inside it would leave it without an answer.
      setTimeout(() => {
        location.href = foreign
        setTimeout(() => location.assign('postern-app://elsewhere/'), 50)
      })
      return window.open(foreign) === null
    })
    expect(opened).toBe(true)
    expect(await refusals).toEqual(['https://example.invalid/', 'postern-app://elsewhere/', here])
    expect(postern.app.windows()).toHaveLength(1)
  })

  it('runs no script that did not come with the app, however it is put in', async () => {
    const { page } = await start(freshFolder())
    const found = await page.evaluate(async () => {
      // What a debugger evaluates may use eval; what runs after it may not.
      await new Promise((resolve) => setTimeout(resolve))
      const refused: string[] = []
      const ways: Record<string, () => void> = {
        eval: () => {
          ;(0, eval)('window.injected = true')
        },
        function: () => {
          new Function('window.injected = true')()
        },
        handler: () => {
          document.body.setAttribute('onclick', 'window.injected = true')
          document.body.click()
        },
        markup: () => {
          document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.injected = true">')
        },
        element: () => {
          const script = document.createElement('script')
          script.textContent = 'window.injected = true'
          document.body.append(script)
        },
        address: () => {
          const script = document.createElement('script')
          script.src = 'data:text/javascript,window.injected=true'
          document.body.append(script)
        },
      }
      for (const [name, tryIt] of Object.entries(ways)) {
        try {
          tryIt()
        } catch {
          refused.push(name)
        }
      }
      return { refused, injected: 'injected' in window }
    })
    expect(found).toEqual({
      refused: ['eval', 'function', 'handler', 'markup', 'element', 'address'],
      injected: false,
    })
  })
})
