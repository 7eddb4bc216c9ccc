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
const REFUSED = `unknown-to-the-api-${Date.now()}`

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
        if (received.at(-1)?.includes(REFUSED)) {
          response.statusCode = 401
          response.end(JSON.stringify({ code: 401, message: 'Unauthorized', errors: [] }))
          return
        }
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

  /** What the columns of a key say: its claims, and its token. */
  const cellsOf = async (alias: string) =>
    (await postern.keyRow(alias).getByRole('row').first().getByRole('cell').allInnerTexts()).slice(0, 5)

  it('takes a key, empties its field, and says how it is kept', async () => {
    await postern.enterKey({ profile: 'Our own API', alias: 'first', secret: SECRET })
    await postern.goTo('Keys')
    await postern.page.getByText('Kept in memory until Postern quits').waitFor()
    expect(await postern.page.locator('input[type=password]').count()).toBe(0)
  })

  it('exchanges it on request, and shows its claims', async () => {
    await postern.keyAct('first', 'Test')
    await expect.poll(() => cellsOf('first')).toEqual(['public', 'any', '7', 'any', 'valid, expiry unknown'])
    expect(received).toEqual([`127.0.0.1:${port} {"apiKey":"${SECRET}"}`])
    // What is known of a key stays known.
    await postern.goTo('History')
    await postern.goTo('Keys')
    expect(await cellsOf('first')).toEqual(['public', 'any', '7', 'any', 'valid, expiry unknown'])
  })

  it('renames it, and keeps it selected', async () => {
    await postern.keyAct('first', 'Rename…')
    await postern.page.getByLabel('New name of first').fill('renamed')
    await postern.page.getByRole('button', { name: 'Rename', exact: true }).click()
    await postern.keyRow('renamed').getByText('in use').waitFor()
    await postern.goTo('History')
    expect(await postern.page.getByLabel('Key', { exact: true }).inputValue()).toBe('renamed')
    await postern.goTo('Keys')
  })

  it('stores it weakly only when the user says yes outside the page, and takes it back from the disk', async () => {
    const refused = await answerDialogWith(0)
    await postern.page.getByRole('button', { name: 'keep them on disk without a keyring…' }).click()
    await expect.poll(refused).toBe(1)
    await postern.page.getByText('Kept in memory until Postern quits').waitFor()

    await answerDialogWith(1)
    await postern.page.getByRole('button', { name: 'keep them on disk without a keyring…' }).click()
    await postern.page.getByText('On disk with weak protection, as you chose').waitFor()
    const file = readFileSync(join(data.path, 'keys.json'), 'utf8')
    expect(JSON.parse(file)).toMatchObject({ storesWeakly: true, keys: [{ protection: 'weak' }] })
    expect(file).not.toContain(SECRET)
    await postern.picture('keys-weak')

    await postern.page.getByRole('button', { name: 'Remove them from the disk' }).click()
    await postern.page.getByText('Kept in memory until Postern quits').waitFor()
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
    await postern
      .keyRow('renamed')
      .getByText(`Postern does not send it to http://localhost:${port}`)
      .waitFor()
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
    await postern.keyRow('renamed').getByText('the token request of its profile has changed').waitFor()
    const refused = await answerDialogWith(0)
    await postern.keyAct('renamed', 'Use here…')
    await expect.poll(refused).toBe(1)
    await postern.keyRow('renamed').getByText('the token request of its profile has changed').waitFor()
    await answerDialogWith(1)
    await postern.keyAct('renamed', 'Use here…')
    await postern.keyAct('renamed', 'Test')
    await expect.poll(() => received.length).toBe(before + 1)
    await postern.page.evaluate((profile) => window.postern.call('settings:set', { profiles: [profile] }), {
      ...rest,
      token,
      baseUrl: `http://localhost:${port}`,
    })
    await postern
      .keyRow('renamed')
      .getByText(`Postern does not send it to http://localhost:${port}`)
      .waitFor()
  })

  it('takes it again for the new address, and removes it', async () => {
    await postern.keyAct('renamed', 'Enter again…')
    await postern.page.getByRole('dialog').getByLabel('API key').fill(SECRET)
    await postern.picture('keys-dialog')
    await postern.page.getByRole('button', { name: 'Keep key' }).click()
    await postern.keyRow('renamed').getByText('Confirm the key').waitFor({ state: 'detached' })
    await postern.keyAct('renamed', 'Test')
    await expect.poll(() => received.at(-1)).toBe(`localhost:${port} {"apiKey":"${SECRET}"}`)
    const focused = postern.page.locator(':focus')
    const name = () =>
      focused.evaluate((element) => element.getAttribute('aria-label') ?? element.textContent.trim())
    await postern.keyAct('renamed', 'Rename…')
    await expect.poll(name).toBe('New name of renamed')
    await postern.page.keyboard.press('Escape')
    await expect.poll(name).toBe('More for renamed')
    await postern.page.keyboard.press('Enter')
    await postern.page.getByRole('menuitem', { name: 'Remove…' }).press('Enter')
    const question = postern.page.getByRole('alertdialog', { name: 'Remove the key renamed?' })
    await question.waitFor()
    await expect.poll(name).toBe('Keep it')
    expect(await complaints(postern.page)).toEqual([])
    await postern.page.keyboard.press('Enter')
    await question.waitFor({ state: 'detached' })
    await expect.poll(name).toBe('More for renamed')
    await postern.keyAct('renamed', 'Remove…')
    await question.getByRole('button', { name: 'Remove renamed' }).press('Enter')
    await postern.keyRow('renamed').waitFor({ state: 'detached' })
    await expect.poll(() => focused.count()).toBe(1)
    await postern.page.getByText('Removed the key renamed').waitFor()
    await postern.page.getByRole('button', { name: 'Undo' }).click()
    await postern.keyRow('renamed').waitFor()
    await postern.keyAct('renamed', 'Remove…')
    await question.getByRole('button', { name: 'Remove renamed' }).click()
    await postern.keyRow('renamed').waitFor({ state: 'detached' })
  })

  it('tests all keys with one click, and says of each that is refused why', async () => {
    await postern.enterKey({ profile: 'Our own API', alias: 'one', secret: SECRET })
    await postern.enterKey({ profile: 'Our own API', alias: 'two', secret: REFUSED })
    const before = received.length
    await postern.page.getByRole('button', { name: 'Test all' }).click()
    await postern.keyRow('two').getByText('The key “two” led to no token.').waitFor()
    await postern.page.getByRole('button', { name: 'Test all' }).waitFor()
    expect(received.length).toBe(before + 2)
    expect(await cellsOf('one')).toEqual(['public', 'any', '7', 'any', 'valid, expiry unknown'])
    expect((await cellsOf('two')).at(-1)).toBe('none')
  })

  it('folds the keys of the sandbox away, except those that were used', async () => {
    await postern.goTo('History')
    await postern.page.getByLabel('Profile', { exact: true }).selectOption('sandbox')
    await postern.goTo('Keys')
    await postern.keyRow('site-7').getByText('in use').waitFor()
    expect(await postern.keyRow('company').count()).toBe(0)
    await postern.page.getByRole('button', { name: /^Sandbox · \d+ keys$/ }).click()
    await postern.keyRow('company').getByRole('button', { name: 'Use company' }).click()
    await postern.keyRow('company').getByText('in use').waitFor()
    expect(await complaints(postern.page)).toEqual([])
  })

  it('offers any key of any profile to the keyboard, under one name', async () => {
    const { page } = postern
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('use key')
    await page.getByRole('option', { name: 'Use key…' }).click()
    const field = page.getByRole('combobox', { name: 'Key to use' })
    await field.fill('own one')
    await page.getByRole('dialog').getByRole('option', { name: /^one/ }).waitFor()
    await page.keyboard.press('Enter')
    await postern.keyRow('one').getByText('in use').waitFor()
    await postern.goTo('History')
    expect(await page.getByLabel('Profile', { exact: true }).inputValue()).toBe('own')
  })
})
