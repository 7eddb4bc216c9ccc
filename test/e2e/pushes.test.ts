import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'

/** Names of the calls that the page has made since it was counted last. */
async function calls(postern: Postern): Promise<string[]> {
  return postern.app.evaluate(() => {
    const counted = Reflect.get(globalThis, 'countedCalls')
    return Array.isArray(counted) ? counted.splice(0).map(String) : []
  })
}

describe('what main knows the page need not ask', () => {
  let postern: Postern

  beforeAll(async () => {
    postern = await startPostern()
    await postern.app.evaluate(({ BrowserWindow }) => {
      const counted: string[] = []
      Reflect.set(globalThis, 'countedCalls', counted)
      // Electron's own event for a call of ipcRenderer.invoke, before it reaches its handler.
      const contents: NodeJS.EventEmitter | undefined = BrowserWindow.getAllWindows()[0]?.webContents
      contents?.on('-ipc-invoke', (_event, _isInternal, _channel, [name]: unknown[]) =>
        counted.push(String(name)),
      )
    })
  })

  afterAll(() => postern.quit())

  it('of a first send with a token request: two calls at most', async () => {
    await postern.send({ target: '/api/external/sites' })
    await postern.headline.waitFor()
    await postern.page.getByRole('tab', { name: /Attempts/ }).click()
    await postern.page.getByRole('main').getByText('token').first().waitFor()
    const made = await calls(postern)
    const after = made.slice(made.indexOf('exchange:send') + 1)
    expect(made).toContain('exchange:send')
    expect(after.length, after.join(', ')).toBeLessThanOrEqual(2)
  })

  it('of a saved profile: one call', async () => {
    await postern.goTo('Settings')
    const form = postern.page.getByRole('main')
    await form.getByLabel('Requests per rate window').fill('59')
    await calls(postern)
    await form.getByRole('button', { name: 'Save', exact: true }).click()
    await postern.page.getByText('Settings saved').first().waitFor()
    expect(await calls(postern)).toEqual(['settings:set'])
    await postern.goTo('History')
    await postern.page.getByText('/59').first().waitFor()
  })
})
