import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { summaryOf } from '../unit/renderer/samples.ts'
import { startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'
import { sandboxOrigin } from './support/sandboxOrigin.ts'

/** So many a second, as a busy replay has. */
const PACE_MS = 50

describe('the rows of the history, while requests are sent', () => {
  let postern: Postern
  let sent = 4

  const rows = () => postern.history.getByRole('option')
  const selected = () => postern.history.getByRole('option', { selected: true })
  const pill = () => postern.page.getByRole('button', { name: /^Show [\d,]+ new exchanges?$/ })
  const placeOf = async (text: string) => (await rows().filter({ hasText: text }).boundingBox())?.y

  /** Sends so many, one after the other, without opening them. */
  async function stream(count: number): Promise<void> {
    await postern.page.evaluate(
      async ({ first, count, pace, writtenFor }) => {
        for (let n = first; n < first + count; n += 1) {
          await window.postern.call('exchange:send', {
            profile: 'sandbox',
            key: 'site-7',
            method: 'GET',
            target: `/api/webhook/subscribers?page=${n}`,
            writtenFor,
            headers: [],
            body: null,
            markedIdempotent: false,
            replayOf: null,
            isOpened: false,
          })
          await new Promise((resolve) => setTimeout(resolve, pace))
        }
      },
      { first: sent + 1, count, pace: PACE_MS, writtenFor: await sandboxOrigin(postern) },
    )
    sent += count
  }

  /** Where neither the pointer nor the focus is in the list. */
  async function leave(): Promise<void> {
    await postern.page.mouse.move(5, 5)
    await postern.page.getByRole('combobox', { name: 'Path or URL' }).focus()
  }

  beforeAll(async () => {
    postern = await startPostern()
    for (let n = 1; n <= sent; n += 1) {
      await postern.send({ target: `/api/webhook/subscribers?page=${n}` })
      await selected()
        .filter({ hasText: `page=${n}` })
        .waitFor()
    }
  })

  afterAll(() => postern.quit())

  it('stay under the pointer; a click opens the row that it points at; leaving takes the new ones in', async () => {
    await rows().filter({ hasText: 'page=2' }).hover()
    const place = await placeOf('page=2')
    const sending = stream(20)
    await pill().waitFor()
    expect(await placeOf('page=2')).toBe(place)
    await postern.page.mouse.down()
    await postern.page.mouse.up()
    await selected().filter({ hasText: 'page=2' }).waitFor()
    await sending
    await pill().filter({ hasText: '20 new' }).waitFor()
    expect(await placeOf('page=2')).toBe(place)
    expect(await complaints(postern.page)).toEqual([])
    await leave()
    await pill().waitFor({ state: 'hidden' })
    await rows()
      .first()
      .filter({ hasText: `page=${sent}` })
      .waitFor()
  })

  it('keep the focus and the place of the row that is read by keyboard; Home takes the new ones in', async () => {
    await selected().first().waitFor()
    await postern.history.focus()
    await postern.page.keyboard.press('Home')
    await postern.page.keyboard.press('ArrowDown')
    const active = await postern.history.getAttribute('aria-activedescendant')
    const place = (await selected().boundingBox())?.y
    await stream(3)
    await pill().filter({ hasText: '3 new' }).waitFor()
    expect(await postern.history.getAttribute('aria-activedescendant')).toBe(active)
    expect((await selected().boundingBox())?.y).toBe(place)
    await postern.page.keyboard.press('Home')
    await pill().waitFor({ state: 'hidden' })
    await selected()
      .filter({ hasText: `page=${sent}` })
      .waitFor()
    await leave()
  })

  it('come in by a press of the button, after which the keyboard goes on in the list', async () => {
    await postern.history.focus()
    await stream(2)
    await pill().focus()
    await pill().filter({ hasText: '2 new' }).press('Enter')
    await pill().waitFor({ state: 'hidden' })
    await rows()
      .first()
      .filter({ hasText: `page=${sent}` })
      .waitFor()
    expect(await postern.history.evaluate((list) => list === document.activeElement)).toBe(true)
    await leave()
    await rows().nth(1).hover()
    await stream(2)
    await pill().click()
    await pill().waitFor({ state: 'hidden' })
    await rows()
      .first()
      .filter({ hasText: `page=${sent}` })
      .waitFor()
  })

  it('are joined at once by what the user sends', async () => {
    await rows().nth(2).hover()
    sent += 1
    await postern.send({ target: `/api/webhook/subscribers?page=${sent}` })
    await selected()
      .filter({ hasText: `page=${sent}` })
      .waitFor()
    expect(await pill().count()).toBe(0)
    await leave()
  })

  it('are spoken of in one sentence for many that come in', async () => {
    await postern.history.focus()
    await postern.page.evaluate(() => {
      const said: string[] = []
      Object.assign(globalThis, { said })
      new MutationObserver(() => {
        for (const region of document.querySelectorAll('[aria-live=polite]')) said.push(region.textContent)
      }).observe(document.body, { subtree: true, characterData: true, childList: true })
    })
    await stream(40)
    await postern.page.getByText('40 new exchanges above').waitFor({ state: 'attached' })
    const said = await postern.page.evaluate(() => {
      const all: unknown = Reflect.get(globalThis, 'said')
      return Array.isArray(all) ? [...new Set(all.map(String))].filter((text) => text.includes('new ex')) : []
    })
    expect(said.length).toBeLessThanOrEqual(2)
    await leave()
  })

  it.each(['followed', 'held'])('cost the same after 1,200 as after 300 while they are %s', async (how) => {
    if (how === 'held') await rows().nth(3).hover()
    await postern.page.evaluate(() => {
      const counted = { changes: 0 }
      Object.assign(globalThis, { counted })
      new MutationObserver((changes) => (counted.changes += changes.length)).observe(document.body, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      })
    })
    const push = async (from: number, count: number) => {
      const summaries = Array.from({ length: count }, (_, at) => summaryOf(from + at))
      await postern.app.evaluate(({ BrowserWindow }, given) => {
        const [window] = BrowserWindow.getAllWindows()
        for (const summary of given) window?.webContents.send('exchange:changed', { summary, exchange: null })
      }, summaries)
      return postern.page.evaluate(async () => {
        // Main's messages come in order: after its answer all that were pushed are there.
        await window.postern.call('history:list', { before: null, limit: 1 })
        const counted: unknown = Reflect.get(globalThis, 'counted')
        const changes = Number(Reflect.get(Object(counted), 'changes'))
        Object.assign(Object(counted), { changes: 0 })
        return { changes, elements: document.querySelectorAll('*').length }
      })
    }
    // Ids that sort behind all that was sent.
    const first = 32 ** 9 * (how === 'held' ? 9 : 8)
    await push(first, 300)
    const early = await push(first + 300, 100)
    // More than the list holds.
    await push(first + 400, 800)
    const late = await push(first + 1200, 100)
    // The selected row is drawn however far down it is, until it goes with the oldest.
    expect(late.elements).toBeLessThanOrEqual(early.elements)
    expect(late.changes).toBeLessThan(early.changes * 1.2)
    if (how === 'held') expect(late.changes).toBeLessThan(100 * 8)
    await leave()
  })
})
