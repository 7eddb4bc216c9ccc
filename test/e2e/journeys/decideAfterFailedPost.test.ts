import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from '../postern.ts'
import { complaints } from '../support/complaints.ts'

const TARGET = '/api/webhook/subscribers'

/** A POST got a 503: nobody knows whether it ran. */
describe('a POST that got a 503', () => {
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const detail = () => postern.page.getByRole('region', { name: 'Selected exchange' })
  const rows = () => postern.history.getByRole('option')
  const steps = () =>
    detail()
      .locator('section')
      .filter({ has: postern.page.getByRole('heading', { name: 'Do this' }) })
      .last()
      .getByRole('listitem')

  beforeAll(async () => {
    postern = await startPostern()
    await postern.page.evaluate(() => window.postern.call('sandbox:addFault', { spec: 'status=503;times=1' }))
    await postern.send({ target: TARGET, method: 'POST', key: 'webhook' })
    await detail().getByText('503', { exact: true }).first().waitFor()
  })

  afterAll(() => postern.quit())

  it('is not sent again by itself, and is told to be checked first', async () => {
    expect(await postern.retry.innerText()).toMatch(/Retry: Check first[\s\S]*may have run/)
    expect(await rows().count()).toBe(1)
    expect(await rows().first().innerText()).not.toContain('×')
  })

  it('says in its first step how to find out whether it ran, and hands what is needed for that', async () => {
    const first = steps().first()
    expect(await first.innerText()).toMatch(/Find out whether the POST has run/)
    await first.getByRole('button', { name: 'Support bundle…' }).click()
    const dialog = postern.page.getByRole('dialog', { name: 'Export this exchange' })
    await dialog.getByText(`POST http`).first().waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await postern.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  })

  it('asks once more before it is sent again', async () => {
    const again = steps().filter({ hasText: 'If it never ran' })
    await again.getByRole('button', { name: 'Replay anyway' }).click()
    const plan = postern.page.getByRole('dialog', { name: 'Replay 1 exchange' })
    await plan.getByText('The POST may have run').waitFor()
    expect(await plan.getByRole('button', { name: /^Replay/ }).isDisabled()).toBe(true)
    await plan.getByRole('button', { name: 'Cancel' }).click()
    await plan.waitFor({ state: 'hidden' })
    expect(await rows().count()).toBe(1)
  })

  it('is sent once it was decided, and says what became of it', async () => {
    await steps()
      .filter({ hasText: 'If it never ran' })
      .getByRole('button', { name: 'Replay anyway' })
      .click()
    const plan = postern.page.getByRole('dialog', { name: 'Replay 1 exchange' })
    await plan.getByLabel('Send 1 that may already have run').check()
    await plan.getByRole('button', { name: 'Replay 1' }).click()
    await rows().nth(1).waitFor()
    await rows().first().click()
    const card = main().getByRole('region', { name: 'Compared with the original' })
    await card.getByText('Fixed').waitFor()
    await card.getByText(/503/).first().waitFor()
  })
})
