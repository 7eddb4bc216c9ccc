import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from '../postern.ts'
import { sandboxOrigin } from '../support/sandboxOrigin.ts'

const OTHERS = 40
const data = createDataFolder()
const file = join(data.path, 'browser.har')
let postern: Postern

function entry(origin: string, path: string, status: number, body: string) {
  return {
    startedDateTime: '2026-03-02T08:00:00.000Z',
    time: 12,
    request: { method: 'GET', url: `${origin}${path}`, headers: [] },
    response: {
      status,
      headers: [{ name: 'Content-Type', value: 'application/json' }],
      content: { text: body, size: body.length },
    },
    timings: { send: 0, wait: 10, receive: 2 },
  }
}

beforeAll(async () => {
  postern = await startPostern(data.path)
  const origin = await sandboxOrigin(postern)
  const entries = Array.from({ length: OTHERS }, (_, at) => entry(origin, `/app/part-${at}.js`, 200, ''))
  entries.splice(20, 0, entry(origin, '/api/external/sites?customerId=7', 401, '{"message":"Expired"}'))
  writeFileSync(
    file,
    JSON.stringify({ log: { version: '1.2', creator: { name: 'x', version: '1' }, entries } }),
  )
})

afterAll(async () => {
  await postern.quit()
  data.remove()
})

it('find the call that failed in a recording of a browser, send it again with a key, and compare', async () => {
  const { app, page } = postern
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, file)
  await page.keyboard.press('ControlOrMeta+o')
  await page
    .getByRole('group', { name: 'Done' })
    .getByText(`browser.har: ${OTHERS + 1} imported`)
    .waitFor()
  const filter = page.getByRole('combobox', { name: 'Filter the history' })
  await page.keyboard.press('ControlOrMeta+f')
  // The focus follows the key a little later: what is typed before goes elsewhere.
  await expect.poll(() => filter.evaluate((field) => field === document.activeElement)).toBe(true)
  await page.keyboard.type('status:401')
  await postern.history.getByRole('option', { name: /customerId=7/ }).waitFor()
  await expect.poll(() => postern.history.getByRole('option').count()).toBe(1)
  await postern.history.getByRole('option').click()
  await postern.headline.waitFor()
  await filter.fill('')
  await page.keyboard.press('ControlOrMeta+d')
  await page.keyboard.press('ControlOrMeta+e')
  await expect
    .poll(() => page.getByRole('combobox', { name: 'Path or URL' }).inputValue())
    .toBe('/api/external/sites?customerId=7')
  await page.getByLabel('Key', { exact: true }).selectOption('site-7')
  await page.keyboard.press('ControlOrMeta+Enter')
  const card = page.getByRole('main').getByRole('region', { name: /^Compared with GET/ })
  await card.getByText('Fixed').waitFor()
  expect(
    await card
      .getByRole('table', { name: 'Differences' })
      .getByRole('row')
      .filter({ hasText: 'HTTP status' })
      .innerText(),
  ).toMatch(/401[\s\S]*200/)
})
