import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'

describe('going from one exchange to the next', () => {
  const data = createDataFolder()
  const errors: Error[] = []
  let postern: Postern

  const detail = () => postern.page.getByRole('region', { name: 'Selected exchange' })
  const resize = (width: number, height: number) =>
    postern.app.evaluate(
      ({ BrowserWindow }, size) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height)
      },
      { width, height },
    )
  const rows = () => postern.history.getByRole('option')

  beforeAll(async () => {
    postern = await startPostern(data.path)
    postern.page.on('pageerror', (error) => errors.push(error))
    for (const customer of [1098, 1099]) {
      await postern.send({ target: `/api/external/sites?customerId=${customer}` })
      await postern.headline.filter({ hasText: String(customer) }).waitFor()
    }
    await rows().nth(1).waitFor()
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('begins at the top of what is read', async () => {
    await resize(900, 600)
    const place = () => detail().evaluate((element) => element.scrollTop)
    await detail()
      .getByRole('button', { name: /^Look it up/ })
      .scrollIntoViewIfNeeded()
    expect(await place()).toBeGreaterThan(0)
    await postern.history.focus()
    await postern.page.keyboard.press('ArrowDown')
    await postern.headline.filter({ hasText: '1098' }).waitFor()
    expect(await place()).toBe(0)
    await resize(1440, 900)
  })

  it('closes the menu of the one before', async () => {
    await detail().getByRole('button', { name: 'Replay with another key' }).click()
    await postern.page.getByRole('menuitem', { name: 'Replay with company' }).waitFor()
    await postern.page.keyboard.press('Delete')
    await postern.headline.filter({ hasText: '1099' }).waitFor()
    await postern.page.getByRole('menu').waitFor({ state: 'hidden' })
    await postern.page.getByRole('button', { name: 'Undo' }).click()
    await rows().nth(1).waitFor()
  })

  it('takes along the view that was open, but not what was searched for there', async () => {
    const field = () => detail().getByRole('textbox', { name: 'Search the body' })
    await detail().getByRole('tab', { name: 'Body' }).click()
    await field().fill('1099')
    await rows().last().click()
    await postern.headline.filter({ hasText: '1098' }).waitFor()
    await detail().getByRole('tabpanel', { name: 'Body' }).waitFor()
    expect(await field().inputValue()).toBe('')
    await detail().getByRole('tab', { name: 'Diagnosis' }).click()
  })

  it('leaves the frame whole when a deletion was taken back meanwhile', async () => {
    await postern.exchangeAct('Delete')
    await postern.page.getByRole('button', { name: 'Undo' }).click()
    await rows().nth(1).waitFor()
    for (const [room, heading] of [
      ['Keys', 'Keys'],
      ['History', /Customer/],
    ] as const) {
      await postern.goTo(room)
      await postern.page.getByRole('main').getByRole('heading', { name: heading, level: 1 }).waitFor()
    }
    expect(errors).toEqual([])
  })

  it('keeps a note that is being written, and leaves the focus in the list', async () => {
    const { page } = postern
    const field = detail().getByRole('textbox', { name: 'Note' })
    await rows().nth(0).click()
    await postern.exchangeAct('Note')
    await page.keyboard.type('Asked the owner of the key')
    await rows().nth(1).click()
    await field.waitFor({ state: 'detached' })
    await postern.exchangeAct('Note')
    await page.keyboard.type('Another')
    await rows().nth(1).click()
    await page.keyboard.press('ArrowUp')
    await field.waitFor()
    await expect.poll(() => field.inputValue()).toBe('Asked the owner of the key')
    expect(await postern.history.evaluate((list) => list === document.activeElement)).toBe(true)
    await detail().getByRole('button', { name: 'Cancel' }).click()
    await field.waitFor({ state: 'detached' })
    await rows().nth(1).click()
    await expect.poll(() => field.inputValue()).toBe('Another')
    await detail().getByRole('button', { name: 'Keep note' }).click()
    await detail().getByText('Another').waitFor()
  })
})
