import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectFolder, startPostern, type Postern } from './postern.ts'

/** The sources below these folders that hold the pattern, by their paths. */
function thatMatch(pattern: RegExp, ...folders: string[]): string[] {
  return folders
    .flatMap((folder) => readdirSync(join(projectFolder, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(ts|vue|html)$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => pattern.test(readFileSync(file, 'utf8')))
    .map((file) => relative(projectFolder, file).replaceAll('\\', '/'))
}

// https://www.electronjs.org/docs/latest/tutorial/security, by its numbers. Permissions (5), navigation and windows (13, 14)
// are tried in hardening.test.ts, the fuses (19) in the packaged app.
describe("Electron's security list", () => {
  let postern: Postern
  let preferences: Record<string, unknown>
  let policy: Map<string, string>

  beforeAll(async () => {
    postern = await startPostern()
    const found = await postern.app.evaluate(async ({ BrowserWindow, session }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const read: unknown = Reflect.get(contents ?? {}, 'getLastWebPreferences')
      const preferences: unknown = typeof read === 'function' ? Reflect.apply(read, contents, []) : null
      const answer = await session.defaultSession.fetch(contents?.getURL() ?? '')
      return { preferences, policy: answer.headers.get('content-security-policy') }
    })
    preferences = found.preferences as Record<string, unknown>
    policy = new Map(
      (found.policy ?? '').split(';').map((directive): [string, string] => {
        const [name = '', ...values] = directive.trim().split(' ')
        return [name, values.join(' ')]
      }),
    )
  })

  afterAll(() => postern.quit())

  it('1: only secure content is loaded, from the app itself', async () => {
    expect(await postern.page.evaluate(() => [location.protocol, isSecureContext])).toEqual([
      'postern-app:',
      true,
    ])
  })

  it('2, 3, 4: no Node on the page, context isolation, the sandbox', () => {
    expect(preferences).toMatchObject({ nodeIntegration: false, contextIsolation: true, sandbox: true })
    expect(preferences['nodeIntegrationInWorker'] ?? false).toBe(false)
    expect(preferences['nodeIntegrationInSubFrames'] ?? false).toBe(false)
  })

  it('6, 8, 9, 10: web security is on; no insecure content, experiments or Blink features', () => {
    expect(preferences).toMatchObject({ webSecurity: true, allowRunningInsecureContent: false })
    expect(preferences).toMatchObject({ experimentalFeatures: false })
    expect(preferences['enableBlinkFeatures'] ?? '').toBe('')
  })

  it('7: a strict content security policy is sent as a header', () => {
    expect(policy.get('default-src')).toBe("'none'")
    expect(policy.get('script-src')).toBe("'self'")
    for (const [name, value] of policy)
      expect(`${name} ${value}`).not.toMatch(/unsafe|\*|https?:|data:|blob:/)
    for (const name of ['base-uri', 'form-action', 'frame-ancestors', 'connect-src'])
      expect(policy.get(name)).toBe("'none'")
  })

  it('11, 12: there are no web views', () => {
    expect(preferences['webviewTag']).toBe(false)
  })

  it('15: nothing is opened outside: there is no external link, and no call that could follow one', () => {
    expect(thatMatch(/openExternal\(|openPath\(|<a\s[^>]*href/, 'app', 'renderer')).toEqual([])
  })

  it('17: every call of the page comes in at one place, where its sender is checked', () => {
    expect(thatMatch(/ipcMain/, 'app')).toEqual(['app/ipc/ipcServer.ts'])
  })

  it('18: the page comes by a scheme of its own, not from file:', () => {
    expect(postern.page.url()).toBe('postern-app://window/index.html')
    // A report may name a file by its URL; the window loads none.
    expect(thatMatch(/loadFile\(|loadURL\([^)]*file:/, 'app')).toEqual([])
  })

  it('20: the page is handed four things, and none of Electron', async () => {
    const bridge = await postern.page.evaluate(() =>
      Object.entries(window.postern).map(([name, value]) => `${name}: ${typeof value}`),
    )
    expect(bridge.sort()).toEqual([
      'call: function',
      'importFile: function',
      'on: function',
      'platform: string',
    ])
  })

  it('and no crash reporter is started', () => {
    expect(thatMatch(/crashReporter/, 'app')).toEqual([])
  })
})
