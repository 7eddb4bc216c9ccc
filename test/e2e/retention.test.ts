import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('the limits of the history', () => {
  const data = createDataFolder()
  let postern: Postern

  const form = () => postern.page.getByRole('form', { name: 'History on this disk' })

  beforeAll(async () => {
    postern = await startPostern(data.path)
    for (const count of [1, 2, 3]) {
      await postern.send({ target: `/api/external/sites?limit=${count}` })
      await postern.history
        .getByRole('option')
        .nth(count - 1)
        .waitFor()
    }
    await postern.history.getByRole('option', { name: /limit=1/ }).click()
    // Until it is read, the one before is shown.
    await postern.page
      .getByRole('region', { name: 'Selected exchange' })
      .getByText(/limit=1/)
      .first()
      .waitFor()
    await postern.exchangeAct('Pin')
    await postern.history.getByRole('option', { name: /limit=1.*pinned/ }).waitFor()
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('are off to begin with, shown with what is used, and refused at the field', async () => {
    await postern.goTo('Settings')
    await postern.page.getByRole('button', { name: /^This app/ }).click()
    await form()
      .getByText(/^3 exchanges in .*, 1 pinned\.$/)
      .waitFor()
    expect(await form().getByLabel('Keep at most (exchanges)').inputValue()).toBe('')
    await form().getByLabel('Delete after (days)').fill('0')
    await form().getByRole('button', { name: 'Save limits' }).click()
    await form().getByText('Give a number above 0.').waitFor()
    expect(await complaints(postern.page)).toEqual([])
  })

  /** Lets the next dialogs of the system be answered so, and gives what they say. */
  async function answerDialogs(response: 0 | 1): Promise<void> {
    await postern.app.evaluate(({ dialog }, chosen) => {
      dialog.showMessageBox = (...given: unknown[]) => {
        Object.assign(globalThis, { asked: given.at(-1) })
        return Promise.resolve({ response: chosen, checkboxChecked: false })
      }
    }, response)
  }

  it('that would delete something are asked about outside the page, and change nothing when declined', async () => {
    await answerDialogs(0)
    await form().getByLabel('Delete after (days)').fill('')
    await form().getByLabel('Keep at most (exchanges)').fill('1')
    await form().getByRole('button', { name: 'Save limits' }).click()
    await expect.poll(() => form().getByLabel('Keep at most (exchanges)').inputValue()).toBe('')
    const asked = await postern.app.evaluate(() => JSON.stringify(Reflect.get(globalThis, 'asked')))
    expect(asked).toContain('Delete 1 exchange from the history?')
  })

  it('can be undone where they have deleted something, which turns them off', async () => {
    await answerDialogs(1)
    await form().getByLabel('Keep at most (exchanges)').fill('1')
    await form().getByRole('button', { name: 'Save limits' }).click()
    await form()
      .getByText(/^2 exchanges in .*, 1 pinned\.$/)
      .waitFor()
    const note = form().getByText('Your limits deleted 1 exchange that you can still bring back')
    await note.waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await form().getByRole('button', { name: 'Undo and turn limits off' }).click()
    await form()
      .getByText(/^3 exchanges in .*, 1 pinned\.$/)
      .waitFor()
    await note.waitFor({ state: 'hidden' })
    expect(await form().getByLabel('Keep at most (exchanges)').inputValue()).toBe('')
  })

  it('take what is beyond them, but nothing that is pinned, and hold after a restart', async () => {
    await answerDialogs(1)
    await form().getByLabel('Keep at most (exchanges)').fill('1')
    await form().getByRole('button', { name: 'Save limits' }).click()
    await form().getByRole('button', { name: 'Limits saved' }).waitFor()
    await form()
      .getByText(/^2 exchanges in .*, 1 pinned\.$/)
      .waitFor()
    await postern.quit()
    postern = await startPostern(data.path)
    await postern.goTo('Settings')
    await postern.page.getByRole('button', { name: /^This app/ }).click()
    await form()
      .getByText(/^2 exchanges in .*, 1 pinned\.$/)
      .waitFor()
    expect(await form().getByLabel('Keep at most (exchanges)').inputValue()).toBe('1')
    await form().getByText('Your limits deleted 1 exchange that you can still bring back').waitFor()
    await postern.goTo('History')
    await postern.history.getByRole('option', { name: /limit=1.*pinned/ }).waitFor()
    await postern.history.getByRole('option', { name: /limit=3/ }).waitFor()
    expect(await postern.history.getByRole('option').count()).toBe(2)
  })
})
