import { createServer, type Server } from 'node:http'
import { readFileSync, readdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('the room of webhooks', () => {
  const data = createDataFolder()
  let postern: Postern
  let program: Server
  let status = 500
  const got: string[] = []
  beforeAll(async () => {
    postern = await startPostern(data.path)
    program = createServer((request, response) => {
      got.push(String(request.headers['webhooks-signature']))
      request
        .resume()
        .on('end', () => response.writeHead(status).end(status === 500 ? '{"error":"no table"}' : 'ok'))
    })
    await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    await postern.quit()
    program.close()
    data.remove()
  })

  const rows = () => postern.page.getByRole('table', { name: 'Deliveries' }).getByRole('row')

  it('subscribes at the sandbox, receives, forwards what fails, and replays it once it is fixed', async () => {
    const { page } = postern
    await postern.goTo('Webhooks')
    const url = `http://127.0.0.1:${(program.address() as AddressInfo).port}/hook`
    await page.getByLabel('Forward to').fill(url)
    await page.getByRole('button', { name: 'Start listening' }).click()
    await page.getByText(/^http:\/\/127\.0\.0\.1:\d+$/).waitFor()
    await page.getByText('Without a secret, Postern checks no signature.').waitFor()

    await page.getByRole('button', { name: 'Test with sandbox' }).click()
    await rows()
      .filter({ hasText: /timesheet\.approve.*✓ valid.*200.*500/ })
      .waitFor()
    await page.getByText('sandbox-801').waitFor()
    await page.getByRole('button', { name: 'timesheet.approve' }).click()
    await page.getByRole('heading', { name: /^Signed bytes/ }).waitFor()
    expect(await page.getByText(/^\d{10}\.\{"id":"msg_/).textContent()).toContain('"eventType":"timesheet"')
    expect(await complaints(page)).toEqual([])
    await postern.picture('webhooks')
    await page.emulateMedia({ colorScheme: 'light' })
    await postern.picture('webhooks-light')
    await page.emulateMedia({ colorScheme: null })

    status = 200
    await page.getByRole('button', { name: 'Replay as received' }).click()
    await rows()
      .filter({ hasText: /timesheet\.approve.*replay.*✓ valid.*200/ })
      .waitFor()
    expect(got[1]).toBe(got[0])
    await page.getByRole('button', { name: 'Replay re-signed now' }).click()
    await expect.poll(() => got.length).toBe(3)
    await rows().nth(3).waitFor()

    await page.getByRole('button', { name: 'Open in History' }).last().click()
    await postern.headline.filter({ hasText: 'Your program accepted timesheet.approve' }).waitFor()
    await postern.history.getByRole('option').nth(2).waitFor()
    await postern.picture('webhooks-history')
    // What arrived is no request that could be edited for the API; a replay goes to the program.
    expect(await page.getByRole('button', { name: 'Edit', exact: true }).count()).toBe(0)
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    await expect.poll(() => got.length).toBe(4)
  })

  it('is found as a problem, and no secret is in a file', async () => {
    const { page } = postern
    await postern.goTo('Problems')
    await page.getByText('Your program returned 500 to timesheet.approve').first().waitFor()
    await postern.goTo('Webhooks')
    await page.getByRole('button', { name: 'Stop listening' }).click()
    await page.getByRole('button', { name: 'Start listening' }).waitFor()
    const texts = readdirSync(data.path, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => readFileSync(join(data.path, name), 'latin1'))
    expect(texts.filter((text) => /whsec_[\w-]{20}/.test(text))).toEqual([])
  })

  it('keeps a secret that is entered, copies a verifier, and refuses to forward elsewhere', async () => {
    const { page } = postern
    await page.getByLabel('Name').fill('guardhouse')
    await page
      .getByLabel('Secret', { exact: true })
      .fill(`whsec_${Buffer.from('entered by hand').toString('base64')}`)
    await page.getByRole('button', { name: 'Keep secret' }).click()
    await page.getByRole('button', { name: 'Remove the secret guardhouse' }).waitFor()
    expect(await page.getByLabel('Secret', { exact: true }).inputValue()).toBe('')
    await page.getByRole('radio', { name: 'Python' }).click()
    await page.getByRole('button', { name: 'Copy verifier' }).click()
    const copied = await postern.app.evaluate(({ clipboard }) => clipboard.readText())
    expect(copied).toContain('def verify_webhook(body, headers, secret, now=None):')
    await page.getByLabel('Forward to').fill('http://example.com/hook')
    await page.getByRole('button', { name: 'Start listening' }).click()
    await page.getByText('Give a URL on this computer').waitFor()
    await page.getByRole('button', { name: 'Remove the secret guardhouse' }).click()
    await page.getByRole('button', { name: 'Remove the secret guardhouse' }).waitFor({ state: 'detached' })
  })
})
