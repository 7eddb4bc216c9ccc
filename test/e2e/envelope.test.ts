import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('the envelope', () => {
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const tab = (name: RegExp) => main().getByRole('tab', { name })
  const grid = () => main().getByRole('grid', { name: 'Records' })
  const tree = () => main().getByRole('tree', { name: 'Body' })
  const dialog = () => postern.page.getByRole('dialog', { name: 'Paste anything' })
  const path = () => main().getByLabel('Path', { exact: true })
  const search = () => main().getByRole('textbox', { name: 'Search the body' })
  const activeLine = () => tree().getByRole('treeitem', { selected: true })
  const press = (key: string) => postern.page.keyboard.press(key)
  const copied = () => postern.app.evaluate(({ clipboard }) => clipboard.readText())

  beforeAll(async () => {
    postern = await startPostern()
    await postern.send({ target: '/api/external/timesheets?limit=50' })
    await postern.headline.filter({ hasText: /timesheets/ }).waitFor()
    await tab(/^Body/).click()
    await grid().waitFor()
  })

  afterAll(() => postern.quit())

  it('stands beside the raw body, or alone, as one likes; copying shows that it was done', async () => {
    const side = (name: string) =>
      main().getByRole('radiogroup', { name: 'Show the body as' }).getByRole('radio', { name, exact: true })
    const raw = () => main().getByText('"timesheetId"').first()
    await raw().waitFor()
    await side('Decoded').click()
    await raw().waitFor({ state: 'detached' })
    await side('Raw').click()
    await grid().waitFor({ state: 'detached' })
    await raw().waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await side('Both').click()
    await grid().waitFor()
    // A key that is let go at once chooses as well as one that is held.
    await side('Both').evaluate((element) => {
      const press = { key: 'ArrowRight', bubbles: true, cancelable: true }
      element.focus()
      element.dispatchEvent(new KeyboardEvent('keydown', press))
      element.dispatchEvent(new KeyboardEvent('keyup', press))
    })
    await grid().waitFor({ state: 'detached' })
    await side('Both').click()
    await grid().waitFor()
    const button = main().getByRole('button', { name: 'Copy path' })
    const sign = () => button.locator('svg').getAttribute('class')
    const before = await sign()
    await button.click()
    await expect.poll(sign).not.toBe(before)
  })

  it('shows records as a table, which the arrow keys walk and of which only a part is drawn', async () => {
    expect(await grid().getAttribute('aria-rowcount')).toBe('51')
    await grid().focus()
    await press('ArrowDown')
    await press('ArrowRight')
    expect(await path().innerText()).toBe('$.data[1].customerName')
    await press('End')
    expect(await path().innerText()).toBe('$.data[49].customerName')
    await grid().getByRole('row').and(postern.page.locator('[aria-rowindex="51"]')).waitFor()
    expect(await grid().getByRole('row').count()).toBeLessThan(50)
    expect(await complaints(postern.page)).toEqual([])
  })

  it('copies path and value, by button and by keyboard', async () => {
    await grid().focus()
    await press('Home')
    await main().getByRole('button', { name: 'Copy path' }).click()
    await expect.poll(copied).toBe('$.data[0].customerName')
    await grid().focus()
    await press('ControlOrMeta+c')
    await expect.poll(copied).toBe('Bluegum Health Network')
  })

  it('finds in the records, and goes on and back', async () => {
    await press('ControlOrMeta+j')
    await expect.poll(() => search().evaluate((element) => element === document.activeElement)).toBe(true)
    await postern.page.keyboard.type('KESTREL')
    await main()
      .getByText(/^1 of \d+$/)
      .waitFor()
    expect(await path().innerText()).toBe('$.data[2].customerName')
    await press('Enter')
    await main().getByText(/^2 of/).waitFor()
    expect(await path().innerText()).toBe('$.data[2].siteName')
    await press('Shift+Enter')
    await press('Shift+Enter')
    await main()
      .getByText(/^(\d+) of \1$/)
      .waitFor()
    await press('Escape')
    expect(await search().inputValue()).toBe('')
  })

  it('shows the same as a tree that the keyboard opens, closes and searches by name', async () => {
    await main().getByRole('radio', { name: 'Tree', exact: true }).click()
    await tree().focus()
    await press('Home')
    await postern.page.keyboard.type('da')
    expect(await path().innerText()).toBe('$.data')
    await press('ArrowRight')
    await press('ArrowRight')
    expect(await path().innerText()).toBe('$.data[0]')
    expect(await activeLine().getAttribute('aria-level')).toBe('2')
    await postern.page.getByRole('treeitem', { expanded: true, selected: true }).waitFor()
    await press('ArrowRight')
    expect(await path().innerText()).toBe('$.data[0].timesheetId')
    await press('ArrowLeft')
    await press('ArrowLeft')
    await postern.page.getByRole('treeitem', { expanded: false, selected: true }).waitFor()
    await press('ArrowLeft')
    expect(await path().innerText()).toBe('$.data')
    await press('End')
    expect(await activeLine().getAttribute('aria-level')).toBe('1')
    expect(await complaints(postern.page)).toEqual([])
  })

  it('asks for the next page with the same request', async () => {
    await main().getByRole('button', { name: 'Next page' }).click()
    await postern.history.getByRole('option').nth(1).waitFor()
    await main()
      .getByText(/timesheets\?limit=50&referenceId=\d+/)
      .first()
      .waitFor()
    await tree().waitFor()
  })

  it('shows each finding at its place, and is led there from the diagnosis', async () => {
    await postern.goTo('Sandbox')
    await main()
      .getByRole('button', { name: /^Test unknown-code/ })
      .click()
    await tab(/Diagnosis/).click()
    await main().getByRole('button', { name: 'Show in the body' }).click()
    await activeLine()
      .filter({ hasText: 'code' })
      .filter({ hasText: 'The catalog does not know code' })
      .waitFor()
    expect(await path().innerText()).toBe('$.status.code')
    await expect.poll(() => tree().evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await complaints(postern.page)).toEqual([])
  })

  it('leads to the nearest place when what is meant is missing', async () => {
    const pasted = await postern.door()
    await pasted.fill(
      '{"status":{"code":100},"data":null,"count":null,"message":"No.","errors":[{"code":100,"message":"No."}]}',
    )
    await dialog().getByRole('button', { name: 'Show in the body' }).click()
    await dialog()
      .getByRole('treeitem', { selected: true })
      .filter({ hasText: 'status' })
      .filter({ hasText: 'Missing here' })
      .waitFor()
  })

  it('keeps every digit, and says where broken JSON breaks off', async () => {
    const answer = dialog().getByRole('textbox', { name: 'What failed' })
    const pastedTree = () => dialog().getByRole('tree', { name: 'Body' })
    await answer.fill(
      '{"status":{"code":0,"errorMessage":""},"data":{"id":12345678901234567890},"message":""}',
    )
    await pastedTree().getByText('12345678901234567890', { exact: true }).waitFor()
    await answer.fill('{"status":\n{"code":0,}}')
    await dialog()
      .getByText(/Line 2, column 11/)
      .waitFor()
    await pastedTree().waitFor({ state: 'detached' })
    expect(await complaints(postern.page)).toEqual([])
  })
})
