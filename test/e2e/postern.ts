import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ElectronApplication, Locator, Page } from 'playwright'
import { drive } from '../../tools/setup/drive.mjs'
import { settled } from './support/complaints.ts'

export interface SendOptions {
  target: string
  method?: string
  key?: string
}

export interface KeyEntry {
  /** Name of the profile, as it is shown. */
  profile: string
  alias: string
  secret: string
}

/** As they are named on screen. */
export type Room =
  'History' | 'Problems' | 'Capture' | 'Check' | 'Webhooks' | 'Keys' | 'Sandbox' | 'Catalog' | 'Settings'

export type RequestPart = 'Parameters' | 'Headers' | 'Body'

/** The app as a person uses it: tests say what they mean to do, and this knows where to click. */
export interface Postern {
  page: Page
  app: ElectronApplication
  send(options: SendOptions): Promise<void>
  goTo(room: Room): Promise<void>
  /** The field that takes anything, once it is there. */
  door(): Promise<Locator>
  /** Shows a part of the request that is written, in its sheet. */
  openPart(part: RequestPart): Promise<void>
  /** Long work of a kind, in the panel that the status bar opens. */
  work(kind: 'Import' | 'Export' | 'Replay'): Promise<Locator>
  enterKey(entry: KeyEntry): Promise<void>
  /** The row of a key in the room of keys, and what is under it. */
  keyRow(alias: string): Locator
  /** Chooses from the menu of a key, in the room of keys. */
  keyAct(alias: string, act: string): Promise<void>
  /** Chooses from the menu of the exchange that is shown. */
  exchangeAct(act: string): Promise<void>
  /** The headline of the diagnosis that is shown. */
  headline: Locator
  history: Locator
  retry: Locator
  scope: Locator
  picture(name: string): Promise<void>
  /** All that main has printed so far. */
  output(): string
  quit(): Promise<void>
}

export interface StartOptions {
  args?: string[]
  env?: Record<string, string>
  /** What is started instead of Electron itself. */
  program?: string
  /** A copy of what is loaded ahead of the app, where the original cannot be read. */
  first?: string
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

export const projectFolder = resolve(import.meta.dirname, '../..')

export function electronPath(): string {
  const path = process.env.POSTERN_ELECTRON
  if (!path)
    throw new Error('POSTERN_ELECTRON does not say where Electron is: run these tests through "npm test"')
  return path
}

/** What every start needs: Chromium's own sandbox does not work for root. */
export function launchArguments(app = projectFolder): string[] {
  return [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), app]
}

/** Without a data folder it gets one of its own, which goes with it. */
export async function startPostern(
  dataFolder?: string,
  { args = launchArguments(), env = {}, program = electronPath(), first }: StartOptions = {},
): Promise<Postern> {
  const data = dataFolder === undefined ? createDataFolder() : { path: dataFolder, remove: () => undefined }
  const app = await drive(program, args, { ...process.env, ...env, POSTERN_DATA: data.path }, first)
  let output = ''
  for (const stream of [app.process().stdout, app.process().stderr]) {
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  }
  const page = await app.firstWindow()
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor()
  const main = page.getByRole('main')
  const keyRow = (alias: string) =>
    main.getByRole('rowgroup').filter({ has: page.getByRole('rowheader').getByText(alias, { exact: true }) })
  const goTo = async (room: Room) => {
    // Behind its name one may tell how much is in it.
    await page
      .getByRole('navigation', { name: 'Rooms' })
      .getByRole('button', { name: new RegExp(`^${room}`) })
      .click()
  }
  return {
    app,
    page,
    goTo,
    keyRow,
    async keyAct(alias, act) {
      await keyRow(alias)
        .getByRole('button', { name: `More for ${alias}` })
        .click()
      await page.getByRole('menuitem', { name: act }).click()
    },
    async exchangeAct(act) {
      // Until a chosen exchange is read, the one before is shown. Responses come in order: this one comes after it.
      await page.evaluate(async () => {
        await window.postern.call('history:list', { before: null, limit: 1 })
        await new Promise(requestAnimationFrame)
      })
      await main
        .getByRole('group', { name: 'What to do with this exchange' })
        .getByRole('button', { name: 'More' })
        .click()
      await page.getByRole('menuitem', { name: act, exact: true }).click()
    },
    headline: main.getByRole('heading', { level: 1 }),
    history: page.getByRole('listbox', { name: 'History' }),
    retry: main.getByRole('region', { name: 'Retry' }),
    scope: main.getByRole('table', { name: 'Scope' }),
    async send({ target, method, key }) {
      // The request is written in the history alone.
      if (!(await page.getByLabel('Method').isVisible())) await goTo('History')
      if (key) await page.getByLabel('Key', { exact: true }).selectOption(key)
      if (method) await page.getByLabel('Method').selectOption(method)
      await page.getByRole('combobox', { name: 'Path or URL' }).fill(target)
      await page.keyboard.press('ControlOrMeta+Enter')
    },
    async door() {
      await page.keyboard.press('ControlOrMeta+3')
      const field = page.getByRole('textbox', { name: 'What failed' })
      await field.waitFor()
      // What was read last is still there, and is not written over.
      if (!(await field.isEditable())) await page.getByRole('button', { name: 'Clear', exact: true }).click()
      return field
    },
    async openPart(part) {
      const parts = page.getByRole('tablist', { name: 'Parts of the request' })
      if (!(await parts.isVisible()))
        await page.getByRole('button', { name: /^Parts of the request/ }).click()
      await parts.getByRole('tab', { name: part }).click()
    },
    async work(kind) {
      const pill = page.getByRole('button', { name: /^Activity: / })
      await pill.waitFor()
      if ((await pill.getAttribute('aria-expanded')) === 'false') await pill.click()
      return page.getByRole('region', { name: kind, exact: true })
    },
    async enterKey({ profile, alias, secret }) {
      await goTo('Keys')
      await page.getByRole('button', { name: `Enter a key for ${profile}…` }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name').fill(alias)
      await dialog.getByLabel('API key').focus()
      // As a paste does: the text comes from outside the page, and not through a script in it.
      await page.keyboard.insertText(secret)
      await dialog.getByRole('button', { name: 'Keep key' }).click()
      await dialog.waitFor({ state: 'hidden' })
      await keyRow(alias).waitFor()
    },
    async picture(name) {
      await settled(page)
      await page.screenshot({ path: join(projectFolder, 'test-results', `${name}.png`) })
    },
    output: () => output,
    async quit() {
      await app.close()
      data.remove()
    },
  }
}

export function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
