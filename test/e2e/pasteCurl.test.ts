import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'

let postern: Postern

beforeAll(async () => {
  postern = await startPostern()
})

afterAll(() => postern.quit())

async function paste(text: string): Promise<void> {
  const field = postern.page.getByRole('combobox', { name: 'Path or URL' })
  await field.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

it('a pasted curl command fills the composer, and its secret goes nowhere', async () => {
  const secret = 'eyJhbGciOiJIUzI1NiJ9.e30.aaaaaaaaaaaaaaaa'
  await paste(
    `curl -X POST 'https://other.example/api/webhook/subscribers' -H 'X-Mine: 7' -H 'Authorization: Bearer ${secret}' --data '{"a":1}'`,
  )
  const { page } = postern
  await page.getByText('A secret was left out: header Authorization of the request.').waitFor()
  expect(await page.getByRole('combobox', { name: 'Path or URL' }).inputValue()).toBe(
    'https://other.example/api/webhook/subscribers',
  )
  expect(await page.getByLabel('Method').inputValue()).toBe('POST')
  // Nobody else would give that host a token.
  await page.getByText('The value of Authorization was a secret and is not kept.').waitFor()
  await page.getByRole('tab', { name: 'Body' }).click()
  await page.locator('.cm-content').waitFor()
  expect(await page.getByRole('textbox', { name: 'Body' }).innerText()).toBe('{"a":1}')
  expect(await page.content()).not.toContain(secret)
  await postern.picture('pasted-curl')
})

it('says what is wrong with a command that cannot be taken over', async () => {
  await paste('curl --config secrets.txt https://other.example/')
  await postern.page.getByText('The command was not taken over').waitFor()
})
