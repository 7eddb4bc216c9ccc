import type { Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('the composer', () => {
  const data = createDataFolder()
  let postern: Postern

  const target = () => postern.page.getByRole('combobox', { name: 'Path or URL' })

  const parameter = (name: string) =>
    postern.page.getByRole('tabpanel', { name: 'Parameters' }).getByLabel(name, { exact: true })

  const body = () => postern.page.getByRole('textbox', { name: 'Body' })
  const editorIsThere = () => postern.page.locator('.cm-content').waitFor()
  const isInBody = () => body().evaluate((element) => element.matches(':focus'))

  const heightOf = (selector: string) =>
    postern.page.locator(selector).evaluate((element) => element.getBoundingClientRect().height)

  beforeAll(async () => {
    postern = await startPostern(data.path)
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('completes endpoints by keyboard, and marks what is to be filled in', async () => {
    const { page } = postern
    const endpoints = page.getByRole('listbox', { name: 'Endpoints' })
    await page.keyboard.press('ControlOrMeta+l')
    await page.keyboard.press('ArrowDown')
    await endpoints.getByRole('option', { name: /GET.*\/api\/external\/liveops/ }).waitFor()
    expect(await complaints(page)).toEqual([])
    await page.keyboard.press('Escape')
    await endpoints.waitFor({ state: 'hidden' })
    await target().fill('licences')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    expect(await target().inputValue()).toBe('/api/external/staffs/{id}/licenses')
    await page.keyboard.type('12')
    expect(await target().inputValue()).toBe('/api/external/staffs/12/licenses')
  })

  it('counts what an endpoint needs, in a form that says what is wrong and still lets it be sent', async () => {
    const { page } = postern
    await target().fill('/api/external/incidentreports/reportdata')
    await page.getByRole('button', { name: /^Parts of the request.*1 parameter to look at/ }).waitFor()
    await postern.openPart('Parameters')
    const id = parameter('incidentReportId')
    await id.waitFor()
    await page.getByText('The API needs this.').waitFor()
    expect(await complaints(page)).toEqual([])
    await id.fill('abc')
    await page.getByText('This is no whole number.').waitFor()
    expect(await id.getAttribute('aria-invalid')).toBe('true')
    expect(await target().inputValue()).toBe('/api/external/incidentreports/reportdata?incidentReportId=abc')
    await page.getByLabel('Key', { exact: true }).selectOption('incidentreport')
    await id.press('ControlOrMeta+Enter')
    await postern.headline.filter({ hasText: 'incidentReportId' }).waitFor()
  })

  it('keeps form and text the same, whichever is written', async () => {
    const { page } = postern
    await target().fill('/api/external/timesheets?x=a%20b&siteIds=31,77')
    await postern.openPart('Parameters')
    expect(await parameter('siteIds').inputValue()).toBe('31,77')
    expect(await page.getByLabel('Value of parameter x').inputValue()).toBe('a b')
    await parameter('approvalStatus').selectOption('Pending')
    await parameter('searchText').fill('tom & jo')
    expect(await target().inputValue()).toBe(
      '/api/external/timesheets?x=a%20b&siteIds=31,77&approvalStatus=Pending&searchText=tom%20%26%20jo',
    )
    await parameter('siteIds').fill('')
    await parameter('siteIds').press('Tab')
    await page.getByRole('button', { name: 'Remove parameter x' }).click()
    expect(await target().inputValue()).toBe(
      '/api/external/timesheets?approvalStatus=Pending&searchText=tom%20%26%20jo',
    )
    await parameter('approvalStatus').selectOption('left out')
    await parameter('searchText').fill('')
    await parameter('searchText').press('Tab')
    expect(await target().inputValue()).toBe('/api/external/timesheets')
  })

  it('writes parameters that nobody knows letter by letter, for a path of the user too', async () => {
    const { page } = postern
    await target().fill('/my/own/path')
    await page.getByText('The catalog does not know this path').waitFor()
    await page.getByLabel('Name of parameter 1').focus()
    await page.keyboard.type('limit')
    await page.keyboard.press('Tab')
    await page.keyboard.type('a+b')
    expect(await target().inputValue()).toBe('/my/own/path?limit=a%2Bb')
    expect(await page.getByLabel('Name of parameter 2').inputValue()).toBe('')
    expect(await complaints(page)).toEqual([])
    await postern.picture('composer-parameters')
  })

  it('has an editor for JSON that says where a mistake is, and offends no policy', async () => {
    const { page } = postern
    await page.evaluate(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        document.documentElement.setAttribute('data-violated', event.violatedDirective)
      })
    })
    await page.getByLabel('Method').selectOption('POST')
    await target().fill('/api/webhook/subscriptions')
    await postern.openPart('Body')
    await editorIsThere()
    await page.getByRole('button', { name: 'Insert the fields' }).click()
    expect(await body().innerText()).toContain('"event": "submit"')
    expect(await complaints(page)).toEqual([])
    // By keyboard: fill() writes before the editor knows of the new selection, while a bracket is still
    // coloured, and Chromium then tries to keep that colour in a style attribute.
    await body().focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText('{\n  "subscriberId": 12345678901234567890,\n  "event" "submit"\n}')
    await page.getByText('Here should be a colon instead of “"submit"”').waitFor()
    expect(await complaints(page)).toEqual([])
    await postern.picture('composer-body')
    await page.getByRole('button', { name: 'Go to Line 3, column 11' }).click()
    await page.keyboard.type(': "approve"')
    await page.getByRole('button', { name: 'Format' }).click()
    expect(await body().innerText()).toContain('"subscriberId": 12345678901234567890,')
    await body().focus()
    await page.keyboard.press('ControlOrMeta+f')
    await page.keyboard.type('approve')
    expect(await complaints(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect(await page.locator('html').getAttribute('data-violated')).toBeNull()
  })

  it('lets the keyboard into the editor, out of it again, and sends from within', async () => {
    const { page } = postern
    await body().focus()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await isInBody()).toBe(true)
    await page.keyboard.type('?')
    expect(await page.getByRole('table', { name: 'Shortcuts' }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    // Beyond its last field the sheet has ended.
    await page.getByRole('tablist', { name: 'Parts of the request' }).waitFor({ state: 'detached' })
    await postern.openPart('Body')
    await editorIsThere()
    await body().fill(
      '{"subscriberId":1,"event":"submit","eventType":"timesheet","uri":"https://a.example/"}',
    )
    await page.getByLabel('Key', { exact: true }).selectOption('webhook')
    await body().focus()
    await page.keyboard.press('ControlOrMeta+Enter')
    await postern.history.getByRole('option', { name: /POST.*subscriptions/ }).waitFor()
    await postern.openPart('Body')
    await editorIsThere()
    expect(await body().innerText()).not.toContain('\n')
  })

  it('takes a very long text plainly, and says so', async () => {
    const { page } = postern
    await body().evaluate((element) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', JSON.stringify(Array(1_000_000).fill(1234567)))
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    await page.getByText('Above 1 MB, the editor shows no colours').waitFor()
    await body().focus()
    await page.keyboard.press('ControlOrMeta+z')
    await page.getByText('Above 1 MB, the editor shows no colours').waitFor({ state: 'detached' })
  })

  it('says before sending what the key may not see, marks it, and offers a key that may', async () => {
    const { page } = postern
    await page.getByLabel('Method').selectOption('GET')
    for (const key of ['company', 'site-7']) {
      await postern.send({ target: `/api/external/sites?limit=1&x=${key}`, key })
      await postern.history.getByRole('option', { name: new RegExp(`x=${key}.*200`) }).waitFor()
    }
    await target().fill(
      '/api/external/timesheets?searchText=far%20out%20of%20view%20on%20the%20left&customerId=7,1099',
    )
    await page.getByText('The key site-7 may not see customer 1099, only 7 and 12. Expect a 403.').waitFor()
    const marked = page.locator('.marked')
    expect(await marked.allInnerTexts()).toEqual(['1099'])
    await target().press('End')
    await isUnder(marked, target())
    await target().press('Home')
    await isBeyond(marked, target())
    expect(await complaints(page)).toEqual([])
    await page.getByRole('button', { name: 'Switch to company' }).click()
    await marked.waitFor({ state: 'detached' })
    expect(await page.getByLabel('Key', { exact: true }).inputValue()).toBe('company')
  })

  it('says no more what to expect once the response to that request is there', async () => {
    const { page } = postern
    const note = page.getByText('Expect a 403.')
    await postern.send({ target: '/api/external/sites?customerId=1099', key: 'site-7' })
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    await note.waitFor({ state: 'detached' })
    // A step through the list does not bring it back, and so moves nothing.
    await postern.history.getByRole('option').nth(1).click()
    await postern.headline.filter({ hasText: 'in order' }).waitFor()
    expect(await note.count()).toBe(0)
    await target().fill('/api/external/sites?customerId=1098')
    await note.waitFor()
    await target().fill('/api/external/sites?customerId=1099')
    await note.waitFor({ state: 'detached' })
    await page.getByLabel('Key', { exact: true }).selectOption('company')
  })

  it('sends the headers that are switched on, and completes their names', async () => {
    const { page } = postern
    await postern.openPart('Headers')
    await page.getByText('a token of company, added by Postern when sending').waitFor()
    await page.getByRole('button', { name: 'Add header' }).click()
    await page.keyboard.type('fault')
    await page.getByRole('option', { name: /x-sandbox-fault/ }).waitFor()
    expect(await complaints(page)).toEqual([])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.type('status=404')
    await target().fill('/api/external/sites?with=1')
    await page.keyboard.press('ControlOrMeta+Enter')
    await postern.history.getByRole('option', { name: /with=1.*404/ }).waitFor()
    await postern.openPart('Headers')
    await page.getByRole('checkbox', { name: 'Send header x-sandbox-fault' }).uncheck()
    await target().fill('/api/external/sites?without=1')
    await page.keyboard.press('ControlOrMeta+Enter')
    await postern.history.getByRole('option', { name: /without=1.*200/ }).waitFor()
    await postern.picture('composer-headers')
  })

  it('hands neither the focus nor the state of a removed header row to another one', async () => {
    const { page } = postern
    await postern.openPart('Headers')
    for (const name of ['x-one', 'x-two']) {
      await page.getByRole('button', { name: 'Add header' }).click()
      await page.keyboard.type(name)
    }
    const last = page.getByLabel('Header name 3')
    await last.evaluate((element) => element.setAttribute('data-is', 'x-two'))
    await page.getByRole('button', { name: 'Remove header x-one' }).press('Enter')
    expect(await page.getByLabel('Header name 2').getAttribute('data-is')).toBe('x-two')
    expect(await page.locator(':focus').getAttribute('aria-label')).toBeNull()
    expect(await page.locator(':focus').innerText()).toBe('Add header')
    await page.getByRole('button', { name: 'Remove header x-two' }).click()
  })

  it('brings back the request that a pasted command took the place of', async () => {
    const { page } = postern
    await target().evaluate((element) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', "curl -X PUT 'https://a.example/b' --data '{}'")
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    await page.getByText('Replaced your draft', { exact: true }).waitFor()
    expect(await target().inputValue()).toBe('https://a.example/b')
    expect(await complaints(page)).toEqual([])
    await page.getByRole('group', { name: 'Done' }).getByRole('button', { name: 'Undo' }).click()
    expect(await target().inputValue()).toBe('/api/external/sites?without=1')
    await postern.openPart('Headers')
    expect(await page.getByLabel('Header name 1').inputValue()).toBe('x-sandbox-fault')
    expect(await page.getByLabel('Method').inputValue()).toBe('GET')
  })

  it('is used from end to end without a mouse', async () => {
    const { page } = postern
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    /** Walks on with Tab, as far as a person would. */
    const walkTo = async (role: 'tab' | 'button' | 'textbox', name: string | RegExp) => {
      const goal = page.getByRole(role, { name })
      for (let steps = 0; steps < 30; steps += 1) {
        if (await goal.evaluate((element) => element.matches(':focus'))) return
        await press('Tab')
      }
      throw new Error(`the keyboard does not reach ${String(name)}`)
    }
    await press('Escape', 'ControlOrMeta+l', 'ControlOrMeta+a')
    await page.keyboard.type('licences')
    await press('ArrowDown', 'Enter')
    await page.keyboard.type('81')
    await walkTo('button', /^Parts of the request/)
    await press('Enter')
    await walkTo('tab', /Headers/)
    await press('ArrowLeft')
    await walkTo('textbox', 'licenseNumber')
    await page.keyboard.type('A 1')
    await page.keyboard.press('ControlOrMeta+l')
    await walkTo('tab', /Parameters/)
    await press('ArrowRight')
    await walkTo('button', /^Add header/)
    await press('Enter')
    await page.keyboard.type('accept-lang')
    await press('ArrowDown', 'Enter')
    await page.keyboard.type('en')
    await press('ControlOrMeta+Enter')
    await postern.history.getByRole('option', { name: /staffs\/81\/licenses\?licenseNumber=A%201/ }).waitFor()
    await postern.page.getByRole('tab', { name: 'Request', exact: true }).click()
    await page.getByRole('main').getByText('Accept-Language').waitFor()
    await postern.page.getByRole('tab', { name: 'Diagnosis' }).click()
  })

  it('leaves room for the answers in a small window, and at twice the size', async () => {
    const { app, page } = postern
    await target().fill('/api/external/timesheets')
    await postern.openPart('Parameters')
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(900, 600)
    })
    await page.waitForFunction(() => innerHeight === 600)
    expect(await heightOf('main')).toBeGreaterThan(150)
    const filter = parameter('filter')
    await filter.focus()
    expect(await filter.evaluate((element) => element.getBoundingClientRect().bottom <= innerHeight)).toBe(
      true,
    )
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2)
    })
    await page.waitForFunction(() => innerHeight === 300)
    // An exchange that is shown alone takes the place of the request.
    await page.getByRole('button', { name: 'Requests', exact: true }).click()
    await page.getByRole('button', { name: 'Send', exact: true }).focus()
    expect(await heightOf('main')).toBeGreaterThan(100)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(1)
    })
  })

  it('has all of the draft again after a restart', async () => {
    await postern.openPart('Body')
    await editorIsThere()
    await body().fill('{"a":[1,2]}')
    await postern.openPart('Parameters')
    await parameter('searchText').fill('a & b')
    await postern.quit()
    postern = await startPostern(data.path)
    expect(await target().inputValue()).toBe('/api/external/timesheets?searchText=a%20%26%20b')
    await postern.openPart('Parameters')
    expect(await parameter('searchText').inputValue()).toBe('a & b')
    await postern.openPart('Headers')
    expect(await postern.page.getByRole('checkbox', { name: /x-sandbox-fault/ }).isChecked()).toBe(false)
    await postern.openPart('Body')
    await editorIsThere()
    expect(await body().innerText()).toBe('{"a":[1,2]}')
  })
})

/** Waits until a mark is where the eye finds it: within the field that it belongs to. */
async function isUnder(mark: Locator, field: Locator): Promise<void> {
  await expect.poll(() => liesWithin(mark, field)).toBe(true)
}

async function isBeyond(mark: Locator, field: Locator): Promise<void> {
  await expect.poll(() => liesWithin(mark, field)).toBe(false)
}

async function liesWithin(mark: Locator, field: Locator): Promise<boolean> {
  const [inner, outer] = [await mark.boundingBox(), await field.boundingBox()]
  return (
    inner !== null && outer !== null && inner.x >= outer.x && inner.x + inner.width <= outer.x + outer.width
  )
}
