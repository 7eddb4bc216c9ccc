import type { Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from '../postern.ts'
import { complaints } from '../support/complaints.ts'
import { startStagingApi, type StagingApi } from '../support/stagingApi.ts'

const SECRET = `staging-key-${Date.now()}-A1b2C3d4`

/** The token request of a staging system is unknown; in the end its key works. */
describe('make a new profile for a staging system whose token request is unknown', () => {
  let api: StagingApi
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const isInView = (place: Locator) =>
    place.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      const room = element.closest('section')?.getBoundingClientRect()
      return room !== undefined && top >= room.top && bottom <= room.bottom
    })
  const form = () => main().getByRole('form', { name: 'New profile' })

  beforeAll(async () => {
    api = await startStagingApi(SECRET)
    postern = await startPostern()
  })

  afterAll(async () => {
    await postern.quit()
    await api.close()
  })

  it('type the host as it is in a terminal, and take the whole address', async () => {
    await postern.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(900, 600)
    })
    await postern.page.waitForFunction(() => innerWidth === 900)
    await postern.goTo('Settings')
    await main().getByRole('button', { name: 'Save', exact: true }).scrollIntoViewIfNeeded()
    await main().getByRole('button', { name: 'Add a profile…' }).click()
    expect(await isInView(main().getByRole('heading', { name: 'A new profile' }))).toBe(true)
    await form().getByLabel('Base URL').fill(api.origin.replace('http://', ''))
    await form()
      .getByRole('button', { name: `Use ${api.origin}` })
      .click()
    expect(await form().getByLabel('Base URL').inputValue()).toBe(api.origin)
    expect(await complaints(postern.page)).toEqual([])
    await postern.picture('new-profile')
  })

  it('test the key, and see what was asked and what came back', async () => {
    await form().getByLabel('API key').focus()
    await postern.page.keyboard.insertText(SECRET)
    await form().getByRole('button', { name: 'Test', exact: true }).click()
    await form().getByText('No token', { exact: true }).waitFor()
    expect(await isInView(form().getByText('No token', { exact: true }))).toBe(true)
    await form().getByText(`POST ${api.origin}/api/token/request`).waitFor()
    await form().getByText('key as apiKey in JSON').waitFor()
    await form().getByText('Response to the token request').click()
    await form().getByText('Not found').first().waitFor()
    expect(api.received).toEqual(['POST /api/token/request'])
  })

  it('paste the command that logs in, and have the token request', async () => {
    await form().getByLabel('Login command').fill(`curl -X POST ${api.loginUrl} -d 'secret=$STAGING_KEY'`)
    await form().getByRole('button', { name: 'Read command' }).click()
    await form().getByText('Read from the command:').waitFor()
    expect(await form().getByLabel('Path', { exact: true }).inputValue()).toBe('/v2/session/login')
    expect(await form().getByLabel('Under the name').inputValue()).toBe('secret')
    await form().getByRole('button', { name: 'Test', exact: true }).click()
    await form().getByText('Token received').waitFor()
    await form().getByText('public · customer 7').waitFor()
    await postern.picture('new-profile-works')
  })

  it('add it, and send the first request with its key', async () => {
    await form().getByLabel('Name', { exact: true }).fill('Staging')
    await form().getByRole('button', { name: 'Add profile' }).click()
    await main().getByRole('heading', { name: 'Settings of Staging' }).waitFor()
    await postern.goTo('History')
    await postern.send({ target: '/api/external/sites' })
    await postern.history.getByRole('option', { name: /GET .*sites.*200/ }).waitFor()
    expect(api.received.at(-1)).toBe('GET /api/external/sites')
  })

  it('take a copy of it for the next system', async () => {
    await postern.goTo('Settings')
    await main()
      .getByRole('button', { name: /^Staging/ })
      .click()
    await main().getByRole('button', { name: 'Duplicate…' }).click()
    expect(await form().getByLabel('Name', { exact: true }).inputValue()).toBe('Staging copy')
    expect(await form().getByLabel('Under the name').inputValue()).toBe('secret')
    await form().getByRole('button', { name: 'Cancel' }).click()
    await form().waitFor({ state: 'detached' })
  })
})

/** A profile is there, and its token request was never right. */
describe('mend the token request of a profile, from the failure on', () => {
  let api: StagingApi
  let postern: Postern

  const main = () => postern.page.getByRole('main')

  beforeAll(async () => {
    api = await startStagingApi(SECRET)
    postern = await startPostern()
    await postern.goTo('Settings')
    await main().getByRole('button', { name: 'Add a profile…' }).click()
    await main().getByLabel('Base URL').fill(api.origin)
    await main().getByLabel('API key').focus()
    await postern.page.keyboard.insertText(SECRET)
    await main().getByRole('button', { name: 'Add profile' }).click()
    await postern.goTo('History')
    await postern.send({ target: '/api/external/sites' })
    await postern.headline.filter({ hasText: 'The token request is not at this URL' }).waitFor()
  })

  afterAll(async () => {
    await postern.quit()
    await api.close()
  })

  it('see the token request among the attempts, and no request that was never sent', async () => {
    await main().getByRole('tab', { name: 'Attempts' }).click()
    await main().getByText(`POST ${api.origin}/api/token/request`).waitFor()
    await main().getByText('key as apiKey in JSON').waitFor()
    await main().getByText('Response to the token request').click()
    await main().getByText('Not found').first().waitFor()
    await main().getByRole('tab', { name: 'Request' }).click()
    await main().getByText('Postern did not send your request').waitFor()
    await main().getByText(`POST ${api.origin}/api/token/request`).waitFor()
    await main().getByRole('tab', { name: 'Diagnosis' }).click()
  })

  it('go to the very settings, learn from a command, try, and save', async () => {
    await main().getByRole('button', { name: 'Token settings' }).click()
    await expect.poll(() => postern.page.locator(':focus').getAttribute('data-setting')).toBe('token.method')
    await main().getByLabel('Login command').fill(`curl ${api.loginUrl} -d secret=${SECRET}`)
    await main().getByRole('button', { name: 'Read command' }).click()
    await main().getByText('Key of the command').waitFor()
    await main().getByRole('button', { name: 'Test token request' }).click()
    await main().getByText('Token received').waitFor()
    expect(await postern.page.content()).not.toContain(SECRET)
    // The stored key goes there as well, once the user has agreed outside the page.
    await postern.app.evaluate(({ dialog }) => {
      dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })
    })
    await main().getByRole('button', { name: 'Use a key of the profile' }).click()
    await main().getByRole('button', { name: 'Test token request' }).click()
    await main().getByText('Token received').waitFor()
    await postern.picture('settings-token-tried')
    await main().getByRole('button', { name: 'Save', exact: true }).click()
    await postern.page.getByText('Settings saved').first().waitFor()
    await postern.goTo('History')
    await postern.send({ target: '/api/external/sites', key: 'main' })
    await postern.history.getByRole('option', { name: /GET .*sites.*200/ }).waitFor()
  })
})
