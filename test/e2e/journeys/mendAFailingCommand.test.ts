import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from '../postern.ts'
import { complaints } from '../support/complaints.ts'
import { countedKeyboard } from '../support/keyboard.ts'
import { sandboxOrigin } from '../support/sandboxOrigin.ts'

/** A token of the key that sees customers 7 and 12, as a program of the user's has it. */
async function tokenOf(origin: string): Promise<string> {
  const response = await fetch(`${origin}/api/token/request`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ apiKey: 'sandbox-site-7' }),
  })
  const text = await response.text()
  const [token] = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(text) ?? []
  if (token === undefined) throw new Error('The sandbox gave no token')
  return token
}

describe('mend a failing command that has its token with it', () => {
  let postern: Postern
  let command: string

  const main = () => postern.page.getByRole('main')
  const refused = 'This token sees customers 7 and 12. You ask for 1099. Expect a 403.'

  beforeAll(async () => {
    postern = await startPostern()
    const origin = await sandboxOrigin(postern)
    command = `curl '${origin}/api/external/sites?customerId=1099' \\\n  -H 'Authorization: Bearer ${await tokenOf(origin)}'`
  })

  afterAll(() => postern.quit())

  it('by keyboard alone: paste it, read why, send it, mend the id, send that, and see what changed', async () => {
    const { page } = postern
    const { press, paste, count } = countedKeyboard(postern)
    await press('ControlOrMeta+3')
    await page.getByRole('textbox', { name: 'What failed' }).and(page.locator(':focus')).waitFor()
    await paste(command)
    await page.getByRole('region', { name: 'Paste anything' }).getByText('cURL command').waitFor()
    await page.getByRole('region', { name: 'Paste anything' }).getByText(refused).waitFor()
    expect(await complaints(page)).toEqual([])
    await postern.picture('pasted-command')
    await page.getByRole('button', { name: 'Send it' }).and(page.locator(':focus')).waitFor()
    await press('Enter')
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    await press('ControlOrMeta+d')
    await page.getByText('Now select another exchange').waitFor()
    await postern.history.and(page.locator(':focus')).waitFor()
    await press('ControlOrMeta+l', 'End', 'Backspace', 'Backspace', 'Backspace', 'Backspace')
    await press('7', 'ControlOrMeta+Enter')
    const card = main().getByRole('region', { name: /^Compared with GET/ })
    await card.getByText('Fixed').waitFor()
    const rows = card.getByRole('table', { name: 'Differences' }).getByRole('row')
    expect(await rows.filter({ hasText: 'HTTP status' }).innerText()).toMatch(/403[\s\S]*200/)
    expect(count()).toBeLessThan(25)
    await card.getByRole('button', { name: 'Stop comparing' }).click()
  })

  it('from any room, without sending what will fail', async () => {
    const { page } = postern
    const door = page.getByRole('dialog', { name: 'Paste anything' })
    await postern.goTo('Catalog')
    await postern.door()
    await countedKeyboard(postern).paste(command)
    await door.getByText(refused).waitFor()
    const sent = await page.evaluate(() => window.postern.call('history:usage', undefined))
    await door.getByRole('button', { name: 'Ask for customer 7' }).click()
    await door.getByText('This request is ready. Postern sends its own token.').waitFor()
    expect(await page.evaluate(() => window.postern.call('history:usage', undefined))).toEqual(sent)
    await door.getByRole('button', { name: 'Send it' }).click()
    await door.waitFor({ state: 'detached' })
    await postern.headline.filter({ hasText: /sites/ }).waitFor()
  })

  it('with the key whose claims fit', async () => {
    const { page } = postern
    const door = page.getByRole('dialog', { name: 'Paste anything' })
    await page.getByRole('button', { name: 'Forget the session token' }).click()
    await postern.send({ target: '/api/external/sites?limit=1', key: 'company' })
    await postern.history.getByRole('option', { name: /limit=1/ }).waitFor()
    await postern.headline.filter({ hasText: /1 site/ }).waitFor()
    await page.getByLabel('Key', { exact: true }).selectOption('site-7')
    await postern.door()
    await countedKeyboard(postern).paste(command)
    await door.getByRole('button', { name: 'Use the key company' }).click()
    await door.getByText('This request is ready. Postern sends the key company.').waitFor()
    await page.keyboard.press('Escape')
  })

  it('says what a token alone may see, and reads a text otherwise where it is told to', async () => {
    const { page } = postern
    const door = page.getByRole('dialog', { name: 'Paste anything' })
    const [token = ''] = /eyJ[\w.-]+/.exec(command) ?? []
    await postern.door()
    await countedKeyboard(postern).paste(token)
    await door.getByText('public · company 42 · customers 7, 12').waitFor()
    await door.getByText(/It is valid for \d+:\d\d/).waitFor()
    expect(await page.content()).not.toContain(token.slice(-20))
    await door.getByRole('combobox', { name: 'Not that?' }).selectOption('A response or a log')
    await door.getByRole('tablist', { name: 'Views of this response' }).waitFor()
    await page.keyboard.press('Escape')
  })
})
