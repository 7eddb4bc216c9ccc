import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern, type Room } from './postern.ts'
import { countedKeyboard } from './support/keyboard.ts'

const REFUSED =
  'GET /api/external/sites?customerId=1099 failed with status 403: {"status":{"code":100,"errorMessage":"Customer 1099 is outside the scope of this API key."},"data":null,"count":null,"message":"Customer 1099 is outside the scope of this API key.","errors":[{"code":100,"message":"Customer 1099 is outside the scope of this API key."}]}'

describe('what is pasted into the dialog', () => {
  let postern: Postern

  const dialog = () => postern.page.getByRole('dialog', { name: 'Paste anything' })
  const focused = () => postern.page.locator(':focus')

  async function paste(text: string, from: Room = 'History'): Promise<void> {
    if (await dialog().isVisible()) await postern.page.keyboard.press('Escape')
    await postern.goTo(from)
    await postern.door()
    await countedKeyboard(postern).paste(text)
  }

  beforeAll(async () => {
    postern = await startPostern()
    for (const count of [1, 2]) {
      await postern.send({ target: '/api/external/sites?customerId=1099', key: 'site-7' })
      await postern.history
        .getByRole('option')
        .nth(count - 1)
        .waitFor()
      await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    }
  })

  afterAll(() => postern.quit())

  it.each<Room>(['History', 'Catalog'])(
    'leads from %s to the value that is to be changed, and selects it',
    async (room) => {
      await paste(REFUSED, room)
      await dialog().getByRole('button', { name: 'Copy to the composer' }).click()
      await dialog().waitFor({ state: 'detached' })
      await expect.poll(() => focused().getAttribute('data-parameter')).toBe('customerId')
      await postern.page.keyboard.type('7')
      expect(await focused().inputValue()).toBe('7')
      await postern.page.keyboard.press('Escape')
    },
  )

  it('leads to the choice of a key', async () => {
    await paste(REFUSED)
    await dialog().getByRole('button', { name: 'Choose a key…' }).click()
    await dialog().waitFor({ state: 'detached' })
    await postern.page.getByLabel('Key', { exact: true }).and(focused()).waitFor()
    await postern.page.keyboard.press('Escape')
  })

  it.each([
    ['Show the problem', 'Problems'],
    ['Look it up in the catalog', 'Catalog'],
  ])('leads with “%s” to the room %s', async (act, room) => {
    await paste(REFUSED)
    await dialog().getByRole('button', { name: act }).click()
    await dialog().waitFor({ state: 'detached' })
    await postern.page.getByRole('heading', { name: room }).first().waitFor()
    await expect
      .poll(() => postern.page.evaluate(() => document.activeElement?.closest('main') !== null))
      .toBe(true)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s starts at what sends nothing', async (method) => {
    await paste(`curl -X ${method} https://other.example/api/webhook/subscribers/7`)
    await dialog().getByRole('button', { name: 'Send it' }).waitFor()
    await dialog().getByRole('button', { name: 'Edit the request' }).and(focused()).waitFor()
    await postern.page.keyboard.press('Escape')
  })

  it('a request that changes nothing starts at its sending', async () => {
    await paste('curl https://other.example/api/webhook/subscribers/7')
    await dialog().getByRole('button', { name: 'Send it' }).and(focused()).waitFor()
    await postern.page.keyboard.press('Escape')
  })
})
