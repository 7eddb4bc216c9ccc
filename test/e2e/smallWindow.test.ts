import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { layoutFaults, resize } from './support/layout.ts'

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
    await resize(postern, { width: 900, height: 600, zoom: 1 })
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

  it.each([
    { width: 1100, height: 720, zoom: 1 },
    { width: 1440, height: 900, zoom: 1 },
    { width: 1440, height: 900, zoom: 2 },
    { width: 900, height: 600, zoom: 2 },
  ])('gives it at least half of $width × $height at zoom $zoom too', async (size) => {
    await resize(postern, size)
    const { share, outer } = await measure(postern)
    expect(share).toBeGreaterThanOrEqual(0.5)
    expect(outer).toEqual([])
  })

  it('goes from the exchange to whole rows and back by keyboard where both have no room', async () => {
    const { page, history } = postern
    await resize(postern, { width: 900, height: 600, zoom: 2 })
    await page.getByRole('button', { name: 'Requests', exact: true }).press('Enter')
    await expect.poll(() => history.evaluate((list) => list === document.activeElement)).toBe(true)
    const row = await history.getByRole('option').first().boundingBox()
    const around = await history.boundingBox()
    const bottom = Math.min(300, (around?.y ?? 0) + (around?.height ?? 0))
    expect((row?.y ?? Infinity) + (row?.height ?? 0)).toBeLessThanOrEqual(bottom)
    await history.press('Enter')
    await postern.headline.waitFor()
    await expect.poll(() => page.locator(':focus').textContent()).toContain('Requests')
    expect(await layoutFaults(page)).toEqual([])
    await resize(postern, { width: 900, height: 600, zoom: 1 })
    await history.waitFor()
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

  it('shows the path of a request to another host rather than the host', async () => {
    const path = '/api/external/incidentreports/reportdata?incidentReportId=5013'
    await postern.send({ target: `http://127.0.0.1:9${path}` })
    const row = postern.history.getByRole('option', { name: /reportdata/ })
    await row.waitFor()
    const { isPlaceShown, isPathCut } = await row.evaluate((element) => ({
      isPlaceShown: element.querySelector('.place')?.checkVisibility() ?? false,
      isPathCut: [...element.querySelectorAll('.target > .text-cut:not(.place)')].some(
        (part) => part.scrollWidth > part.clientWidth,
      ),
    }))
    expect(isPlaceShown && isPathCut).toBe(false)
  })

  it('has the request in the history alone', async () => {
    for (const room of ['Problems', 'Keys', 'Sandbox', 'Catalog', 'Settings'] as const) {
      await postern.goTo(room)
      expect(await postern.page.getByRole('combobox', { name: 'Path or URL' }).count()).toBe(0)
    }
  })
})
