import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { layoutFaults } from './support/layout.ts'

/** How much of the window shows the selected exchange, from 0 to 1, and what can be scrolled around it. */
function measure({ page }: Postern) {
  return page.evaluate(() => {
    const reading = document.querySelector('section.reading')?.getBoundingClientRect()
    if (!reading) throw new Error('There is no selected exchange')
    const width = Math.min(reading.right, innerWidth) - Math.max(reading.left, 0)
    const height = Math.min(reading.bottom, innerHeight) - Math.max(reading.top, 0)
    const outer = ['html', 'body', '.frame', 'main'].filter((name) => {
      const part = document.querySelector(name)
      if (!part) return false
      const isScroller = ['auto', 'scroll'].includes(getComputedStyle(part).overflowY)
      return isScroller && part.scrollHeight > part.clientHeight
    })
    if (document.documentElement.clientWidth < innerWidth) outer.push('the window')
    return { share: (width * height) / (innerWidth * innerHeight), outer }
  })
}

describe('the smallest window', () => {
  let postern: Postern

  beforeAll(async () => {
    postern = await startPostern()
    await postern.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(900, 600)
    })
    await postern.page.waitForFunction(() => innerWidth === 900 && innerHeight === 600)
    await postern.send({ target: '/api/external/sites?customerId=1099' })
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
  })

  afterAll(() => postern.quit())

  it('gives at least half of itself to the selected exchange, beside a warning about the request', async () => {
    const warning = postern.page.locator('#scope-forecast')
    // What was forecast of this request, its response says.
    await warning.waitFor({ state: 'detached' })
    await postern.page
      .getByRole('combobox', { name: 'Path or URL' })
      .fill('/api/external/sites?customerId=1100')
    await warning.filter({ hasText: 'may not see customer 1100' }).waitFor()
    const { share, outer } = await measure(postern)
    expect(share).toBeGreaterThanOrEqual(0.5)
    expect(outer).toEqual([])
  })

  it('moves nothing of what is read while the parts of the request are open', async () => {
    const { page } = postern
    const place = () => page.locator('section.reading').boundingBox()
    const before = await place()
    await page.getByRole('button', { name: /^Parts of the request/ }).click()
    await page.getByRole('tablist', { name: 'Parts of the request' }).waitFor()
    expect(await place()).toEqual(before)
    expect(await layoutFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('tablist', { name: 'Parts of the request' }).waitFor({ state: 'detached' })
  })

  it('has the request in the history alone', async () => {
    for (const room of ['Problems', 'Keys', 'Sandbox', 'Catalog', 'Settings'] as const) {
      await postern.goTo(room)
      expect(await postern.page.getByRole('combobox', { name: 'Path or URL' }).count()).toBe(0)
    }
  })
})
