import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'
import { sandboxOrigin } from './support/sandboxOrigin.ts'

describe('choosing several exchanges', () => {
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const rows = () => postern.history.getByRole('option')
  const chosen = () => postern.history.getByRole('option', { selected: true })
  const bar = () => main().getByRole('toolbar', { name: 'Selected exchanges' })
  const act = (name: string | RegExp) => bar().getByRole('button', { name }).click()
  const replayDialog = () => postern.page.getByRole('dialog', { name: /^Replay/ })

  beforeAll(async () => {
    postern = await startPostern()
    for (const customer of [1096, 1097, 1098, 1099]) {
      await postern.send({ target: `/api/external/sites?customerId=${customer}` })
      await postern.headline.filter({ hasText: String(customer) }).waitFor()
    }
    await rows().nth(3).waitFor()
  })

  afterAll(() => postern.quit())

  it('is done by keyboard, and Escape ends it', async () => {
    const { page } = postern
    await postern.history.focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await bar().getByText('3 selected').waitFor()
    expect(await chosen().count()).toBe(3)
    await postern.headline.filter({ hasText: '1097' }).waitFor()
    await page.keyboard.press('ControlOrMeta+a')
    await bar().getByText('4 selected').waitFor()
    expect(await postern.history.getAttribute('aria-multiselectable')).toBe('true')
    expect(await complaints(page)).toEqual([])
    await page.keyboard.press('Escape')
    await bar().waitFor({ state: 'hidden' })
    expect(await chosen().count()).toBe(1)
  })

  it('is done with the pointer, one by one or up to another', async () => {
    await rows().nth(0).click()
    await rows()
      .nth(2)
      .click({ modifiers: ['ControlOrMeta'] })
    await bar().getByText('2 selected').waitFor()
    await rows()
      .nth(3)
      .click({ modifiers: ['Shift'] })
    expect(await chosen().count()).toBe(2)
    await rows().nth(1).click()
    await bar().waitFor({ state: 'hidden' })
  })

  it('stays, and stands still under the pointer, while others come in', async () => {
    await rows().nth(1).click()
    await rows()
      .nth(2)
      .click({ modifiers: ['Shift'] })
    const place = await rows().nth(1).boundingBox()
    await postern.page.evaluate(
      async (writtenFor) => {
        for (let count = 0; count < 3; count += 1)
          await window.postern.call('exchange:send', {
            profile: 'sandbox',
            key: 'site-7',
            method: 'GET',
            target: '/api/external/staffs',
            writtenFor,
            headers: [],
            body: null,
            markedIdempotent: false,
            replayOf: null,
          })
      },
      await sandboxOrigin(postern),
    )
    await main().getByRole('button', { name: '3 new exchanges' }).waitFor()
    expect(await complaints(postern.page)).toEqual([])
    // A scroll bar may have come, and taken a part of the width.
    expect((await chosen().first().boundingBox())?.y).toBe(place?.y)
    await bar().getByText('2 selected').waitFor()
    await main().getByRole('button', { name: '3 new exchanges' }).click()
    await rows().first().filter({ hasText: 'staffs' }).waitFor()
    await bar().getByText('2 selected').waitFor()
  })

  it('shows another filter from its top, wherever the pointer rests', async () => {
    const { page } = postern
    await rows().nth(2).hover()
    await page.keyboard.press('/')
    await page.keyboard.type('customerId')
    await main().getByText('4 of 7 exchanges').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await rows().nth(6).waitFor()
    expect(
      await main()
        .getByRole('button', { name: /new exchanges?$/ })
        .count(),
    ).toBe(0)
    await rows().nth(4).click()
    await rows()
      .nth(5)
      .click({ modifiers: ['ControlOrMeta'] })
  })

  it('compares two', async () => {
    await act('Compare')
    const card = main().getByRole('region', { name: /^Compared with GET/ })
    await card.getByText('It fails as before').waitFor()
    await card.getByRole('button', { name: 'Stop comparing' }).click()
  })

  it('pins them all, and frees them again', async () => {
    await postern.history.focus()
    await postern.page.keyboard.press('ControlOrMeta+a')
    await act('Pin')
    await expect.poll(() => postern.history.getByRole('option', { name: /, pinned/ }).count()).toBe(7)
    await act('Unpin')
    await expect.poll(() => postern.history.getByRole('option', { name: /, pinned/ }).count()).toBe(0)
  })

  it('replays exactly these, with the key that is chosen for them', async () => {
    await rows().filter({ hasText: '1096' }).click()
    await rows()
      .filter({ hasText: '1097' })
      .click({ modifiers: ['ControlOrMeta'] })
    await act('Replay…')
    await replayDialog().getByRole('heading', { name: 'Replay 2 exchanges' }).waitFor()
    await replayDialog().getByText('2 with key site-7').waitFor()
    await replayDialog().getByLabel('Key for Sandbox').selectOption('company')
    await replayDialog().getByText('2 with key company').waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await replayDialog().getByRole('button', { name: 'Replay 2' }).click()
    await main()
      .getByText(/The replay has ended: \d of 2 fixed/)
      .waitFor()
    const sent = await postern.page.evaluate(() =>
      window.postern.call('history:list', { query: 'is:replay key:company', before: null, limit: 10 }),
    )
    expect(sent.ok && sent.value.items).toHaveLength(2)
  })

  it('deletes them, and brings them back', async () => {
    await postern.history.press('Home')
    const before = await rows().count()
    await rows().filter({ hasText: 'staffs' }).nth(0).click()
    await rows()
      .filter({ hasText: 'staffs' })
      .nth(2)
      .click({ modifiers: ['Shift'] })
    await act('Delete')
    await main().getByText('Deleted 3 exchanges', { exact: true }).waitFor()
    await expect.poll(() => rows().count()).toBe(before - 3)
    await bar().waitFor({ state: 'hidden' })
    await main().getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => rows().count()).toBe(before)
    // The button is gone: the keyboard goes on in the list.
    expect(
      await rows()
        .first()
        .locator('..')
        .locator('..')
        .evaluate((list) => list === document.activeElement),
    ).toBe(true)
  })
})
