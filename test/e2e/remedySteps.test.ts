import { writeFileSync } from 'node:fs'
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
    await postern.page.getByRole('button', { name: /^Details/ }).click()
    await postern.page.getByRole('tab', { name: 'Headers' }).click()
    if (fault !== undefined) {
      await postern.page.getByRole('button', { name: 'Add header' }).click()
      await postern.page.getByLabel('Header name 1').fill('x-sandbox-fault')
      await postern.page.getByLabel('Header value 1').fill(fault)
    }
    await postern.page.getByRole('button', { name: /^Details/ }).click()
    await postern.send({ target: path })
  }

  beforeAll(async () => {
    // A window of the limit is short, and what a full one refuses is not waited for.
    const profiles = PRESETS.filter(({ id }) => id === 'sandbox').map((profile) => ({
      ...profile,
      rate: { ...profile.rate, lengthMs: WINDOW_MS },
      retry: { ...profile.retry, maxWindows: 0 },
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
    await button('Try status').click()
    await button('Cancel').click()
    await postern.page.getByRole('button', { name: 'Bring it back' }).click()
    expect(await target().inputValue()).toBe('/api/external/staffs/99/licenses')
  })

  it('send nothing again that must be mended first', async () => {
    await send('/api/external/customers?customerId=abc')
    await postern.headline.filter({ hasText: 'customerId=abc was refused' }).waitFor()
    const steps = main()
      .getByRole('listitem')
      .filter({ hasText: /Send it again/ })
    await steps.waitFor()
    expect(await steps.getByRole('button').count()).toBe(0)
  })

  it('count down to when a replay is of use, and the status bar tells of it and cancels it', async () => {
    await send('/api/external/sites?limit=3', 'gateway-429;retry-after=8')
    await postern.headline.filter({ hasText: 'The rate limit is used up' }).waitFor()
    await postern.retry.getByText(/In 0:\d\d, at \d\d:\d\d:\d\d/).waitFor()
    await button(/^Replay in 0:\d\d$/).click()
    await button(/^Sends in 0:\d\d · Cancel$/).waitFor()
    await postern.goTo('Limits')
    await status()
      .getByText(/Replays GET \/sites\s+in 0:\d\d/)
      .waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await status()
      .getByRole('button', { name: /^Cancel/ })
      .click()
    await status().getByText('Replays GET').waitFor({ state: 'detached' })
    await postern.goTo('History')
    await button(/^Replay in 0:\d\d$/).click()
    await postern.history.getByRole('option').last().click()
    const read = await postern.headline.innerText()
    const before = await postern.history.getByRole('option').count()
    await status().getByText('Replays GET').waitFor({ state: 'detached' })
    await expect.poll(() => postern.history.getByRole('option').count()).toBe(before + 1)
    expect(await postern.headline.innerText()).toBe(read)
  })
})
