import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { profileFor } from '../../../app/contract/presets.ts'
import { DEFAULT_SETTINGS } from '../../../app/settings/settings.ts'
import { createDataFolder, startPostern, type Postern } from '../postern.ts'
import { startStagingApi, type StagingApi } from '../support/stagingApi.ts'

const FIRST = `first-key-${Date.now()}`
const SECOND = `second-key-${Date.now()}`

/** Three reasons for the same 401, each told apart from the others, and each mended. */
describe('tell an expired token, a wrong clock and a revoked key apart, and mend each', () => {
  const data = createDataFolder()
  let api: StagingApi
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const isInOrder = () => expect.poll(() => postern.headline.innerText()).toMatch(/^1 site/)
  const send = () => postern.send({ target: '/api/external/sites' })

  beforeAll(async () => {
    api = await startStagingApi(FIRST)
    const { token, ...rest } = profileFor('own', 'Our own API', api.origin)
    const own = {
      ...rest,
      token: { ...token, path: '/v2/session/login', sendKeyIn: 'form', keyName: 'secret' },
    }
    writeFileSync(join(data.path, 'settings.json'), JSON.stringify({ ...DEFAULT_SETTINGS, profiles: [own] }))
    postern = await startPostern(data.path)
    await postern.enterKey({ profile: 'Our own API', alias: 'main', secret: FIRST })
    await postern.goTo('History')
    await postern.page.getByLabel('Profile', { exact: true }).selectOption('own')
    await postern.page.getByLabel('Key', { exact: true }).selectOption('main')
  })

  afterAll(async () => {
    await postern.quit()
    await api.close()
    data.remove()
  })

  it('the key works to begin with', async () => {
    await send()
    await isInOrder()
  })

  it('an expired token: Postern requests a fresh one, and says so', async () => {
    api.mood = 'expired'
    const before = api.received.length
    await send()
    await expect
      .poll(() => api.received.slice(before))
      .toEqual(['GET /api/external/sites', 'POST /v2/session/login', 'GET /api/external/sites'])
    await isInOrder()
    await main().getByRole('tab', { name: 'Attempts' }).click()
    await main()
      .getByText('The token has expired')
      .or(main().getByText(/fresh token|new token/))
      .first()
      .waitFor()
    await main().getByText(`POST ${api.loginUrl}`).waitFor()
    await main().getByRole('tab', { name: 'Diagnosis' }).click()
  })

  it('a wrong clock: how far it is off, and what to set', async () => {
    api.mood = 'clock'
    await send()
    await postern.headline.filter({ hasText: /clock|time/i }).waitFor()
    await main()
      .getByText(/10 min/)
      .first()
      .waitFor()
    await main()
      .getByText(/clock by a time server/)
      .waitFor()
    expect(await postern.headline.innerText()).not.toMatch(/key|expired/i)
    api.mood = 'well'
    await main().getByRole('button', { name: 'Replay', exact: true }).first().click()
    await isInOrder()
  })

  it('a revoked key: named, replaced where it is named, and the request goes through', async () => {
    api.mood = 'revoked'
    await send()
    await postern.headline.filter({ hasText: /main.*revoked|revoked.*main/ }).waitFor()
    api.mood = 'well'
    api.keys.add(SECOND)
    await main().getByRole('button', { name: 'Enter key…' }).click()
    const dialog = postern.page.getByRole('dialog')
    await dialog.getByLabel('API key').focus()
    await postern.page.keyboard.insertText(SECOND)
    await dialog.getByRole('button', { name: 'Keep key' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await send()
    await isInOrder()
  })
})
