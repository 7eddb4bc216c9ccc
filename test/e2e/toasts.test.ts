import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'
import { dropFile } from './support/dropFile.ts'
import { layoutFaults } from './support/layout.ts'

describe('what says that something is done', () => {
  let postern: Postern
  const folder = mkdtempSync(join(tmpdir(), 'postern-notice-'))

  beforeAll(async () => {
    postern = await startPostern()
    for (const customer of [7, 12, 1099]) {
      await postern.send({ target: `/api/external/sites?customerId=${customer}` })
      await postern.history.getByRole('option', { name: new RegExp(`customerId=${customer}`) }).waitFor()
    }
  })

  afterAll(async () => {
    await postern.quit()
    rmSync(folder, { recursive: true })
  })

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

  it('leaves what acts on chosen rows free beside a notice', async () => {
    const { page } = postern
    const file = join(folder, 'broken.postern')
    writeFileSync(file, '{"postern":1}')
    await dropFile(page, file)
    await page.getByRole('list', { name: 'Notices' }).getByText('Postern could not open the file').waitFor()
    await postern.history.getByRole('option').first().click()
    await page.keyboard.press('Shift+ArrowDown')
    const toolbar = page.getByRole('toolbar', { name: 'Selected exchanges' })
    await toolbar.waitFor()
    expect(await layoutFaults(page)).toEqual([])
    await postern.picture('notice')
  })
})
