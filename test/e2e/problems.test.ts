import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('problems', () => {
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const rail = (name: RegExp) =>
    postern.page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name })
  const card = (name: RegExp) => main().getByRole('article', { name })
  const refuse = async (customer: number) => {
    await postern.send({ target: `/api/external/sites?customerId=${customer}` })
    await postern.headline.filter({ hasText: `Customer ${customer}` }).waitFor()
  }

  beforeAll(async () => {
    postern = await startPostern()
    await refuse(1098)
    await refuse(1099)
    await postern.send({ target: '/api/external/staffs/999999/licenses' })
    await postern.history.getByRole('option', { name: /404/ }).waitFor()
  })

  afterAll(() => postern.quit())

  it('gather the failures that are alike, and are counted on the rail', async () => {
    await rail(/^Problems 2 open$/).click()
    await expect.poll(() => main().getByRole('article').count()).toBe(2)
    const refused = card(/Customer 1099/)
    await refused.getByText('2 times', { exact: true }).waitFor()
    expect(await refused.innerText()).toMatch(/customerId 1099/)
    await refused.getByRole('img', { name: '2 times in 24 hours, 2 in 14 days' }).waitFor()
    expect(await complaints(postern.page)).toEqual([])
  })

  it('lead to their latest exchange, which says how often it was seen', async () => {
    await card(/Customer 1099/)
      .getByRole('button', { name: 'Open the latest' })
      .click()
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    const seen = main().getByRole('region', { name: 'Seen before' })
    await seen.getByText(/2 times since today/).waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await seen.getByRole('button', { name: 'Show the problem' }).click()
    await card(/Customer 1099/)
      .getByRole('button', { name: 'Show all 2 in History' })
      .click()
    await main().getByText('2 of 3 exchanges').waitFor()
    await main().getByRole('button', { name: 'Clear the filter' }).click()
  })

  it('are resolved, and reopened when they happen again', async () => {
    await rail(/^Problems/).click()
    await card(/Customer 1099/)
      .getByRole('button', { name: 'Resolve' })
      .click()
    await rail(/^Problems 1 open$/).waitFor()
    await card(/Customer 1099/).waitFor({ state: 'detached' })
    // In words for the eye too, with a way back, and without taking the focus or moving the room.
    const done = main().getByRole('group', { name: 'Done' })
    await done.getByText('The problem is resolved now').waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await done.getByRole('button', { name: 'Undo' }).click()
    await rail(/^Problems 2 open$/).waitFor()
    await done.getByText('The problem is open now').waitFor()
    await done.getByRole('button', { name: 'Dismiss' }).click()
    await done.waitFor({ state: 'detached' })
    await card(/Customer 1099/)
      .getByRole('button', { name: 'Resolve' })
      .click()
    await rail(/^Problems 1 open$/).waitFor()
    await rail(/^History$/).click()
    await refuse(1097)
    await rail(/^Problems 2 open$/).click()
    await card(/Customer 1097/)
      .getByText(/was resolved and happened again/)
      .waitFor()
    expect(await complaints(postern.page)).toEqual([])
  })

  it('are gone through and changed by keyboard', async () => {
    const { page } = postern
    const focused = (name: RegExp) => card(name).and(page.locator(':focus'))
    await main().getByRole('article').first().focus()
    await page.keyboard.press('ArrowDown')
    await focused(/staff|999999|not there/i).waitFor()
    await page.keyboard.press('i')
    await rail(/^Problems 1 open$/).waitFor()
    await focused(/Customer 1097/).waitFor()
    await main().getByRole('button', { name: 'Ignored 1' }).click()
    await main().getByRole('article').first().focus()
    await page.keyboard.press('o')
    await rail(/^Problems 2 open$/).waitFor()
    await main().getByRole('button', { name: 'Open 2' }).click()
    await card(/Customer 1097/).focus()
    await page.keyboard.press('Enter')
    await postern.headline.filter({ hasText: 'Customer 1097' }).waitFor()
    await rail(/^Problems/).click()
  })

  it('can be ignored, and are not counted then', async () => {
    await card(/Customer 1097/)
      .getByRole('button', { name: 'Ignore' })
      .click()
    await rail(/^Problems 1 open$/).waitFor()
    await main().getByRole('button', { name: 'Ignored 1' }).click()
    await card(/Customer 1097/)
      .getByRole('button', { name: 'Reopen' })
      .click()
    await rail(/^Problems 2 open$/).waitFor()
  })
})
