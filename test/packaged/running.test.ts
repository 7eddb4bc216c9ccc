import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as Electron from 'electron'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import packageJson from '../../package.json' with { type: 'json' }
import { CONTENT_SECURITY_POLICY } from '../../app/shell/pageFiles.ts'
import { startPostern } from '../e2e/postern.ts'
import { writeVersionFour } from '../fixtures/historyV4.ts'
import {
  asOrdinaryUser,
  handOver,
  install,
  openCopy,
  reportOf,
  start,
  type Installed,
} from './packagedApp.ts'

/** What the menu offers of developer tools. Runs in main, so it may use nothing that stands outside of it. */
function developerItems({ Menu }: typeof Electron) {
  const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
  return { count: items.length, found: items.filter(({ label }) => /developer/i.test(label)).length }
}

let installed: Installed
beforeAll(() => {
  installed = install()
})
afterAll(() => {
  installed.remove()
})

let folders = 0
/** A data folder that the app may write in; `fill` puts something there before. */
function dataFolder(fill: (folder: string) => void = () => {}): string {
  const folder = join(installed.home, `data-${(folders += 1)}`)
  mkdirSync(folder)
  fill(folder)
  handOver(folder)
  return folder
}

describe('the packaged app, fused, for an ordinary user', () => {
  it('starts, sends a request to the sandbox, and quits', async () => {
    const run = await start(installed, dataFolder())
    expect(reportOf(run)).toMatchObject({
      postern: packageJson.version,
      isPackaged: true,
      policy: CONTENT_SECURITY_POLICY,
      outcome: 'success',
      status: 200,
      exchanges: 1,
    })
    expect(run.code).toBe(0)
    expect(run.stdout).toContain('Postern is ready')
  })

  it('is neither Node nor open to a debugger, whatever the environment says', async () => {
    const trace = join(installed.home, 'loaded')
    const script = join(installed.home, 'loaded.cjs')
    writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(trace)}, '')`)
    const run = await start(installed, dataFolder(), {
      args: ['--self-check', '--inspect=127.0.0.1:0', '--inspect-brk=127.0.0.1:0'],
      env: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require=${script}` },
    })
    expect(reportOf(run)).toMatchObject({ isPackaged: true, outcome: 'success' })
    expect(run.stderr).not.toContain('Debugger listening')
    expect(existsSync(trace)).toBe(false)
  })

  it('loads no app that lies beside its own', async () => {
    const other = join(installed.resources, 'app')
    mkdirSync(other)
    writeFileSync(join(other, 'package.json'), '{"name":"other","main":"main.js"}')
    writeFileSync(join(other, 'main.js'), "process.stdout.write('another app'); process.exit(3)")
    const run = await start(installed, dataFolder())
    expect(run.stdout).not.toContain('another app')
    expect(reportOf(run)).toMatchObject({ outcome: 'success' })
  })
})

/** What an earlier version left behind. */
function fillAsEarlierVersion(folder: string): void {
  writeVersionFour(join(folder, 'history.db'))
  const settings = {
    version: 1,
    theme: 'dark',
    selected: { profile: 'guardhouse-uk', key: null },
    profiles: [],
  }
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings))
  writeFileSync(join(folder, 'keys.json'), KEYS)
}
const KEYS = JSON.stringify({
  version: 1,
  storesWeakly: false,
  keys: [
    {
      profile: 'guardhouse-uk',
      alias: 'office',
      place: 'https://uk.example',
      protection: 'keyring',
      ciphertext: 'djExc2VhbGVk',
    },
  ],
})

describe('a data folder of an earlier version', () => {
  it('opens after the update, and everything is there', async () => {
    const data = dataFolder(fillAsEarlierVersion)
    expect(reportOf(await start(installed, data))).toMatchObject({ outcome: 'success', exchanges: 9 })
    // What it held is unchanged; the token request that each key is bound to is noted beside it.
    const [key] = z
      .object({ keys: z.array(z.looseObject({ recipe: z.string().min(1) })) })
      .parse(JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8'))).keys
    expect({ ...JSON.parse(KEYS), keys: [key] }).toMatchObject(JSON.parse(KEYS))
    expect(readFileSync(join(data, 'settings.json'), 'utf8')).toContain('guardhouse-uk')
  })

  it('shows what it held, driven by hand in a copy that lets itself be driven', async () => {
    const copy = await openCopy(installed)
    const data = dataFolder(fillAsEarlierVersion)
    const postern = await startPostern(data, {
      program: asOrdinaryUser(copy),
      args: [],
      env: { HOME: installed.home, XDG_RUNTIME_DIR: installed.home, XDG_CONFIG_HOME: '' },
    })
    try {
      await postern.history.getByRole('option').nth(1).waitFor()
      expect(await postern.history.getByRole('option').count()).toBe(8)
      expect(await postern.app.evaluate(({ app }) => app.isPackaged)).toBe(true)
      const { count, found } = await postern.app.evaluate(developerItems)
      expect(count).toBeGreaterThan(5)
      expect(found).toBe(0)
      await postern.goTo('Keys')
      await postern.keyRow('office').waitFor()
      expect(statSync(join(data, 'history.db')).mode & 0o077).toBe(0)
    } finally {
      await postern.quit()
    }
  })
})
