import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'

let postern: Postern
let server: Server
let host = ''
const seen: (string | undefined)[] = []

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const expires = Math.floor(Date.now() / 1000) + 900
const token = `${part({ alg: 'none' })}.${part({ KeyType: 'public', CustomerId: [7, 12], exp: expires })}.${part({ s: 'signature' })}`

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.headers.authorization)
    response
      .writeHead(403, { 'content-type': 'application/json' })
      .end(JSON.stringify({ echo: request.headers.authorization }))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  host = typeof address === 'object' && address !== null ? `localhost:${address.port}` : ''
  postern = await startPostern()
})

afterAll(async () => {
  await postern.quit()
  server.close()
})

async function paste(text: string): Promise<void> {
  const field = postern.page.getByRole('combobox', { name: 'Path or URL' })
  await field.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

it('a command fills the composer, and its token is forecast, sent to its host, and shown nowhere', async () => {
  const { page } = postern
  const target = `http://${host}/api/external/sites?customerId=1099`
  await paste(`$ sudo curl '${target}' -H 'X-Mine: 7' -H 'Authorization: Bearer ${token}' | jq .`)
  await page.getByText('This token sees customers 7 and 12. You ask for 1099. Expect a 403.').waitFor()
  await page.getByText('Postern set aside: sudo · jq .').waitFor()
  expect(await page.getByRole('combobox', { name: 'Path or URL' }).inputValue()).toBe(target)
  await postern.picture('pasted-token-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await postern.picture('pasted-token-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await postern.history.getByText('/sites?customerId=1099').first().waitFor()
  await expect.poll(() => seen).toEqual([`Bearer ${token}`])
  // What was said of it before it was sent is no news now.
  await page.getByText('Postern set aside').waitFor({ state: 'detached' })
  // The server repeats it, and that is redacted too.
  await postern.headline.waitFor()
  expect(await page.content()).not.toContain(token.slice(20, 60))
  await page.getByText('Session token', { exact: true }).waitFor()
  await page.getByText('customers 7, 12').first().waitFor()
  await page.getByRole('button', { name: 'Forget the session token' }).click()
  await page.getByText('Session token', { exact: true }).waitFor({ state: 'hidden' })
})

it('a command of another shell is read as that shell does, and says what is to be filled in', async () => {
  const { page } = postern
  await paste(
    'C:\\> curl -X POST ^\r\n https://other.example/api/webhook/subscribers ^\r\n -H "X-Api-Key: {{apiKey}}" -d "{""a"":1}"',
  )
  await page.getByText('Postern read the quotes as the Windows prompt does.').waitFor()
  await page.getByText('Fill this in before you send: {{apiKey}}').waitFor()
  expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
  await postern.openPart('Body')
  await page.locator('.cm-content').waitFor()
  expect(await page.getByRole('textbox', { name: 'Body' }).innerText()).toBe('{"a":1}')
  await postern.picture('pasted-windows-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await postern.picture('pasted-windows-dark')
  await page.getByRole('button', { name: 'Keep unchanged' }).click()
  await page.getByText('Fill this in before you send').waitFor({ state: 'hidden' })
})

it('says what is wrong with a command that cannot be taken over', async () => {
  await paste('curl --config secrets.txt https://other.example/')
  await postern.page.getByText('Postern could not read the command').waitFor()
})
