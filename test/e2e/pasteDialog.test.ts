import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern, type Room } from './postern.ts'
import { complaints } from './support/complaints.ts'
import { countedKeyboard } from './support/keyboard.ts'

const REFUSED =
  'GET /api/external/sites?customerId=1099 failed with status 403: {"status":{"code":100,"errorMessage":"Customer 1099 is outside the scope of this API key."},"data":null,"count":null,"message":"Customer 1099 is outside the scope of this API key.","errors":[{"code":100,"message":"Customer 1099 is outside the scope of this API key."}]}'

function bareToken(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'HS256' })}.${part(claims)}.${'x'.repeat(12)}`
}

describe('what is pasted into the dialog', () => {
  let postern: Postern

  const dialog = () => postern.page.getByRole('dialog', { name: 'Paste anything' })
  const focused = () => postern.page.locator(':focus')

  async function paste(text: string, from: Room = 'History'): Promise<void> {
    if (await dialog().isVisible()) await postern.page.keyboard.press('Escape')
    await postern.goTo(from)
    await postern.door()
    await countedKeyboard(postern).paste(text)
  }

  beforeAll(async () => {
    postern = await startPostern()
    for (const count of [1, 2]) {
      await postern.send({ target: '/api/external/sites?customerId=1099', key: 'site-7' })
      await postern.history
        .getByRole('option')
        .nth(count - 1)
        .waitFor()
      await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    }
  })

  afterAll(() => postern.quit())

  it.each<Room>(['History', 'Catalog'])(
    'leads from %s to the value that is to be changed, and selects it',
    async (room) => {
      await paste(REFUSED, room)
      await dialog().getByRole('button', { name: 'Copy to the composer' }).click()
      await dialog().waitFor({ state: 'detached' })
      await expect.poll(() => focused().getAttribute('data-parameter')).toBe('customerId')
      await postern.page.keyboard.type('7')
      expect(await focused().inputValue()).toBe('7')
      await postern.page.keyboard.press('Escape')
    },
  )

  it('marks nothing of an unknown key as allowed', async () => {
    await paste(REFUSED)
    const row = dialog().getByRole('row', { name: /^KeyType/ })
    await row.getByRole('cell', { name: 'any', exact: true }).waitFor()
    expect(await row.innerText()).toMatch(/KeyType\s+not known\s+any/)
    expect(await row.locator('svg').count()).toBe(0)
    await postern.page.keyboard.press('Escape')
  })

  it('leads to the choice of a key', async () => {
    await paste(REFUSED)
    await dialog().getByRole('button', { name: 'Choose a key…' }).click()
    await dialog().waitFor({ state: 'detached' })
    await postern.page.getByLabel('Key', { exact: true }).and(focused()).waitFor()
    await postern.page.keyboard.press('Escape')
  })

  it.each([
    ['Show the problem', 'Problems'],
    ['Look it up in the catalog', 'Catalog'],
  ])('leads with “%s” to the room %s', async (act, room) => {
    await paste(REFUSED)
    await dialog().getByRole('button', { name: act }).click()
    await dialog().waitFor({ state: 'detached' })
    await postern.page.getByRole('heading', { name: room }).first().waitFor()
    await expect
      .poll(() => postern.page.evaluate(() => document.activeElement?.closest('main') !== null))
      .toBe(true)
  })

  it('closes for a HAR file, and shows what came in', async () => {
    const entry = {
      startedDateTime: '2020-03-02T08:00:00.000Z',
      request: { method: 'GET', url: 'https://api.example/from-the-door', headers: [] },
      response: { status: 200, headers: [], content: { text: '{}' } },
    }
    await paste(JSON.stringify({ log: { version: '1.2', entries: [entry] } }), 'Catalog')
    await dialog().waitFor({ state: 'detached' })
    await postern.history.getByRole('option', { name: /from-the-door/ }).waitFor()
    expect(await postern.history.getByRole('option').count()).toBe(1)
    await postern.page.getByRole('combobox', { name: 'Filter the history' }).fill('')
    await expect.poll(() => postern.history.getByRole('option').count()).toBe(3)
  })

  it('offers to send with a token alone, and says which key has its scope', async () => {
    await paste(bareToken({ KeyType: 'public', CustomerId: [7, 12] }))
    await dialog().getByText('Postern knows no key of “Sandbox” with this scope.').waitFor()
    await dialog().getByRole('button', { name: 'Ask for its customers' }).waitFor()
    await postern.picture('pasted-token')
    expect(await complaints(postern.page)).toEqual([])
    await dialog().getByRole('button', { name: 'Use it for “Sandbox”' }).click()
    await dialog().waitFor({ state: 'detached' })
    await postern.page.getByText('Session token', { exact: true }).waitFor()
    expect(await postern.page.content()).not.toContain('x'.repeat(12))
    await postern.page.getByRole('button', { name: 'Forget the session token' }).click()
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s starts at what sends nothing', async (method) => {
    await paste(`curl -X ${method} https://other.example/api/webhook/subscribers/7`)
    await dialog().getByRole('button', { name: 'Send it' }).waitFor()
    await dialog().getByRole('button', { name: 'Edit the request' }).and(focused()).waitFor()
    await postern.page.keyboard.press('Escape')
  })

  it('a request that changes nothing starts at its sending', async () => {
    await paste('curl https://other.example/api/webhook/subscribers/7')
    await dialog().getByRole('button', { name: 'Send it' }).and(focused()).waitFor()
    await postern.page.keyboard.press('Escape')
  })
})
