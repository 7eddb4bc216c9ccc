import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from '../postern.ts'
import { sandboxOrigin } from '../support/sandboxOrigin.ts'

const STAFF = 8101
const OTHERS = 250

/** Among many exchanges, those of one staff member: by id, in a saved filter, grouped, and to the very last. */
describe('find what happened to one staff member among many exchanges', () => {
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const rows = () => postern.history.getByRole('option')
  const press = (key: string) => postern.page.keyboard.press(key)

  beforeAll(async () => {
    postern = await startPostern()
    const writtenFor = await sandboxOrigin(postern)
    await postern.page.evaluate(
      async ([origin, staff, others]) => {
        const send = (target: string) =>
          window.postern.call('exchange:send', {
            profile: 'sandbox',
            key: 'company',
            method: 'GET',
            target,
            writtenFor: origin,
            headers: [],
            body: null,
            markedIdempotent: false,
            replayOf: null,
            isOpened: false,
          })
        await send(`/api/external/staffs/${staff}/licenses`)
        for (let count = 0; count < others; count += 1) await send('/elsewhere')
      },
      [writtenFor, STAFF, OTHERS] as const,
    )
    await main()
      .getByText(`${OTHERS + 1} exchanges`)
      .or(postern.page.getByText(`${OTHERS + 1} exchanges`))
      .first()
      .waitFor()
  })

  afterAll(() => postern.quit())

  it('from any room, by the id alone', async () => {
    await postern.goTo('Catalog')
    await press('ControlOrMeta+k')
    await postern.page.keyboard.type(String(STAFF))
    await postern.page.getByRole('option', { name: new RegExp(`GET /staffs/${STAFF}/licenses`) }).waitFor()
    await press('Enter')
    await postern.headline.filter({ hasText: String(STAFF) }).waitFor()
  })

  it('by walking to the very end of the list', async () => {
    await postern.history.focus()
    await press('Home')
    await press('End')
    const last = rows().and(postern.page.locator('[aria-selected="true"]'))
    await last.filter({ hasText: `/staffs/${STAFF}` }).waitFor()
    expect(await last.getAttribute('aria-posinset')).toBe(String(OTHERS + 1))
  })

  it('and says how many of all are selected', async () => {
    await press('Home')
    await postern.history.press('ControlOrMeta+a')
    await main()
      .getByText(`${OTHERS + 1} selected`)
      .waitFor()
  })
})
