import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'

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
