import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('finding exchanges', () => {
  let postern: Postern

  const done = () => postern.page.getByRole('group', { name: 'Done' })
  const main = () => postern.page.getByRole('main')
  const field = () => main().getByRole('combobox', { name: 'Filter the history' })
  const rows = () => postern.history.getByRole('option')

  beforeAll(async () => {
    postern = await startPostern()
    await postern.send({ target: '/api/external/sites' })
    await postern.headline.filter({ hasText: /sites/ }).waitFor()
    await postern.send({ target: '/api/external/sites?customerId=1099' })
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    await postern.send({ target: '/api/external/staffs' })
    await postern.history.getByRole('option', { name: /staffs/ }).waitFor()
    await rows().nth(2).waitFor()
  })

  afterAll(() => postern.quit())

  it('is done in one field, which completes what is typed and counts what matches', async () => {
    const { page } = postern
    await page.keyboard.press('ControlOrMeta+f')
    await page.keyboard.type('stat')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.type('4')
    await main().getByRole('option', { name: /^4xx/ }).waitFor()
    expect(await complaints(page)).toEqual([])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await main().getByText('1 of 3 exchanges').waitFor()
    expect(await field().inputValue()).toBe('status:4xx ')
    expect(await rows().count()).toBe(1)
    expect(await rows().first().innerText()).toMatch(/403/)
  })

  it('keeps the list right while requests are sent', async () => {
    await postern.send({ target: '/api/external/sites?customerId=1098' })
    await main().getByText('2 of 4 exchanges').waitFor()
    await postern.send({ target: '/api/external/sites' })
    await main().getByText('2 of 5 exchanges').waitFor()
    expect(await rows().count()).toBe(2)
  })

  it('says in place what is wrong, and leaves the list as it is', async () => {
    await field().fill('stauts:4xx')
    await main().getByText('There is no field “stauts”. Did you mean status?').waitFor()
    expect(await field().getAttribute('aria-invalid')).toBe('true')
    expect(await rows().count()).toBe(2)
    // What is shown is found by an earlier filter: nothing is done with it.
    expect(await postern.history.getAttribute('aria-disabled')).toBe('true')
    for (const name of ['Delete 2 matching', /^Replay \d failed/, /^Export \d/])
      expect(await main().getByRole('button', { name }).isDisabled()).toBe(true)
    await main().getByRole('button', { name: 'Show where' }).click()
    expect(await postern.page.evaluate(() => String(getSelection()))).toBe('stauts:4xx')
    expect(await complaints(postern.page)).toEqual([])
  })

  it('teaches when nothing is found, and Escape brings everything back', async () => {
    await field().fill('status:503')
    await main().getByText('Nothing in the history matches this filter.').waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await field().focus()
    await postern.page.keyboard.press('Escape')
    await rows().nth(4).waitFor()
    expect(await field().inputValue()).toBe('')
  })

  it('is helped by pins and notes, which can be searched for', async () => {
    await rows().nth(2).click()
    await postern.exchangeAct('Pin')
    await postern.history.getByRole('option', { name: /, pinned/ }).waitFor()
    await postern.exchangeAct('Note')
    await postern.page.keyboard.type('Asked the integrator')
    await main().getByRole('button', { name: 'Keep note' }).click()
    await main().getByRole('article').getByText('Asked the integrator').waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await field().fill('is:pinned integrator')
    await main().getByText('1 of 5 exchanges').waitFor()
    await field().press('Escape')
  })

  it('deletes one, or all that match, and brings them back', async () => {
    await rows().nth(4).waitFor()
    await rows().first().click()
    await postern.exchangeAct('Delete')
    await done().getByText('Deleted 1 exchange').waitFor()
    await rows().nth(4).waitFor({ state: 'detached' })
    expect(await complaints(postern.page)).toEqual([])
    await done().getByRole('button', { name: 'Undo' }).click()
    await rows().nth(4).waitFor()
    await field().fill('route:/sites')
    await field().press('Enter')
    await main().getByText('4 of 5 exchanges').waitFor()
    await main().getByRole('button', { name: 'Delete 4 matching' }).click()
    await done().getByText('Deleted 4 exchanges').waitFor()
    await main().getByText('Nothing in the history matches this filter.').waitFor()
    await field().press('Escape')
    await rows().first().waitFor()
    expect(await rows().count()).toBe(1)
    await done().getByRole('button', { name: 'Undo' }).click()
    await rows().nth(4).waitFor()
    expect(await postern.history.getByRole('option', { name: /pinned, with a note/ }).count()).toBe(1)
  })
})
