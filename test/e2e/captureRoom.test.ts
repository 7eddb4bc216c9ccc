import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatCount } from '../../app/contract/words.ts'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

/** A client of a user's, which fails in five ways. */
const CLIENT = `
import json, sys, urllib.error, urllib.request
base = sys.argv[1]
def ask(path, headers={}, data=None):
    request = urllib.request.Request(base + path, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request) as response:
            return response.read().decode()
    except Exception as error:
        print(type(error).__name__, getattr(error, 'code', ''))
asked = ask('/api/token/request', {'Content-Type': 'application/json'}, json.dumps({'apiKey': 'sandbox-site-7'}).encode())
token = next(word for word in asked.replace('"', ' ').split() if word.startswith('eyJ'))
bearer = {'Authorization': 'Bearer ' + token}
ask('/api/external/sites')
ask('/api/external/sites?customerId=1099', bearer)
ask('/api/external/nowhere', bearer)
ask('/api/external/sites?limit=1', {**bearer, 'x-sandbox-fault': 'status=503'})
ask('/api/external/sites?limit=2', {**bearer, 'x-sandbox-fault': 'reset'})
ask('/api/external/sites?limit=3', {**bearer, 'x-sandbox-fault': 'status=429'})
`

async function runClient(url: string): Promise<string> {
  const child = spawn('python3', ['-c', CLIENT, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (text) => (output += String(text)))
  await once(child, 'close')
  return output
}

describe('the room of the capture', () => {
  const data = createDataFolder()
  let postern: Postern
  beforeAll(async () => {
    postern = await startPostern(data.path)
  })
  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  const row = (text: string | RegExp) =>
    postern.page.getByRole('table', { name: 'Captured requests' }).getByRole('row').filter({ hasText: text })

  it('listens, shows each request of a program with what it means, and replays one', async () => {
    const { page } = postern
    // The first screen begins with it too.
    await page.getByRole('button', { name: 'Start capture' }).click()
    const url =
      (await page
        .getByText(/^http:\/\/127\.0\.0\.1:\d+$/)
        .first()
        .textContent()) ?? ''
    expect(await runClient(url)).toBe(
      'HTTPError 401\nHTTPError 403\nHTTPError 404\nHTTPError 503\nConnectionResetError \nHTTPError 429\n',
    )
    await row(/401.*token/).waitFor()
    await row(/403.*Customer 1099/).waitFor()
    await row(/404/).waitFor()
    await row(/503.*Retry after 1 s/).waitFor()
    await row(/reset.*Retry after 1 s/).waitFor()
    await row(/429/).waitFor()
    // The window tells times as this computer has them.
    expect(await row(/429/).textContent()).not.toContain('UTC')
    await row(/POST \/api\/token\/request.*200/).waitFor()
    await page.getByRole('heading', { name: /^7 requests · 1 client · \d\/60 in this window$/ }).waitFor()
    expect(await complaints(page)).toEqual([])
    await postern.picture('capture')

    await page.getByRole('button', { name: /customerId=1099/ }).click()
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    await page.getByRole('tab', { name: 'Attempts' }).click()
    await page.getByText('No retry', { exact: true }).waitFor()
    await page.keyboard.press('ControlOrMeta+r')
    await postern.history.getByRole('option').nth(1).waitFor()

    await postern.goTo('Capture')
    await page.getByRole('button', { name: 'Stop capture' }).click()
    await page.getByRole('button', { name: 'Start capture' }).waitFor()
    await expect(fetch(url)).rejects.toThrow()
  })

  it('is set in the settings of the app, and says beside a field what is wrong with it', async () => {
    const { page } = postern
    await page.getByRole('button', { name: 'Change settings' }).click()
    const port = page.getByLabel('Port')
    await port.fill('70000')
    await page.getByRole('button', { name: 'Save capture settings' }).click()
    await page.getByText('Give a number up to 65,535.').waitFor()
    await port.fill('0')
    await page.getByLabel('Hold requests back that exceed the rate limit').check()
    await page.getByRole('button', { name: 'Save capture settings' }).click()
    await page.getByRole('group', { name: 'Done' }).getByText('Capture settings saved').waitFor()
    await postern.goTo('Capture')
    await page.getByRole('button', { name: 'Start capture' }).click()
    await page.getByText('Postern holds requests back that exceed the limit.').waitFor()
    expect(await page.getByText('http://127.0.0.1:47100').count()).toBe(0)
  })

  it('reads the list anew about once a second, however many requests come', async () => {
    const { app, page } = postern
    const url = await page
      .getByText(/^http:\/\/127\.0\.0\.1:\d+$/)
      .first()
      .textContent()
    await app.evaluate(({ BrowserWindow }) => {
      const counted: string[] = []
      Reflect.set(globalThis, 'countedCalls', counted)
      // Electron's own event for a call of ipcRenderer.invoke, before it reaches its handler.
      const contents: NodeJS.EventEmitter | undefined = BrowserWindow.getAllWindows()[0]?.webContents
      contents?.on('-ipc-invoke', (_event, _isInternal, _channel, [name]: unknown[]) =>
        counted.push(String(name)),
      )
    })
    const begun = performance.now()
    const seconds = () => (performance.now() - begun) / 1000
    let requests = 0
    for (; seconds() < 3; requests += 20)
      await Promise.all(Array.from({ length: 20 }, async () => (await fetch(url ?? '')).text()))
    await page.getByRole('heading', { name: new RegExp(`^${formatCount(requests)} requests`) }).waitFor()
    const counted = await app.evaluate(() => [Reflect.get(globalThis, 'countedCalls')].flat().map(String))
    // One push a second, whose list may have to be read a second time.
    expect(counted.filter((name) => name === 'history:list').length).toBeLessThanOrEqual(2 * seconds() + 1)
  })
})
