import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('the rooms', () => {
  const data = createDataFolder()
  let postern: Postern

  const main = () => postern.page.getByRole('main')

  beforeAll(async () => {
    postern = await startPostern(data.path)
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('explains what is pasted, down to the claim that refuses', async () => {
    const { page } = postern
    const text = await postern.door()
    await text.fill(
      'HTTP/1.1 403 Forbidden\n\n{"status":{"code":100,"errorMessage":"Customer 1099 is outside the scope of this API key."},"data":null,"count":null,"message":"Customer 1099 is outside the scope of this API key.","errors":[]}',
    )
    await page.getByRole('textbox', { name: 'Request' }).fill('GET /api/external/sites?customerId=1099')
    await page.getByText('Add claims, headers').click()
    await page.getByLabel('Claims or token').fill('{ "KeyType": "public", "CustomerId": [7, 12] }')
    await page.getByRole('heading', { name: /Customer 1099/ }).waitFor()
    await postern.scope.getByRole('row', { name: /CustomerId/ }).waitFor()
    expect(await postern.scope.getByRole('row', { name: /CustomerId/ }).innerText()).toMatch(
      /7, 12[\s\S]*1099/,
    )
    expect(await complaints(page)).toEqual([])
  })

  it('says when it had to guess the status, and what it cannot read', async () => {
    const { page } = postern
    await page.getByRole('button', { name: 'Clear' }).click()
    await page
      .getByRole('textbox', { name: 'What failed' })
      .fill('{"statusCode":429,"message":"Rate limit is exceeded."}')
    await page.getByText('The body names HTTP status 429.').waitFor()
    await page.getByLabel('HTTP status').fill('4')
    expect(await page.getByLabel('HTTP status').getAttribute('aria-invalid')).toBe('true')
    await page.getByText('A status has three digits').waitFor()
  })

  it('Sandbox has each fault tried with two clicks, and shows it in its log', async () => {
    await postern.goTo('Sandbox')
    await main()
      .getByRole('button', { name: /^Test html-502/ })
      .click()
    await main().getByRole('tab', { name: 'Diagnosis' }).waitFor()
    await main().getByRole('button', { name: 'Cancel' }).click()
    await postern.goTo('Sandbox')
    const log = main().getByRole('table', { name: 'Requests to the sandbox' })
    await log.getByRole('row', { name: /html-502\s+502/ }).waitFor()
    await main().getByLabel('for the next').fill('3')
    await main().getByRole('button', { name: 'Switch on reset' }).click()
    await main().getByRole('region', { name: 'Switched on' }).getByText('next 3 requests').waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await main().getByRole('button', { name: 'Switch all off' }).click()
    await main()
      .getByRole('region', { name: 'Switched on' })
      .getByText('next 3 requests')
      .waitFor({ state: 'detached' })
  })

  it('Catalog is searched by keyboard, and reached from a diagnosis', async () => {
    await postern.goTo('Catalog')
    await main().locator('input:focus').waitFor()
    await postern.page.keyboard.type('429')
    await postern.page.keyboard.press('ArrowDown')
    await postern.page.keyboard.press('ArrowUp')
    await main().getByRole('heading', { name: 'The rate limit is used up' }).waitFor()
    await main().getByText('Wait until the next minute begins').waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await postern.goTo('History')
    await postern.send({ target: '/api/external/sites?customerId=1099' })
    await postern.headline.filter({ hasText: '1099' }).waitFor()
    await main().getByRole('button', { name: 'Look it up in the catalog' }).click()
    await main().getByText('Do not retry. Fix the scope of the request.').waitFor()
  })

  it('Keys shows the window of the key that was used', async () => {
    await postern.goTo('Keys')
    // The count begins anew on the minute; the last hour does not.
    await postern
      .keyRow('site-7')
      .getByText(/\d+\/60/)
      .waitFor()
    await main()
      .getByText(/[1-9]\d* attempts? in the last hour/)
      .waitFor()
    expect(await complaints(postern.page)).toEqual([])
  })

  it('Settings are refused at the field, kept when they are right, and reset', async () => {
    await postern.goTo('Settings')
    await main()
      .getByRole('button', { name: /Guardhouse AU/ })
      .click()
    await main().getByLabel('Requests per rate window').fill('0')
    await main().getByRole('button', { name: 'Save', exact: true }).click()
    await main().getByText('Give a number above 0.', { exact: true }).waitFor()
    expect(await main().getByLabel('Requests per rate window').getAttribute('aria-invalid')).toBe('true')
    expect(await complaints(postern.page)).toEqual([])
    await main().getByLabel('Requests per rate window').fill('30')
    await main().getByLabel('When it is full').selectOption('observe')
    await main().getByRole('button', { name: 'Save', exact: true }).click()
    await main().getByRole('button', { name: 'Reset to preset' }).click()
    await main().getByRole('button', { name: 'Reset to preset' }).waitFor({ state: 'detached' })
    expect(await main().getByLabel('Requests per rate window').inputValue()).toBe('60')
  })

  it('Settings are felt at once: a smaller cap cuts the next answer, which is shown as incomplete', async () => {
    await main()
      .getByRole('button', { name: /^Sandbox/ })
      .click()
    await main().getByLabel('Largest body in MB').fill('1')
    await main().getByRole('button', { name: 'Save', exact: true }).click()
    await main().getByRole('button', { name: 'Reset to preset' }).waitFor()
    await postern.goTo('Sandbox')
    await main().getByLabel('Value of huge').fill('2MB')
    await main()
      .getByRole('button', { name: /^Test huge/ })
      .click()
    await postern.history.getByRole('option', { name: /^incomplete response, GET .*status 200/ }).waitFor()
    await postern.goTo('Settings')
    await main().getByRole('button', { name: 'Reset to preset' }).click()
    await main().getByRole('button', { name: 'Reset to preset' }).waitFor({ state: 'detached' })
  })

  it('Settings add another profile, and remove it again', async () => {
    const profile = postern.page.getByLabel('Profile', { exact: true })
    await main().getByText('Add a profile…').click()
    const form = main().getByRole('form', { name: 'New profile' })
    await form.getByLabel('Name', { exact: true }).fill('Staging')
    await form.getByLabel('Base URL').fill('https://staging.example.com')
    await main().getByRole('button', { name: 'Add profile' }).click()
    await main().getByRole('heading', { name: 'Settings of Staging' }).waitFor()
    await postern.goTo('History')
    expect(await profile.locator('option').allInnerTexts()).toContain('Staging')
    await postern.goTo('Settings')
    await main().getByRole('button', { name: 'Remove profile…' }).click()
    await main().getByRole('button', { name: 'Remove', exact: true }).click()
    await main().getByRole('heading', { name: 'Settings of Staging' }).waitFor({ state: 'detached' })
    await postern.goTo('History')
    await profile.waitFor()
    expect(await profile.locator('option').allInnerTexts()).not.toContain('Staging')
  })

  it('goes everywhere by the palette, and lists its shortcuts', async () => {
    const { page } = postern
    await page.keyboard.press('ControlOrMeta+k')
    // The list begins with Send, but a stray Enter must send nothing.
    const commands = page.getByRole('dialog').getByRole('option')
    expect(await commands.first().innerText()).toContain('Send')
    expect(await commands.and(page.getByRole('option', { selected: true })).innerText()).toContain('Use key…')
    await page.keyboard.type('limits')
    expect(await page.getByRole('combobox', { name: 'Command' }).inputValue()).toBe('limits')
    expect(await complaints(postern.page)).toEqual([])
    await page.keyboard.press('Enter')
    await main().getByRole('heading', { name: 'Keys and limits', level: 1 }).waitFor()
    await page.getByRole('button', { name: '? for shortcuts' }).focus()
    await page.keyboard.press('?')
    const table = page.getByRole('table', { name: 'Shortcuts' })
    await table.getByRole('row', { name: 'All commands' }).waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await page.keyboard.press('Escape')
    await table.waitFor({ state: 'detached' })
    await page.keyboard.press('ControlOrMeta+1')
    await postern.history.waitFor()
  })

  it('has the draft again after a restart, but no secret of it', async () => {
    const { page } = postern
    await page.getByRole('combobox', { name: 'Path or URL' }).fill('/api/external/staffs?limit=3')
    await page.getByRole('button', { name: /^Parts of the request/ }).click()
    await page.getByRole('tab', { name: 'Headers' }).click()
    await page.getByRole('button', { name: 'Add header' }).click()
    await page.getByLabel('Header name 1').fill('X-Api-Key')
    await page.getByLabel('Header value 1').fill('sandbox-site-7')
    await postern.quit()
    postern = await startPostern(data.path)
    const target = postern.page.getByRole('combobox', { name: 'Path or URL' })
    expect(await target.inputValue()).toBe('/api/external/staffs?limit=3')
    await postern.page.getByRole('button', { name: /^Parts of the request/ }).click()
    expect(await postern.page.getByLabel('Header name 1').inputValue()).toBe('X-Api-Key')
    expect(await postern.page.getByLabel('Header value 1').inputValue()).toBe('')
  })
})
