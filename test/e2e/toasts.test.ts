import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('what says that something is done', () => {
  let postern: Postern

  beforeAll(async () => {
    postern = await startPostern()
    for (const customer of [7, 12, 1099]) {
      await postern.send({ target: `/api/external/sites?customerId=${customer}` })
      await postern.history.getByRole('option', { name: new RegExp(`customerId=${customer}`) }).waitFor()
    }
  })

  afterAll(() => postern.quit())

  it.each([
    [900, 600],
    [1100, 720],
    [1440, 900],
  ])('covers no act at %i × %i, and nothing moves for it', async (width, height) => {
    const { page } = postern
    await postern.app.evaluate(
      ({ BrowserWindow }, to) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(to.width, to.height)
      },
      { width, height },
    )
    await page.waitForFunction((to) => innerWidth === to, width)
    await postern.history.getByRole('option').first().click()
    await page.keyboard.press('Shift+ArrowDown')
    const toolbar = page.getByRole('toolbar', { name: 'Selected exchanges' })
    await toolbar.waitFor()
    const before = await page.getByRole('main').boundingBox()
    await toolbar.getByRole('button', { name: 'Delete' }).click()
    const done = page.getByRole('group', { name: 'Done' })
    await done.getByRole('button', { name: 'Undo' }).waitFor()
    expect(await page.getByRole('main').boundingBox()).toEqual(before)
    const covered = await page.evaluate(() => {
      const toast = document.querySelector('[aria-label="Done"]')
      const { left, right, top, bottom } = toast?.getBoundingClientRect() ?? new DOMRect()
      return [...document.querySelectorAll('button, a, input, select')]
        .filter((act) => toast?.contains(act) !== true)
        .filter((act) => {
          const box = act.getBoundingClientRect()
          return box.left < right && box.right > left && box.top < bottom && box.bottom > top
        })
        .map(({ outerHTML }) => outerHTML)
    })
    expect(covered).toEqual([])
    expect(await complaints(page)).toEqual([])
    await postern.picture(`toast-${width}`)
    await done.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => postern.history.getByRole('option').count()).toBe(3)
  })
})
