import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('problems', () => {
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const rail = (name: RegExp) =>
    postern.page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name })
  const list = () => main().getByRole('listbox', { name: 'Problems' })
  const row = (name: RegExp) => list().getByRole('option', { name })
  const detail = (name: RegExp) => main().getByRole('article', { name })
  const act = (name: string | RegExp) => main().getByRole('article').getByRole('button', { name }).click()
  const states = (name: string) => main().getByRole('radio', { name })
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
    await expect.poll(() => list().getByRole('option').count()).toBe(2)
    await row(/^403, Customer 1099 .* 2 times/).click()
    // A title that is too long for one line has a second.
    const title = row(/^403, Customer 1099/).locator('.name')
    expect(await title.evaluate((text) => text.scrollWidth <= text.clientWidth)).toBe(true)
    const refused = detail(/Customer 1099/)
    await refused.getByText('2 times', { exact: true }).waitFor()
    await refused.getByRole('img', { name: '2 times in 24 hours, 2 in 14 days' }).waitFor()
    const ids = refused.getByRole('region', { name: 'Affected ids' })
    await ids.getByRole('row', { name: /customerId 1099 1/ }).waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await ids.getByRole('button', { name: '1098' }).click()
    await main().getByText('1 of 3 exchanges').waitFor()
    await main().getByRole('button', { name: 'Clear the filter' }).click()
    await rail(/^Problems/).click()
  })

  it('are sorted by a column, and narrowed down by words and ids', async () => {
    const first = (name: RegExp) => list().getByRole('option').first().and(row(name))
    await first(/^404/).waitFor()
    await main().getByRole('button', { name: 'Times' }).click()
    await first(/^403/).waitFor()
    await main().getByRole('button', { name: 'Times falling' }).click()
    await first(/^404/).waitFor()
    await main().getByRole('button', { name: 'Last seen' }).click()
    const filter = main().getByRole('textbox', { name: 'Filter the problems' })
    await filter.fill('customer 1098')
    await expect.poll(() => list().getByRole('option').count()).toBe(1)
    await filter.fill('customer 5')
    await main().getByText('No problem has these words.').waitFor()
    await main().getByRole('button', { name: 'Clear the filter' }).click()
    await expect.poll(() => list().getByRole('option').count()).toBe(2)
  })

  it('lead to their latest exchange, which says how often it was seen', async () => {
    await row(/Customer 1099/).click()
    await act('More')
    await postern.page.getByRole('menuitem', { name: 'Open the latest' }).click()
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    await main().getByRole('button', { name: 'Show the problem' }).click()
    await row(/Customer 1099/)
      .and(list().getByRole('option', { selected: true }))
      .waitFor()
    await act('Show 2 exchanges')
    await main().getByText('2 of 3 exchanges').waitFor()
    await main().getByRole('button', { name: 'Clear the filter' }).click()
  })

  it('hold a note, which is found again after a restart of the room', async () => {
    await rail(/^Problems/).click()
    await row(/Customer 1099/).click()
    const note = main().getByRole('textbox', { name: 'Note' })
    await note.fill('Ticket 12, the key administrator looks at it.')
    await act('Save note')
    await row(/with a note/).waitFor()
    await rail(/^History$/).click()
    await rail(/^Problems/).click()
    await main().getByRole('textbox', { name: 'Filter the problems' }).fill('ticket')
    await row(/Customer 1099/).click()
    expect(await note.inputValue()).toBe('Ticket 12, the key administrator looks at it.')
    await main().getByRole('textbox', { name: 'Filter the problems' }).fill('')
    expect(await complaints(postern.page)).toEqual([])
  })

  it('are resolved, and reopened when they happen again, which a notification says', async () => {
    await postern.app.evaluate(({ Notification, BrowserWindow }) => {
      const said: string[] = []
      Object.assign(globalThis, { said })
      Notification.isSupported = () => true
      Notification.prototype.show = function (this: Electron.Notification) {
        said.push(`${this.title}: ${this.body}`)
      }
      BrowserWindow.prototype.isFocused = () => false
    })
    await row(/Customer 1099/).click()
    await act('Resolve')
    await rail(/^Problems 1 open$/).waitFor()
    await row(/Customer 1099/).waitFor({ state: 'detached' })
    await detail(/999999/).waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await main().getByRole('button', { name: 'Undo' }).click()
    await rail(/^Problems 2 open$/).waitFor()
    await detail(/Customer 1099/).waitFor()
    await act('Resolve')
    await rail(/^Problems 1 open$/).waitFor()
    await rail(/^History$/).click()
    await refuse(1097)
    await refuse(1096)
    await rail(/^Problems 2 open$/).click()
    await row(/Customer 1096.*reopened/).click()
    await detail(/Customer 1096/)
      .getByText(/You resolved it. It happened again/)
      .waitFor()
    expect(await complaints(postern.page)).toEqual([])
    expect(await postern.app.evaluate(() => (globalThis as { said?: string[] }).said)).toEqual([
      expect.stringMatching(/^A resolved problem happened again: Customer 1097/),
    ])
  })

  it('are gone through and changed by keyboard', async () => {
    const { page } = postern
    await list().focus()
    await page.keyboard.press('End')
    await detail(/999999/).waitFor()
    await page.keyboard.press('i')
    await rail(/^Problems 1 open$/).waitFor()
    await detail(/Customer 1096/).waitFor()
    await states('Ignored 1').click()
    await detail(/999999/).waitFor()
    await list().focus()
    await page.keyboard.press('o')
    await rail(/^Problems 2 open$/).waitFor()
    await states('Open 2').click()
    await row(/Customer 1096/).click()
    await list().focus()
    await page.keyboard.press('Enter')
    await postern.headline.filter({ hasText: 'Customer 1096' }).waitFor()
    await rail(/^Problems/).click()
  })

  it('can be ignored, and are not counted then', async () => {
    await row(/Customer 1096/).click()
    await act('Ignore')
    await rail(/^Problems 1 open$/).waitFor()
    await states('Ignored 1').click()
    await act('Reopen')
    await rail(/^Problems 2 open$/).waitFor()
  })
})
