import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { projectFolder, startPostern, type Postern } from './postern.ts'

const source = (name: string) => readFileSync(join(projectFolder, name), 'utf8')

/** All that runs in Electron, as it was written. */
function sources(...folders: string[]): string {
  return folders
    .flatMap((folder) => readdirSync(join(projectFolder, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(ts|vue|html)$/.test(entry.name))
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('\n')
}

// https://www.electronjs.org/docs/latest/tutorial/security, in its order and by its numbers.
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
    expect(source('app/main.ts')).toContain('app.enableSandbox()')
  })

  it('5: permission requests and checks are answered by a table', () => {
    const walls = source('app/shell/hardening.ts')
    for (const call of [
      'setPermissionRequestHandler',
      'setPermissionCheckHandler',
      'setDevicePermissionHandler',
    ])
      expect(walls).toContain(call)
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
    expect(sources('renderer')).not.toMatch(/<webview|allowpopups/)
    expect(source('app/shell/hardening.ts')).toContain("'will-attach-webview'")
  })

  it('13, 14: navigation and new windows are refused', () => {
    const walls = source('app/shell/hardening.ts')
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect'])
      expect(walls).toContain(name)
    expect(walls).toContain("action: 'deny'")
  })

  it('15: nothing is opened outside: there is no external link, and no call that could follow one', () => {
    expect(sources('app', 'renderer')).not.toMatch(/openExternal\(|openPath\(|<a\s[^>]*href/)
  })

  it('16: a current Electron is shipped', () => {
    expect(Number(packageJson.devDependencies.electron.split('.')[0])).toBeGreaterThanOrEqual(45)
  })

  it('17: every call of the page has its sender checked, in one place', () => {
    const all = sources('app')
    expect(all.match(/ipcMain\.(handle|on|once)\(/g)).toEqual(['ipcMain.handle('])
    expect(source('app/ipc/ipcServer.ts')).toContain('!isTrusted(event)')
  })

  it('18: the page comes by a scheme of its own, not from file:', () => {
    expect(postern.page.url()).toBe('postern-app://window/index.html')
    expect(sources('app')).not.toMatch(/loadFile\(|file:\/\//)
  })

  it('19: the fuses are set for release', () => {
    const builder = source('electron-builder.yml')
    const fuses = {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      grantFileProtocolExtraPrivileges: false,
      enableCookieEncryption: true,
    }
    for (const [name, isOn] of Object.entries(fuses))
      expect(builder).toMatch(new RegExp(`^  ${name}: ${isOn}$`, 'm'))
    expect(source('app/shell/window.ts')).toContain('devTools: !isPackaged')
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
    expect(source('app/preload.ts').match(/exposeInMainWorld/g)).toHaveLength(1)
  })

  it('and no crash reporter is started', () => {
    expect(sources('app')).not.toContain('crashReporter')
  })
})
