import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'

describe('dialogs', () => {
  let postern: Postern

  const open = () => postern.page.locator('dialog[open]')
  const dialog = (name: string) => postern.page.getByRole('dialog', { name })
  const chooseInMenu = (...ids: string[]) =>
    postern.app.evaluate(({ Menu }, chosen) => {
      for (const id of chosen) Menu.getApplicationMenu()?.getMenuItemById(id)?.click()
    }, ids)

  beforeAll(async () => {
    postern = await startPostern()
    await postern.send({ target: '/api/external/sites' })
    await postern.headline.filter({ hasText: 'sites' }).waitFor()
  })

  afterAll(() => postern.quit())

  it.each([
    ['save-request', 'paste', 'Paste anything'],
    ['paste', 'saved-requests', 'Saved requests'],
    ['export', 'shortcuts', 'Shortcuts'],
  ])(
    'of %s and %s, chosen one right after the other, the later is open alone',
    async (first, second, name) => {
      await chooseInMenu(first, second)
      await dialog(name).waitFor()
      await expect.poll(() => open().count()).toBe(1)
      await postern.page.keyboard.press('Escape')
      await open().waitFor({ state: 'detached' })
    },
  )
})
