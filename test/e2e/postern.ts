import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright'

export interface SendOptions {
  target: string
  method?: string
  key?: string
}

/** The app as a person uses it: tests say what they mean to do, and this knows where to click. */
export interface Postern {
  page: Page
  app: ElectronApplication
  send(options: SendOptions): Promise<void>
  /** The headline of the diagnosis that is shown. */
  headline: Locator
  history: Locator
  retry: Locator
  scope: Locator
  picture(name: string): Promise<void>
  quit(): Promise<void>
}

export function createDataFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'postern-e2e-'))
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true })
    },
  }
}

export function electronPath(): string {
  const path = process.env.POSTERN_ELECTRON
  if (!path)
    throw new Error('POSTERN_ELECTRON does not say where Electron is: run these tests through "npm test"')
  return path
}

/** What every start needs: Chromium's own sandbox does not work for root. */
export function launchArguments(): string[] {
  return [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), resolve(import.meta.dirname, '../..')]
}

export async function startPostern(dataFolder: string): Promise<Postern> {
  const app = await _electron.launch({
    executablePath: electronPath(),
    args: launchArguments(),
    env: { ...environment(), POSTERN_DATA: dataFolder },
  })
  const page = await app.firstWindow()
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor()
  const main = page.getByRole('main')
  return {
    app,
    page,
    headline: main.getByRole('heading', { level: 1 }),
    history: page.getByRole('listbox', { name: 'History' }),
    retry: main.getByRole('region', { name: 'Retry' }),
    scope: main.getByRole('table', { name: 'Scope' }),
    async send({ target, method, key }) {
      if (key) await page.getByLabel('Key', { exact: true }).selectOption(key)
      if (method) await page.getByLabel('Method').selectOption(method)
      await page.getByRole('combobox', { name: 'Path or URL' }).fill(target)
      await page.keyboard.press('ControlOrMeta+Enter')
    },
    async picture(name) {
      await page.screenshot({ path: resolve(import.meta.dirname, '../../test-results', `${name}.png`) })
    },
    quit: () => app.close(),
  }
}

export function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
