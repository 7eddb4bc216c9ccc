import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { profileFor } from '../../app/contract/presets.ts'
import type { Profile } from '../../app/contract/profile.ts'
import { DEFAULT_SETTINGS } from '../../app/settings/settings.ts'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'
import { findForms } from './support/forms.ts'
import { startRawHost, type RawHost } from './support/rawHost.ts'
import { documentOf, filesIn } from './support/traces.ts'

/** What is typed, by where it is typed. Each begins with a letter and has digits, as passwords and keys do. */
const SECRETS = Object.fromEntries(
  ['Authorization', 'X-Api-Key', 'Cookie', 'token', 'api_key', 'userinfo', 'body'].map((place) => [
    place,
    `k7${randomBytes(12).toString('hex')}Q`,
  ]),
)
const HEADERS = [
  ['Authorization', 'Bearer '],
  ['X-Api-Key', ''],
  ['Cookie', 'session='],
] as const
const NAMES = [...HEADERS.map(([name]) => name), 'token', 'api_key', 'password']
const secret = (place: string) => SECRETS[place] ?? ''
const PATH = `/walk?a=1&token=${secret('token')}&api_key=${secret('api_key')}&to=https://me:${secret('userinfo')}@inner.example/`

describe('a secret that was typed for one host', () => {
  let first: RawHost
  let other: RawHost
  let data: ReturnType<typeof createDataFolder>
  let postern: Postern

  beforeAll(async () => {
    first = await startRawHost()
    other = await startRawHost()
  })

  afterAll(() => {
    first.close()
    other.close()
  })

  const profiles = (): Profile[] => [
    profileFor('first', 'First', first.url),
    profileFor('other', 'Other', other.url),
  ]

  beforeEach(async () => {
    data = createDataFolder()
    const selected = { profile: 'first', key: null }
    writeFileSync(
      join(data.path, 'settings.json'),
      JSON.stringify({ ...DEFAULT_SETTINGS, profiles: profiles(), selected }),
    )
    postern = await startPostern(data.path)
  })

  afterEach(async () => {
    await postern.quit()
    data.remove()
  })

  const target = () => postern.page.getByRole('combobox', { name: 'Path or URL' })
  const form = () => postern.page.getByRole('form', { name: 'Request', exact: true })
  const rows = () => postern.history.getByRole('option')
  const body = () => postern.page.getByRole('textbox', { name: 'Body', exact: true })
  async function type(where: string): Promise<void> {
    const { page } = postern
    await page.getByLabel('Method').selectOption('POST')
    await target().fill(where)
    await postern.openPart('Headers')
    for (const [at, [name, beforeIt]] of HEADERS.entries()) {
      await page.getByRole('button', { name: 'Add header' }).click()
      await page.keyboard.type(name)
      await page.getByLabel(`Header value ${at + 1}`).fill(`${beforeIt}${secret(name)}`)
    }
    await postern.openPart('Body')
    await page.locator('.cm-content').waitFor()
    await body().fill(`{"password":"${secret('body')}"}`)
  }

  async function palette(words: string, name: string | RegExp): Promise<void> {
    const { page } = postern
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('combobox', { name: 'Command' }).fill(words)
    await page.getByRole('dialog').getByRole('option', { name }).first().click()
  }

  const paste = (field: Locator, text: string) =>
    field.evaluate((element, pasted) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', pasted)
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, text)

  const chooseProfile = (name: string) =>
    postern.page.getByLabel('Profile', { exact: true }).selectOption({ label: name })

  async function moveFirst(): Promise<void> {
    const main = postern.page.getByRole('main')
    await postern.goTo('Settings')
    await main.getByRole('button', { name: /^First/ }).click()
    await main.getByRole('form', { name: 'Profile settings' }).getByLabel('Base URL').fill(other.url)
    await main.getByRole('button', { name: 'Save', exact: true }).click()
    await main
      .getByRole('button', { name: /^First/ })
      .filter({ hasText: other.url })
      .waitFor()
  }

  /** Nothing of it is in the window, the window says so, and there is no way to send it. */
  async function isEmptied(): Promise<void> {
    const { page } = postern
    await postern.goTo('History')
    const said = form().getByRole('status').filter({ hasText: 'emptied, because you typed' })
    await said.waitFor()
    for (const name of NAMES) expect(await said.innerText()).toContain(name)
    expect(findForms('the window', await documentOf(page), SECRETS)).toEqual([])
    expect(await complaints(page)).toEqual([])
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('combobox', { name: 'Command' }).fill('Send')
    expect(
      await page
        .getByRole('dialog')
        .getByRole('option', { name: /^Send\b/ })
        .count(),
    ).toBe(0)
    await page.keyboard.press('Escape')
  }

  /** Sends what is left once the gaps are gone, and looks at all that ever came to the other host. */
  async function sendTheRest(where: string): Promise<void> {
    const { page } = postern
    await target().fill(where)
    await postern.openPart('Headers')
    for (let left = await page.getByLabel(/^Header value/).count(); left > 0; left -= 1)
      await page
        .getByRole('button', { name: /^Remove header/ })
        .first()
        .click()
    await postern.openPart('Body')
    await page.locator('.cm-content').waitFor()
    await body().fill('{"a":1}')
    await palette('Send', /^Send\b/)
    await expect.poll(() => other.received()).toContain(where.replace(other.url, ''))
    expect(findForms('what the other host got', other.received(), SECRETS)).toEqual([])
  }

  it('arrives there', async () => {
    await type(PATH)
    await postern.page.keyboard.press('ControlOrMeta+Enter')
    await rows().filter({ hasText: '/walk' }).waitFor()
    for (const place of Object.keys(SECRETS)) expect(first.received(), place).toContain(secret(place))
  })

  it.each<[string, string, () => Promise<unknown>]>([
    ['another profile is chosen', '/by-profile', () => chooseProfile('Other')],
    ['its profile gets another base URL', '/by-base-url', () => moveFirst()],
  ])('is emptied when %s', async (_what, where, change) => {
    await type(PATH)
    await change()
    await isEmptied()
    await sendTheRest(where)
  })

  it('is emptied when the host of a whole URL is another', async () => {
    await type(first.url + PATH)
    const at = first.url.length - 5
    await target().press('Home')
    for (let step = 0; step < at + 5; step += 1) await target().press('ArrowRight')
    for (let step = 0; step < 5; step += 1) await target().press('Backspace')
    await postern.page.keyboard.type(other.url.slice(-5))
    await isEmptied()
    await sendTheRest(`${other.url}/by-host`)
  })

  it('does not come back for another host, by the palette, with a request that was replaced', async () => {
    await type(PATH)
    await palette('customers', /Write a request|GET \/api\/external\/customers/)
    await postern.page.getByText('Replaced your draft', { exact: true }).waitFor()
    await chooseProfile('Other')
    await palette('Bring back', /Bring back the replaced request/)
    await isEmptied()
    await sendTheRest('/by-palette')
  })

  it('does not come back with undo', async () => {
    await type(PATH)
    await chooseProfile('Other')
    await isEmptied()
    await postern.openPart('Body')
    await postern.page.locator('.cm-content').waitFor()
    for (const field of [body(), target()]) {
      await field.focus()
      for (let times = 0; times < 10; times += 1) await postern.page.keyboard.press('ControlOrMeta+z')
    }
    expect(findForms('the window', await documentOf(postern.page), SECRETS)).toEqual([])
  })

  it('is not in an exchange that is replayed elsewhere', async () => {
    const { page } = postern
    await type(PATH)
    await page.keyboard.press('ControlOrMeta+Enter')
    await rows().filter({ hasText: '/walk' }).first().waitFor()
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect.poll(() => rows().count()).toBe(2)
    await moveFirst()
    await postern.goTo('History')
    await rows().first().click()
    await postern.history.focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page
      .getByRole('toolbar', { name: 'Selected exchanges' })
      .getByRole('button', { name: /^Replay/ })
      .click()
    const dialog = page.getByRole('dialog', { name: /^Replay/ })
    await dialog.getByText('Postern cannot send 2 requests.').waitFor()
    await dialog
      .getByText(/Redacted, and Postern cannot restore it: .*header X-Api-Key/)
      .first()
      .waitFor()
    expect(await dialog.getByRole('button', { name: 'Replay', exact: true }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.keyboard.press('Escape')
    await rows().first().click()
    await palette('Replay', /^Replay the selected exchange(?! with)/)
    await form()
      .getByText(/was a secret, and Postern keeps none/)
      .waitFor()
    expect(findForms('the window', await documentOf(page), SECRETS)).toEqual([])
    await sendTheRest('/by-replay')
  })

  /** The page's store hears of no change any more, as that of a slow or hostile page. */
  const deafen = () =>
    postern.app.evaluate(({ BrowserWindow }) => {
      const page = BrowserWindow.getAllWindows()[0]?.webContents
      if (!page) throw new Error('There is no window.')
      const tell = page.send.bind(page)
      page.send = (name, ...rest) => {
        if (name !== 'session:changed') tell(name, ...rest)
      }
    })

  it('is not sent to a base URL that the page has not heard of', async () => {
    const { page } = postern
    await type(PATH)
    await deafen()
    const moved = profiles().map((profile) => ({ ...profile, baseUrl: other.url }))
    await page.evaluate((profiles) => window.postern.call('settings:set', { profiles }), moved)
    await page.keyboard.press('ControlOrMeta+Enter')
    const refusal = page.getByText(`would go to ${other.url}`)
    const isDecided = async () => other.received().includes('/walk') || (await refusal.count()) > 0
    await expect.poll(isDecided).toBe(true)
    expect(findForms('what the other host got', other.received(), SECRETS)).toEqual([])
    expect(await refusal.first().innerText()).toContain(first.url)
  })

  it('is not in the draft after a restart', async () => {
    await type(PATH)
    await postern.quit()
    for (const [file, content] of filesIn(data.path)) expect(findForms(file, content, SECRETS)).toEqual([])
    postern = await startPostern(data.path)
    await form()
      .getByText(/The value of Authorization was a secret, and Postern keeps none/)
      .waitFor()
    expect(findForms('the window', await documentOf(postern.page), SECRETS)).toEqual([])
    await chooseProfile('Other')
    await sendTheRest('/by-restart')
  })

  it('is taken out of a command whose option has no space before it', async () => {
    const { page } = postern
    const V = secret('userinfo')
    const command = `curl -ume:${V} ${other.url}/by-command`
    await paste(target(), command)
    await page.getByRole('button', { name: 'Send it' }).waitFor()
    expect(await target().inputValue()).toContain('/by-command')
    expect(findForms('the window', await documentOf(page), SECRETS)).toEqual([])
    const answer = await postern.door()
    await paste(answer, `$ ${command}\nHTTP/1.1 401 Unauthorized\n\n{"message":"it ran ${command}"}`)
    await page.getByRole('tablist', { name: 'Views of this response' }).waitFor()
    expect(await answer.inputValue()).toContain('curl -ume:[redacted] http')
    expect(findForms('the window', await documentOf(page), SECRETS)).toEqual([])
  })
})
