import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'

describe('a request that is copied for another program', () => {
  let postern: Postern

  const dialog = () => postern.page.getByRole('dialog', { name: 'Export this exchange' })
  const clipboard = () => postern.app.evaluate(({ clipboard }) => clipboard.readText())

  beforeAll(async () => {
    postern = await startPostern()
    await postern.send({ target: '/api/external/sites?customerId=1099' })
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
  })

  afterAll(() => postern.quit())

  it('is copied by its name in the palette, with a word in the place of the token', async () => {
    const { page } = postern
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('combobox', { name: 'Command' }).fill('copy as python')
    await page.keyboard.press('Enter')
    await page.getByRole('group', { name: 'Done' }).getByText('Copied as Python. It lacks 1 secret').waitFor()
    expect(await clipboard()).toMatch(
      /import requests[^]*"http:\/\/127\.0\.0\.1:\d+\/api\/external\/sites\?customerId=1099"[^]*"Bearer YOUR_TOKEN"/,
    )
  })

  it('is shown before it is copied, in each language', async () => {
    await postern.exchangeAct('Copy as…')
    await dialog().getByLabel('curl').and(postern.page.locator(':checked')).waitFor()
    for (const [name, text] of [
      ['fetch', 'await fetch('],
      ['axios', 'await axios('],
      ['PowerShell', 'Invoke-WebRequest'],
      ['C#', 'new HttpRequestMessage('],
      ['Raw HTTP', 'GET /api/external/sites?customerId=1099 HTTP/1.1'],
    ] as const) {
      await dialog().getByLabel(name).check()
      const preview = dialog().getByRole('group', { name: 'What will leave' })
      await preview.filter({ hasText: text }).waitFor()
      await dialog().getByRole('button', { name: 'Copy', exact: true }).click()
      await expect.poll(clipboard).toContain(text)
    }
    await postern.picture('copied-as')
    await postern.page.keyboard.press('Escape')
  })

  it('remembers the language', async () => {
    await dialog().waitFor({ state: 'hidden' })
    await postern.exchangeAct('Copy as…')
    await dialog().getByLabel('Raw HTTP').and(postern.page.locator(':checked')).waitFor()
    await postern.page.keyboard.press('Escape')
  })
})
