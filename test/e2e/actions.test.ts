import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('what can be done with an exchange', () => {
  const refusedByPolicy: string[] = []
  let postern: Postern

  const detail = () => postern.page.getByRole('region', { name: 'Selected exchange' })
  const rows = () => postern.history.getByRole('option')
  const dialog = (name: string | RegExp) => postern.page.getByRole('dialog', { name })

  beforeAll(async () => {
    postern = await startPostern()
    postern.page.on('console', (message) => {
      if (/Content Security Policy|Trusted/.test(message.text())) refusedByPolicy.push(message.text())
    })
    await postern.send({ target: '/api/external/sites?customerId=1099' })
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
  })

  afterAll(() => postern.quit())

  it('is replay with another key, from a menu that the page’s policy allows', async () => {
    await detail().getByRole('button', { name: 'Replay with another key' }).click()
    await postern.page.getByRole('menuitem', { name: 'Replay with company' }).waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await postern.page.keyboard.press('Escape')
    await postern.page.getByRole('menu').waitFor({ state: 'hidden' })
    await detail().getByRole('button', { name: 'Replay with another key' }).click()
    await postern.page.getByRole('menuitem', { name: 'Replay with company' }).click()
    await detail().getByText('key company').waitFor()
    await detail().getByRole('region', { name: 'Compared with the original' }).getByText('company').waitFor()
    expect(refusedByPolicy).toEqual([])
  })

  it('is within reach in a small window', async () => {
    const resize = (width: number, height: number) =>
      postern.app.evaluate(
        ({ BrowserWindow }, size) => {
          BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height)
        },
        { width, height },
      )
    await resize(900, 600)
    await postern.exchangeAct('Export…')
    await dialog('Export this exchange').waitFor()
    await postern.page.keyboard.press('Escape')
    await resize(1440, 900)
  })

  it('has a shortcut for each, which the table names', async () => {
    const { page } = postern
    await postern.history.focus()
    await page.keyboard.press('/')
    await page.getByRole('combobox', { name: 'Filter the history' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('ControlOrMeta+p')
    await postern.history.getByRole('option', { name: /, pinned/ }).waitFor()
    await page.keyboard.press('ControlOrMeta+n')
    await page.keyboard.type('For later')
    await page.keyboard.press('ControlOrMeta+Enter')
    await detail().getByText('For later').waitFor()
    await page.keyboard.press('ControlOrMeta+d')
    await detail().getByText('Now select another exchange').waitFor()
    await detail().getByRole('button', { name: 'Stop comparing' }).click()
    await page.keyboard.press('ControlOrMeta+s')
    await dialog('Export this exchange').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('ControlOrMeta+g')
    await dialog('Replay what failed').waitFor()
    await page.keyboard.press('Escape')
    await postern.history.focus()
    await page.keyboard.press('Delete')
    await page
      .getByRole('group', { name: 'Done' })
      .getByText(/^Deleted 1 exchange/)
      .waitFor()
    await postern.history.focus()
    await page.keyboard.press('?')
    const table = dialog('Shortcuts')
    await table.getByText('Ctrl F or /').waitFor()
    for (const what of ['Pin', 'Write a note', 'Export', 'Compare', 'Delete', 'Replay all that failed'])
      await table.getByRole('rowheader', { name: what }).first().waitFor()
    await page.keyboard.press('Escape')
  })

  it('asks before it sends again what may have run', async () => {
    await postern.send({ target: '/api/webhook/subscribers', method: 'POST' })
    await rows().nth(1).waitFor()
    await postern.page.evaluate(() => window.postern.call('sandbox:addFault', { spec: 'status=500;times=1' }))
    await postern.send({ target: '/api/webhook/subscribers', method: 'POST' })
    await rows().nth(2).waitFor()
    await detail().getByText('500').first().waitFor()
    await detail().getByRole('button', { name: 'Replay', exact: true }).click()
    const plan = dialog('Replay 1 exchange')
    await plan.getByText('POST may have run').waitFor()
    expect(await plan.getByRole('button', { name: /^Replay/ }).isDisabled()).toBe(true)
    expect(await complaints(postern.page)).toEqual([])
    await plan.getByLabel('Send 1 that may already have run').check()
    await plan.getByRole('button', { name: 'Replay 1' }).click()
    await rows().nth(3).waitFor()
  })
})
