import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMANDS, type CommandEntry } from '../../app/contract/commands.ts'
import { keysText } from '../../renderer/features/commands/keys.ts'
import { startPostern, type Postern } from './postern.ts'

/** More places than any room has on the way round. */
const WAY_ROUND = 120

describe('by keyboard alone', () => {
  let postern: Postern

  const press = (key: string) => postern.page.keyboard.press(key)
  const focused = () => postern.page.locator(':focus')

  /** Presses Tab until the focus is on what is meant. */
  async function tabTo(role: string, name: RegExp): Promise<void> {
    for (let count = 0; count < WAY_ROUND; count += 1) {
      await press('Tab')
      const tree = await focused().ariaSnapshot()
      const [first = ''] = tree.split('\n')
      if (first.startsWith(`- ${role}`) && name.test(first)) return
    }
    throw new Error(`Tab never came to the ${role} ${String(name)}`)
  }

  beforeAll(async () => {
    postern = await startPostern()
  })

  afterAll(() => postern.quit())

  it('a whole session: send, read, filter, select, replay, delete and bring back', async () => {
    const { page } = postern
    for (const target of ['/api/external/sites?customerId=1099', '/api/external/staffs?limit=2']) {
      await press('ControlOrMeta+l')
      await press('ControlOrMeta+a')
      await page.keyboard.type(target)
      await press('Escape')
      await press('ControlOrMeta+Enter')
      await postern.history
        .getByRole('option')
        .first()
        .filter({ hasText: target.split('external')[1] ?? '' })
        .waitFor()
    }
    await postern.headline.filter({ hasText: /staff/i }).waitFor()

    await press('ControlOrMeta+f')
    await page.keyboard.type('status:403')
    await press('Escape')
    await page.getByText('1 of 2 exchanges').waitFor()
    await tabTo('listbox', /History/)
    await press('ArrowDown')
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()

    await tabTo('tab', /Diagnosis/)
    for (const name of ['Body', 'Attempts', 'Request']) {
      await press('ArrowRight')
      await page.getByRole('tabpanel', { name }).waitFor()
      expect(await focused().innerText()).toContain(name)
    }

    await press('ControlOrMeta+r')
    await page.getByText('2 of 3 exchanges').waitFor()
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()

    await tabTo('listbox', /History/)
    await press('Delete')
    await page
      .getByRole('group', { name: 'Done' })
      .getByText(/^Deleted 1 exchange/)
      .waitFor()
    await page.getByText('1 of 2 exchanges').waitFor()
    await press('ControlOrMeta+k')
    await page.keyboard.type('bring back')
    await press('Enter')
    await page.getByText('2 of 3 exchanges').waitFor()
  })

  it('a shortcut of a room leaves no focus behind', async () => {
    const isInRoom = () => postern.page.evaluate(() => document.activeElement?.closest('main') !== null)
    await press('ControlOrMeta+l')
    await press('Escape')
    expect(await isInRoom()).toBe(false)
    await press('ControlOrMeta+2')
    await postern.page.getByRole('heading', { name: 'Problems' }).first().waitFor()
    expect(await isInRoom()).toBe(true)
    await press('ControlOrMeta+1')
    await postern.history.and(postern.page.locator(':focus')).waitFor()
  })

  it('the diagnosis is one key from any row', async () => {
    await postern.history.focus()
    await press('ArrowDown')
    await press('F6')
    const isInDiagnosis = () =>
      postern.page.evaluate(
        () => document.activeElement?.closest('[aria-label="Selected exchange"]') !== null,
      )
    expect(await isInDiagnosis()).toBe(true)
    await press('F6')
    expect(await isInDiagnosis()).toBe(false)
  })

  it('a path without its beginning is sent as the only one that it can mean', async () => {
    await press('ControlOrMeta+l')
    await press('ControlOrMeta+a')
    await postern.page.keyboard.type('sites')
    await press('Escape')
    await press('ControlOrMeta+Enter')
    await postern.headline.filter({ hasText: /sites/ }).waitFor()
    expect(await postern.page.getByRole('combobox', { name: 'Path or URL' }).inputValue()).toBe(
      '/api/external/sites',
    )
  })

  it('the line between the list and what is read is moved, and stays there', async () => {
    const line = postern.page.getByRole('separator', { name: 'Width of the list' })
    const place = async () => Number(await line.getAttribute('aria-valuenow'))
    await line.focus()
    const before = await place()
    await press('ArrowRight')
    await press('ArrowRight')
    expect(await place()).toBe(before + 4)
    await press('ControlOrMeta+2')
    await press('ControlOrMeta+1')
    expect(await place()).toBe(before + 4)
    await line.focus()
    await press('Enter')
    expect(await place()).toBe(before)
  })

  it('every shortcut stands in the table that the question mark opens', async () => {
    await postern.page.getByRole('button', { name: '? for shortcuts' }).focus()
    await press('?')
    const table = postern.page.getByRole('table', { name: 'Shortcuts' })
    await table.waitFor()
    const rows = (await table.getByRole('row').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))
    const isMac = process.platform === 'darwin'
    for (const [id, { keys }] of Object.entries<CommandEntry>(COMMANDS)) {
      if (keys.length === 0) continue
      const written = ` ${keysText(keys, isMac)}`
      expect(
        rows.some((row) => row.endsWith(written)),
        `${id}:${written}`,
      ).toBe(true)
    }
    await press('Escape')
  })
})
