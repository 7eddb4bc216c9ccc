import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('the view of the history', () => {
  const data = createDataFolder()
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const rows = () => postern.history.getByRole('option')
  const heads = () => main().getByRole('toolbar', { name: 'Columns' })
  const menu = (name: string) => main().getByRole('button', { name })
  const inMenu = (role: 'menuitem' | 'menuitemcheckbox' | 'menuitemradio', name: string) =>
    postern.page.getByRole(role, { name })
  const filter = () => main().getByRole('combobox', { name: 'Filter the history' })

  beforeAll(async () => {
    postern = await startPostern(data.path)
    await postern.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900)
    })
    for (const target of [
      '/api/external/staffs',
      '/api/external/sites?customerId=1099',
      '/api/external/staffs',
    ]) {
      const before = await rows().count()
      await postern.send({ target })
      await rows().nth(before).waitFor()
    }
    await rows().first().filter({ hasText: '200' }).waitFor()
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('is sorted by a click on a column, and back by one on the time', async () => {
    await heads().getByRole('button', { name: 'Status' }).click()
    await rows().first().filter({ hasText: '403' }).waitFor()
    await heads().getByRole('button', { name: 'Status falling' }).click()
    await rows().last().filter({ hasText: '403' }).waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await heads().getByRole('button', { name: 'Time' }).click()
    await rows().nth(1).filter({ hasText: '403' }).waitFor()
  })

  it('is gone through in the order that is shown', async () => {
    await heads().getByRole('button', { name: 'Status' }).click()
    await postern.history.focus()
    await postern.page.keyboard.press('Home')
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    await heads().getByRole('button', { name: 'Time' }).click()
  })

  it('has columns that are chosen and sized, by keyboard too', async () => {
    await menu('List view').click()
    await inMenu('menuitemcheckbox', 'Took').click()
    await inMenu('menuitemcheckbox', 'Meaning').click()
    expect(await complaints(postern.page)).toEqual([])
    await postern.page.keyboard.press('Escape')
    await heads().getByRole('button', { name: 'Took' }).waitFor({ state: 'detached' })
    const time = heads().getByRole('button', { name: 'Time' })
    await time.focus()
    const before = await heads().evaluate((element) => getComputedStyle(element).gridTemplateColumns)
    await postern.page.keyboard.press('Shift+ArrowRight')
    expect(await heads().evaluate((element) => getComputedStyle(element).gridTemplateColumns)).not.toBe(
      before,
    )
  })

  it('groups by route, in rows that are dense', async () => {
    const height = (await rows().first().boundingBox())?.height ?? 0
    await menu('List view').click()
    await inMenu('menuitemradio', 'Route').click()
    await postern.history.getByText('GET /api/external/staffs').waitFor()
    await postern.history.getByText('1 · 1 failed').waitFor()
    await menu('List view').click()
    await inMenu('menuitemradio', 'Compact').click()
    await expect.poll(async () => ((await rows().first().boundingBox())?.height ?? 0) < height).toBe(true)
    expect(await complaints(postern.page)).toEqual([])
  })

  it('saves a filter under a name, and is as it was left after a restart', async () => {
    await filter().fill('status:4xx')
    await main().getByText('1 of 3 exchanges').waitFor()
    await menu('Saved filters').click()
    await inMenu('menuitem', 'Save this filter…').click()
    await postern.page.getByRole('textbox', { name: 'Name' }).fill('Refused')
    expect(await complaints(postern.page)).toEqual([])
    await postern.page.getByRole('button', { name: 'Save filter' }).click()
    await postern.quit()
    postern = await startPostern(data.path)
    await postern.history.getByText('GET /api/external/staffs').waitFor()
    await menu('Saved filters').click()
    await inMenu('menuitem', 'Refused').click()
    await main().getByText('1 of 3 exchanges').waitFor()
    await menu('Saved filters').click()
    await inMenu('menuitem', 'Edit saved filters…').click()
    await postern.page.getByRole('button', { name: 'Delete Refused' }).click()
    await postern.page.getByText('No saved filter.').waitFor()
    await postern.page.getByRole('button', { name: 'Close' }).click()
  })
})

describe('the palette', () => {
  let postern: Postern

  beforeAll(async () => {
    postern = await startPostern()
    await postern.send({ target: '/api/external/sites?customerId=1099' })
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    await postern.send({ target: '/api/external/staffs' })
    await postern.headline.filter({ hasText: /staff/ }).waitFor()
  })

  afterAll(() => postern.quit())

  it('finds an exchange by an id that stands in its path', async () => {
    const { page } = postern
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('1099')
    await page.getByRole('option', { name: '403 GET /sites?customerId=1099' }).waitFor()
    expect(await complaints(page)).toEqual([])
    await page.keyboard.press('Enter')
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
  })
})
