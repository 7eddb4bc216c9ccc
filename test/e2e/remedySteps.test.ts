import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PRESETS } from '../../app/contract/presets.ts'
import { DEFAULT_SETTINGS } from '../../app/settings/settings.ts'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

const WINDOW_MS = 10_000

describe('the steps of a remedy', () => {
  const data = createDataFolder()
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const button = (name: string | RegExp) => main().getByRole('button', { name })
  const target = () => postern.page.getByRole('combobox', { name: 'Path or URL' })
  const status = () => postern.page.getByRole('contentinfo')

  async function send(path: string, fault?: string): Promise<void> {
    if (!(await postern.page.getByRole('tab', { name: 'Headers' }).isVisible()))
      await postern.page.getByRole('button', { name: /^Parts of the request/ }).click()
    await postern.page.getByRole('tab', { name: 'Headers' }).click()
    const header = postern.page.getByRole('button', { name: /^Remove header/ })
    if (await header.isVisible()) await header.click()
    if (fault !== undefined) {
      await postern.page.getByRole('button', { name: 'Add header' }).click()
      await postern.page.getByLabel('Header name 1').fill('x-sandbox-fault')
      await postern.page.getByLabel('Header value 1').fill(fault)
    }
    await postern.page.getByRole('button', { name: /^Parts of the request/ }).click()
    await postern.send({ target: path })
  }

  beforeAll(async () => {
    // A window of the limit is short, and what a full one refuses is not waited for; other pauses last until somebody
    // cuts them short, however slow this machine is.
    const profiles = PRESETS.filter(({ id }) => id === 'sandbox').map((profile) => ({
      ...profile,
      rate: { ...profile.rate, lengthMs: WINDOW_MS },
      retry: { ...profile.retry, maxWindows: 0, backoffMs: [50_000, 50_000, 50_000, 50_000] },
    }))
    writeFileSync(join(data.path, 'settings.json'), JSON.stringify({ ...DEFAULT_SETTINGS, profiles }))
    postern = await startPostern(data.path)
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('keep what was being written when a fault is tried', async () => {
    await target().fill('/api/external/staffs/99/licenses')
    await postern.goTo('Sandbox')
    await button(/^Test status/).click()
    await button('Cancel').click()
    await button('Undo').click()
    expect(await target().inputValue()).toBe('/api/external/staffs/99/licenses')
  })

  it('send nothing again that must be mended first', async () => {
    await send('/api/external/customers?customerId=abc')
    await postern.headline.filter({ hasText: 'customerId=abc was refused' }).waitFor()
    const steps = main().getByRole('listitem')
    await steps.filter({ hasText: /customerId takes a whole number/ }).waitFor()
    expect(await steps.getByRole('button', { name: /replay|send|wait/i }).count()).toBe(0)
  })

  it('switch to the key whose claims fit, which the button names, or to one that is chosen', async () => {
    await postern.page.getByLabel('Key', { exact: true }).selectOption('company')
    await send('/api/external/sites')
    await postern.headline.filter({ hasText: 'in order' }).waitFor()
    await postern.page.getByLabel('Key', { exact: true }).selectOption('site-7')
    await send('/api/external/sites?customerId=19')
    await postern.headline.filter({ hasText: 'Customer 19' }).waitFor()
    await button('Use another key').click()
    const menu = postern.page.getByRole('menu')
    await menu.getByRole('menuitem', { name: 'Enter another key…' }).waitFor()
    expect(await menu.getByRole('menuitem', { name: /^company/ }).count()).toBe(0)
    expect(await complaints(postern.page)).toEqual([])
    await postern.page.keyboard.press('Escape')
    await button('Use company').click()
    await main().getByText('key company').first().waitFor()
    await postern.headline.filter({ hasText: 'in order' }).waitFor()
    expect(await postern.page.getByLabel('Key', { exact: true }).inputValue()).toBe('company')
    await postern.page.getByLabel('Key', { exact: true }).selectOption('site-7')
  })

  it('lead to the very field that was refused', async () => {
    const focused = postern.page.locator(':focus')
    await send('/api/external/customers?customerId=abc')
    await postern.headline.filter({ hasText: 'customerId=abc was refused' }).waitFor()
    await button('Edit request').click()
    await expect.poll(() => focused.getAttribute('data-parameter')).toBe('customerId')
    expect(await focused.inputValue()).toBe('abc')
    await postern.page.keyboard.type('7')
    expect(await focused.inputValue()).toBe('7')
    await postern.page.keyboard.press('ControlOrMeta+Enter')
    await postern.headline.filter({ hasText: 'in order' }).waitFor()
    // The sheet went, and its field with it.
    await target().and(focused).waitFor()
  })

  it('say what became of a request that was fixed, and compare no other with it', async () => {
    const card = main().getByRole('region', { name: /^Compared with GET .*customerId=abc/ })
    await card.getByText('Fixed').waitFor()
    await send('/api/external/sites?limit=1')
    await postern.headline.filter({ hasText: '1 site' }).waitFor()
    await card.waitFor({ state: 'detached' })
  })

  it('add the header that a gateway asks for, before and after it refused', async () => {
    const { page } = postern
    const focused = page.locator(':focus')
    await postern.page.getByLabel('Key', { exact: true }).selectOption('liveops')
    await page.getByRole('combobox', { name: 'Path or URL' }).fill('/api/external/liveops')
    await page.getByText('Without it, expect a 401.').waitFor()
    await send('/api/external/liveops')
    await postern.headline.filter({ hasText: 'The gateway wants the subscription key' }).waitFor()
    await button('Add external-gh-apim-sub-key').click()
    await expect.poll(() => focused.getAttribute('aria-label')).toBe('Header value 1')
    expect(await page.getByLabel('Header name 1').inputValue()).toBe('external-gh-apim-sub-key')
    await page.keyboard.type('sandbox-sub-key')
    expect(await page.getByText('expect a 401').count()).toBe(0)
    await page.keyboard.press('ControlOrMeta+Enter')
    await postern.headline.filter({ hasText: 'in order' }).waitFor()
    await postern.page.getByLabel('Key', { exact: true }).selectOption('site-7')
  })

  it('let a wait be cut short, and hand support what it needs', async () => {
    const progress = main().getByRole('region', { name: 'Progress' })
    await send('/api/external/sites?limit=2', 'status=500')
    for (const next of [2, 3, 4, 5]) {
      await progress.getByText(new RegExp(`before attempt ${next}`)).waitFor()
      await progress.getByRole('button', { name: 'Send now' }).click()
    }
    await postern.headline.filter({ hasText: /failed/ }).waitFor()
    await button('Support bundle…').click()
    const dialog = postern.page.getByRole('dialog', { name: 'Export this exchange' })
    await dialog.getByLabel('Support bundle').waitFor()
    expect(await dialog.getByLabel('Support bundle').isChecked()).toBe(true)
    await postern.page.keyboard.press('Escape')
  })

  it('lead to the settings of the profile where the path is not there', async () => {
    await send('/api/externl/sites')
    await postern.headline.filter({ hasText: 'knows no such path' }).waitFor()
    await button('Open settings').first().click()
    await main().getByRole('form', { name: 'Profile settings' }).waitFor()
    await postern.goTo('History')
  })

  it('never let the word for one request stand for another', async () => {
    const { page } = postern
    const word = page.getByLabel('Safe to send twice')
    await page.getByLabel('Method').selectOption('POST')
    await word.check()
    await page.getByLabel('Method').selectOption('PUT')
    expect(await word.isChecked()).toBe(false)
    await page.getByLabel('Method').selectOption('GET')
    await send('/api/external/sites')
    await postern.headline.filter({ hasText: 'in order' }).waitFor()
    await main().getByRole('button', { name: 'Edit', exact: true }).click()
    await page.getByLabel('Method').selectOption('POST')
    expect(await word.isChecked()).toBe(false)
    await page.getByLabel('Method').selectOption('GET')
  })

  it('keep a replay for later over a restart', async () => {
    await send('/api/external/sites?limit=4', 'gateway-429;retry-after=600')
    await button(/^Replay in \d+:\d\d$/).click()
    await status().getByText('Replays GET').waitFor()
    await postern.quit()
    postern = await startPostern(data.path)
    await status()
      .getByText(/Replays GET \/sites\s+in \d+:\d\d/)
      .waitFor()
  })

  it('need no token to tell before sending what a key that was used yesterday may not see', async () => {
    // Since the start nothing has been sent.
    await target().fill('/api/external/sites?customerId=1099')
    await postern.page
      .getByText(/The key site-7 may not see customer 1099, only 7 and 12 as of today, \d\d:\d\d\./)
      .waitFor()
    await postern.goTo('Keys')
    await postern
      .keyRow('site-7')
      .getByText(/claims as of today/)
      .waitFor()
  })

  it('ask about a replay whose time passed while the app was away', async () => {
    const folder = join(data.path, 'replays')
    await postern.quit()
    const [name = ''] = readdirSync(folder)
    const journal = readFileSync(join(folder, name), 'utf8')
    writeFileSync(join(folder, name), journal.replace(/"startAt":\d+/, '"startAt":1000'))
    postern = await startPostern(data.path)
    const banner = postern.page.getByRole('region', { name: 'Replay', exact: true })
    await banner.getByText(/the time of the replay: 0 of 1 sent/).waitFor()
    await banner.getByRole('button', { name: 'Resume' }).click()
    await banner.getByText(/^The replay has ended: \d of 1 fixed/).waitFor()
    expect(readdirSync(folder)).toEqual([])
  })

  it('count down to when a replay is of use, and the status bar tells of it and cancels it', async () => {
    await postern.goTo('History')
    // Each such answer closes the window of its key, here for ten minutes.
    await postern.page.getByLabel('Key', { exact: true }).selectOption('one-site')
    await send('/api/external/sites?limit=3', 'gateway-429;retry-after=600')
    await postern.headline.filter({ hasText: 'The rate limit is used up' }).waitFor()
    await postern.retry.getByText(/Yes, after \d\d:\d\d:\d\d/).waitFor()
    await button(/^Replay in \d+:\d\d$/).click()
    await button(/^Sends in \d+:\d\d · Cancel$/).waitFor()
    await postern.goTo('Keys')
    await status()
      .getByText(/Replays GET \/sites\s+in \d+:\d\d/)
      .waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await status()
      .getByRole('button', { name: /^Cancel/ })
      .click()
    await status().getByText('Replays GET').waitFor({ state: 'detached' })
    await postern.goTo('History')
    await button(/^Replay in \d+:\d\d$/).waitFor()
  })

  it('send a replay by themselves when its time has come, and leave whoever reads alone', async () => {
    await postern.page.getByLabel('Key', { exact: true }).selectOption('company')
    await send('/api/external/sites?limit=3', 'gateway-429;retry-after=12')
    await button(/^Replay in 0:\d\d$/).click()
    await postern.history.getByRole('option').last().click()
    await postern.headline.filter({ hasNotText: 'The rate limit' }).waitFor()
    const read = await postern.headline.innerText()
    await status().getByText('Replays GET').waitFor({ state: 'detached', timeout: 60_000 })
    // The focus is in the list, whose rows hold still: the new one is counted.
    await postern.page.getByRole('button', { name: /^Show 1 new/ }).waitFor()
    expect(await postern.headline.innerText()).toBe(read)
  })
})
