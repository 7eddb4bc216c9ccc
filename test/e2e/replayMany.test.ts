import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'
import { sandboxOrigin } from './support/sandboxOrigin.ts'

describe('a replay of many', () => {
  const data = createDataFolder()
  let postern: Postern

  const dialog = () => postern.page.getByRole('dialog', { name: 'Replay what failed' })
  const banner = () => postern.page.getByRole('region', { name: 'Replay', exact: true })
  const openPlan = () => postern.page.getByRole('button', { name: /^Replay \d+ failed…$/ }).click()
  const addFault = (spec: string) =>
    postern.page.evaluate((text) => window.postern.call('sandbox:addFault', { spec: text }), spec)

  beforeAll(async () => {
    postern = await startPostern(data.path)
    await addFault('status=500;times=1')
    await postern.send({ target: '/api/webhook/subscribers', method: 'POST' })
    await postern.history.getByRole('option').nth(0).filter({ hasText: '500' }).waitFor()
    for (const [index, customer] of [1097, 1098, 1099].entries()) {
      await postern.send({ target: `/api/external/sites?customerId=${customer}`, method: 'GET' })
      await postern.headline.filter({ hasText: String(customer) }).waitFor()
      expect(await postern.history.getByRole('option').count()).toBe(index + 2)
    }
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('plans first: how many, with which key, and what may have run already', async () => {
    await openPlan()
    await dialog().getByText('3 requests, less than a minute').waitFor()
    await dialog().getByText('4 with key site-7').waitFor()
    await dialog().getByText('POST may have run').waitFor()
    const unsafe = dialog().getByLabel(/may already have run/)
    expect(await unsafe.isChecked()).toBe(false)
    await unsafe.check()
    await dialog().getByRole('button', { name: 'Replay 4' }).waitFor()
    await unsafe.uncheck()
    await postern.picture('replay-plan')
    expect(await postern.history.getByRole('option').count()).toBe(4)
  })

  it('survives a restart while its requests are under way, and waits to be told to go on', async () => {
    await addFault('hang;times=9')
    await dialog().getByRole('button', { name: 'Replay 3' }).click()
    await postern.work('Replay')
    await banner().getByText('0 of 3 sent').or(banner().getByText('1 of 3 sent')).waitFor()
    await banner().getByRole('button', { name: 'Pause' }).click()
    await banner().getByText('Replay paused').waitFor()
    await postern.quit()
    postern = await startPostern(data.path)
    await banner()
      .getByText(/^Postern ended during the replay of/)
      .waitFor()
    await postern.picture('replay-left')
    await banner().getByRole('button', { name: 'Resume' }).click()
    await banner()
      .getByText(/The replay has ended: 0 of 3 fixed · 1 skipped \(unsafe\)/)
      .waitFor()
    expect(await postern.history.getByRole('option', { name: /replayed after a restart/ }).count()).toBe(3)
    await postern.history
      .getByRole('option', { name: /replayed after a restart/ })
      .first()
      .click()
    await postern.page
      .getByRole('main')
      .getByText(/^replayed after a restart: Postern cannot tell/)
      .waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await postern.picture('replay-ended')
    await banner().getByRole('button', { name: 'Close' }).click()
    await banner().waitFor({ state: 'hidden' })
  })

  it('is cancelled with what is under way', async () => {
    await openPlan()
    await dialog()
      .getByRole('button', { name: /^Replay \d/ })
      .waitFor()
    await addFault('hang;times=9')
    await dialog()
      .getByRole('button', { name: /^Replay \d/ })
      .click()
    await postern.work('Replay')
    await banner().getByRole('button', { name: 'Cancel' }).click()
    await banner().getByText('The replay has ended').waitFor()
    await postern.page.getByRole('button', { name: 'Close Activity' }).click()
    expect(await postern.page.getByRole('button', { name: /^Activity/ }).count()).toBe(0)
  })

  it('stops early when the first answers are as before, and sends the rest when told to', async () => {
    await postern.page.evaluate(
      async (writtenFor) => {
        await window.postern.call('sandbox:clearFaults', undefined)
        for (const customer of [1090, 1091, 1092, 1093])
          await window.postern.call('exchange:send', {
            profile: 'sandbox',
            key: 'site-7',
            method: 'GET',
            target: `/api/external/customers?customerId=${customer}`,
            writtenFor,
            headers: [],
            body: null,
            markedIdempotent: false,
            replayOf: null,
          })
      },
      await sandboxOrigin(postern),
    )
    await postern.page.keyboard.press('/')
    await postern.page.keyboard.type('route:/customers status:403')
    await postern.page.getByRole('button', { name: 'Replay 4 failed…' }).click()
    await dialog().getByRole('button', { name: 'Replay 4' }).click()
    await banner().getByText('The replay has stopped early: 0 of 3 fixed · 1 skipped (no change).').waitFor()
    await banner().getByText('Nothing has changed: the API refused the first 3 as before').waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await postern.picture('replay-stopped')
    await banner().getByRole('button', { name: 'Send the other 1 anyway' }).click()
    await banner().getByText('The replay has ended: 0 of 1 fixed.').waitFor()
  })
})
