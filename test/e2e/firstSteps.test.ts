import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { layoutFaults } from './support/layout.ts'

describe('the first screen', () => {
  let postern: Postern

  beforeAll(async () => {
    postern = await startPostern()
  })

  afterAll(() => postern.quit())

  it.each([900, 1000, 1100, 1250, 1440])('has all statuses to try in one line, %i px wide', async (width) => {
    await postern.app.evaluate(({ BrowserWindow }, to) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(to, 720)
    }, width)
    await postern.page.waitForFunction((to) => innerWidth === to, width)
    const statuses = postern.page.getByRole('button', { name: /^Try \d+: / })
    const tops = await statuses.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top))
    expect(tops).toHaveLength(4)
    expect(new Set(tops).size).toBe(1)
    expect(await layoutFaults(postern.page)).toEqual([])
    await postern.picture(`first-screen-${width}`)
  })
})

describe.each([
  ['A request that succeeds', /sites, all in order/],
  ['A customer outside the scope', /Customer 1099 is outside/],
  ['A wrong value', /customerId=abc was refused/],
  ['A server that fails', /500 · retrying/],
])('on the first start, “%s”', (title, headline) => {
  let postern: Postern

  beforeAll(async () => {
    postern = await startPostern()
  })

  afterAll(() => postern.quit())

  it('is one click, and shows what it says', async () => {
    const { page } = postern
    await page.getByRole('button', { name: title }).waitFor()
    expect(await page.getByRole('button', { name: /^Try \d+: / }).count()).toBe(4)
    await page.getByRole('button', { name: title }).click()
    await postern.headline.filter({ hasText: headline }).waitFor()
  })
})
