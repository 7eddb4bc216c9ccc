import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPostern, type Postern } from '../postern.ts'
import { complaints } from '../support/complaints.ts'
import { countedKeyboard } from '../support/keyboard.ts'

const LINE =
  '2026-03-02T09:00:01.204Z WARN guardhouse.client - GET /api/external/sites?customerId=1099 failed with status 403: {"status":{"code":100,"errorMessage":"Customer 1099 is outside the scope of this API key."},"data":null,"count":null,"message":"Customer 1099 is outside the scope of this API key.","errors":[{"code":100,"message":"Customer 1099 is outside the scope of this API key."}]}'

let postern: Postern

beforeAll(async () => {
  postern = await startPostern()
})

afterAll(() => postern.quit())

it('read what a line of a server’s log means, with the status that is in it', async () => {
  const { page } = postern
  const { press, paste, count } = countedKeyboard(postern)
  await page.getByRole('heading', { name: 'What failed?' }).waitFor()
  expect(await complaints(page)).toEqual([])
  await press('ControlOrMeta+3')
  await page.getByRole('textbox', { name: 'What failed' }).and(page.locator(':focus')).waitFor()
  await paste(LINE)
  const explanation = page.getByRole('region', { name: 'Explanation' })
  await explanation.getByRole('heading', { name: /Customer 1099/ }).waitFor()
  await explanation.getByText('403', { exact: true }).first().waitFor()
  expect(count()).toBe(2)
  expect(await complaints(page)).toEqual([])
  await postern.picture('pasted-log-line')
  // Nothing was sent, and nothing is kept.
  expect(await postern.history.count()).toBe(0)
})
