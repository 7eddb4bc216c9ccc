import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { profileFor } from '../../app/contract/presets.ts'
import { DEFAULT_SETTINGS } from '../../app/settings/settings.ts'
import { createDataFolder, projectFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

const HEADER = Buffer.from('{"alg":"none"}').toString('base64url')
const SECRET = `entered-by-hand-${Date.now()}`

describe('the room of keys', () => {
  const data = createDataFolder()
  const received: string[] = []
  let api: Server
  let port = 0
  let postern: Postern

  const own = (host: string) => profileFor('own', 'Our own API', `http://${host}:${port}`)

  beforeAll(async () => {
    mkdirSync(join(projectFolder, 'test-results'), { recursive: true })
    api = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        received.push(`${request.headers.host} ${Buffer.concat(chunks).toString()}`)
        const claims = Buffer.from(JSON.stringify({ KeyType: 'public', CustomerId: [7] })).toString(
          'base64url',
        )
        response.end(JSON.stringify({ data: { token: `${HEADER}.${claims}.c2ln` } }))
      })
    })
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))
    port = (api.address() as AddressInfo).port
    const settings = { ...DEFAULT_SETTINGS, profiles: [own('127.0.0.1')] }
    writeFileSync(join(data.path, 'settings.json'), JSON.stringify(settings))
    postern = await startPostern(data.path)
    await postern.goTo('Keys')
  })

  afterAll(async () => {
    await postern.quit()
    api.close()
    data.remove()
  })

  /** The user's answer in the dialog of the system's, which no test can click; and how often it was asked. */
  async function answerDialogWith(response: number): Promise<() => Promise<number>> {
    await postern.app.evaluate(({ dialog }, response) => {
      Reflect.set(globalThis, 'dialogs', 0)
      dialog.showMessageBox = () => {
        Reflect.set(globalThis, 'dialogs', Number(Reflect.get(globalThis, 'dialogs')) + 1)
        return Promise.resolve({ response, checkboxChecked: false })
      }
    }, response)
    return () => postern.app.evaluate(() => Number(Reflect.get(globalThis, 'dialogs')))
  }

  it('takes a key, empties its field, and says how it is kept', async () => {
    await postern.enterKey({ profile: 'Our own API', alias: 'first', secret: SECRET })
    await postern.goTo('Keys')
    await postern.keyCard('first').getByText('in memory until Postern quits').waitFor()
    expect(await postern.page.locator('input[type=password]').count()).toBe(0)
  })

  it('exchanges it on request, and shows its claims', async () => {
    await postern.keyCard('first').getByRole('button', { name: 'Test first' }).click()
    await postern.keyCard('first').getByText('KeyType').waitFor()
    expect(await postern.keyCard('first').innerText()).toMatch(/CustomerId\s+7/)
    expect(received).toEqual([`127.0.0.1:${port} {"apiKey":"${SECRET}"}`])
    // What is known of a key stays known.
    await postern.goTo('History')
    await postern.goTo('Keys')
    expect(await postern.keyCard('first').innerText()).toMatch(/CustomerId\s+7\s/)
    await postern.keyCard('first').getByText('valid, expiry unknown').waitFor()
  })

  it('renames it, and keeps it selected', async () => {
    await postern.keyCard('first').getByRole('button', { name: 'Rename first…' }).click()
    await postern.page.getByLabel('New name of first').fill('renamed')
    await postern.page.getByRole('button', { name: 'Rename', exact: true }).click()
    await postern.keyCard('renamed').getByText('in use').waitFor()
    expect(await postern.page.getByLabel('Key', { exact: true }).inputValue()).toBe('renamed')
  })

  it('stores it weakly only when the user says yes outside the page, and takes it back from the disk', async () => {
    const refused = await answerDialogWith(0)
    await postern.page.getByRole('button', { name: 'Keep on disk without a keyring…' }).click()
    await expect.poll(refused).toBe(1)
    await postern.keyCard('renamed').getByText('in memory until Postern quits').waitFor()

    await answerDialogWith(1)
    await postern.page.getByRole('button', { name: 'Keep on disk without a keyring…' }).click()
    await postern.keyCard('renamed').getByText('on disk, weakly protected').waitFor()
    const file = readFileSync(join(data.path, 'keys.json'), 'utf8')
    expect(JSON.parse(file)).toMatchObject({ storesWeakly: true, keys: [{ protection: 'weak' }] })
    expect(file).not.toContain(SECRET)
    await postern.picture('keys-weak')

    await postern.page.getByRole('button', { name: 'Remove them from the disk' }).click()
    await postern.keyCard('renamed').getByText('in memory until Postern quits').waitFor()
    expect(JSON.parse(readFileSync(join(data.path, 'keys.json'), 'utf8'))).toMatchObject({ keys: [] })
  })

  it('does not send it to another address that its profile gets', async () => {
    const before = received.length
    const answers = await postern.page.evaluate(
      async (moved) => [
        await window.postern.call('settings:set', { profiles: [moved] }),
        await window.postern.call('keys:test', { profile: 'own', key: 'renamed' }),
      ],
      own('localhost'),
    )
    expect(answers).toMatchObject([{ ok: true }, { ok: false, error: { code: 'key-unreadable' } }])
    expect(received).toHaveLength(before)
    await postern.page.reload()
    await postern.goTo('Keys')
    await postern.keyCard('renamed').getByText(`is not sent to http://localhost:${port}`).waitFor()
    await postern.picture('keys-light')
    await postern.page.emulateMedia({ colorScheme: 'dark' })
    await postern.page.evaluate(() => {
      document.documentElement.dataset['theme'] = 'dark'
    })
    await postern.picture('keys-dark')
  })

  it('takes it over to another token request only when the user says yes outside the page', async () => {
    const before = received.length
    const { token, ...rest } = own('127.0.0.1')
    await postern.page.evaluate((profile) => window.postern.call('settings:set', { profiles: [profile] }), {
      ...rest,
      token: { ...token, path: '/echo' },
    })
    await postern.keyCard('renamed').getByText('the token request of its profile has changed').waitFor()
    const refused = await answerDialogWith(0)
    await postern.keyCard('renamed').getByRole('button', { name: 'Use renamed here…' }).click()
    await expect.poll(refused).toBe(1)
    await postern.keyCard('renamed').getByText('the token request of its profile has changed').waitFor()
    await answerDialogWith(1)
    await postern.keyCard('renamed').getByRole('button', { name: 'Use renamed here…' }).click()
    await postern.keyCard('renamed').getByRole('button', { name: 'Test renamed' }).click()
    await expect.poll(() => received.length).toBe(before + 1)
    await postern.page.evaluate((profile) => window.postern.call('settings:set', { profiles: [profile] }), {
      ...rest,
      token,
      baseUrl: `http://localhost:${port}`,
    })
    await postern.keyCard('renamed').getByText(`is not sent to http://localhost:${port}`).waitFor()
  })

  it('takes it again for the new address, and removes it', async () => {
    await postern.keyCard('renamed').getByRole('button', { name: 'Enter renamed again' }).click()
    await postern.page.getByRole('dialog').getByLabel('API key').fill(SECRET)
    await postern.picture('keys-dialog')
    await postern.page.getByRole('button', { name: 'Keep key' }).click()
    await postern.keyCard('renamed').getByRole('button', { name: 'Test renamed' }).click()
    await expect.poll(() => received.at(-1)).toBe(`localhost:${port} {"apiKey":"${SECRET}"}`)
    const focused = postern.page.locator(':focus')
    const name = () =>
      focused.evaluate((element) => element.getAttribute('aria-label') ?? element.textContent)
    await postern.keyCard('renamed').getByRole('button', { name: 'Rename renamed…' }).click()
    await postern.page.keyboard.press('Escape')
    await expect.poll(name).toBe('Rename renamed…')
    await postern.keyCard('renamed').getByRole('button', { name: 'Remove renamed…' }).press('Enter')
    const question = postern.page.getByRole('alertdialog', { name: /Remove this key/ })
    await question.waitFor()
    await expect.poll(name).toBe('Keep it')
    expect(await complaints(postern.page)).toEqual([])
    await postern.page.keyboard.press('Enter')
    await question.waitFor({ state: 'detached' })
    await expect.poll(name).toBe('Remove renamed…')
    await postern.page.keyboard.press('Enter')
    await question.getByRole('button', { name: 'Remove renamed' }).press('Enter')
    await postern.keyCard('renamed').waitFor({ state: 'detached' })
    await expect.poll(() => focused.count()).toBe(1)
    await postern.page.getByText('The key renamed was removed').waitFor()
    await postern.page.getByRole('button', { name: 'Undo' }).click()
    await postern.keyCard('renamed').waitFor()
    await postern.keyCard('renamed').getByRole('button', { name: 'Remove renamed…' }).click()
    await question.getByRole('button', { name: 'Remove renamed' }).click()
    await postern.keyCard('renamed').waitFor({ state: 'detached' })
    await postern.keyCard('renamed').waitFor({ state: 'hidden' })
  })
})
