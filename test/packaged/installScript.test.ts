import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { install, type Installed } from './packagedApp.ts'

/** Reads a string value and then its first argument, as the Desktop Entry Specification has it. */
function programOf(entry: string): string {
  const value = /^Exec=(.*)$/m.exec(entry)?.[1] ?? ''
  const unescaped = value.replace(/\\(.)/g, (_, sign: string) => ({ n: '\n', t: '\t', s: ' ' })[sign] ?? sign)
  const quoted = /^"((?:[^"\\]|\\.)*)" %U$/.exec(unescaped)?.[1] ?? ''
  return quoted.replace(/\\(.)/g, '$1').replaceAll('%%', '%')
}

describe.runIf(process.platform === 'linux')('the scripts in the archive', () => {
  let installed: Installed
  let folder: string
  beforeAll(() => {
    installed = install()
    folder = mkdtempSync(join(tmpdir(), 'postern-scripts-'))
  })
  afterAll(() => {
    installed.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  const SCRIPTED = ['install.sh', 'uninstall.sh', 'postern.png']
  const filesIn = (path: string) =>
    readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
    )

  it.each(['plain', 'with a space', `o'clock "quoted" $HOME \`id\``, 'back\\slash 100% déjà'])(
    'register and unregister what is in a folder named %s',
    (name) => {
      const app = join(folder, name)
      const home = join(folder, 'home', name)
      mkdirSync(app)
      mkdirSync(home, { recursive: true })
      for (const file of [...SCRIPTED, 'chrome_crashpad_handler'])
        cpSync(join(installed.path, file), join(app, file))
      cpSync(join(app, 'chrome_crashpad_handler'), join(app, 'postern'))
      const env = { PATH: process.env.PATH ?? '', HOME: home }

      execFileSync(join(app, 'install.sh'), { env, cwd: '/' })
      const data = join(home, '.local/share')
      const entry = readFileSync(join(data, 'applications/postern.desktop'), 'utf8')
      expect(programOf(entry)).toBe(join(app, 'postern'))
      expect(entry).toMatch(/^MimeType=application\/x-har;x-scheme-handler\/postern;$/m)
      expect(existsSync(join(data, 'icons/hicolor/512x512/apps/postern.png'))).toBe(true)
      expect(readFileSync(join(data, 'mime/packages/postern.xml'), 'utf8')).toContain('pattern="*.har"')

      execFileSync(join(app, 'uninstall.sh'), { env, cwd: '/' })
      expect(filesIn(home).filter((file) => /postern/.test(file.slice(home.length)))).toEqual([])
    },
  )

  it('says what is missing in a folder without the program', () => {
    const app = join(folder, 'empty')
    mkdirSync(app)
    cpSync(join(installed.path, 'install.sh'), join(app, 'install.sh'))
    expect(() => execFileSync(join(app, 'install.sh'), { env: { HOME: folder }, stdio: 'pipe' })).toThrow(
      /no program named postern/,
    )
    expect(existsSync(join(folder, '.local'))).toBe(false)
  })
})
