import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'

describe('dialogs', () => {
  let postern: Postern

  const open = () => postern.page.locator('dialog[open]')
  const chooseInMenu = (...ids: string[]) =>
    postern.app.evaluate(({ Menu }, chosen) => {
      for (const id of chosen) Menu.getApplicationMenu()?.getMenuItemById(id)?.click()
    }, ids)

  beforeAll(async () => {
    postern = await startPostern()
    await postern.send({ target: '/api/external/sites' })
    await postern.headline.filter({ hasText: 'sites' }).waitFor()
    // What is loaded for the first time opens when it has come, in whichever order.
    for (const id of ['save-request', 'paste', 'saved-requests', 'export', 'shortcuts']) {
      await chooseInMenu(id)
      await open().waitFor()
      await postern.page.keyboard.press('Escape')
      await open().waitFor({ state: 'detached' })
    }
  })

  afterAll(() => postern.quit())

  it.each([
    ['save-request', 'paste'],
    ['paste', 'saved-requests'],
    ['export', 'shortcuts'],
  ])('of %s and %s, chosen one right after the other, one is open alone', async (first, second) => {
    await chooseInMenu(first, second)
    await open().first().waitFor()
    await expect.poll(() => open().count()).toBe(1)
    await postern.page.keyboard.press('Escape')
    await open().waitFor({ state: 'detached' })
  })
})
