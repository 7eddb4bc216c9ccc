import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asOrdinaryUser, handOver, install, type Installed } from './packagedApp.ts'

const SCRIPTED = ['install.sh', 'uninstall.sh', 'postern.png', 'postern.desktop', 'postern.xml']
/** Notes what it was started with, in place of the app. */
const PROGRAM = '#!/bin/sh\nprintf "%s\\n" "$0" "$@" >"$HOME/started"\n'

describe.runIf(process.platform === 'linux')('the scripts in the archive', () => {
  let installed: Installed
  let folder: string
  beforeAll(() => {
    installed = install()
    folder = mkdtempSync(join(tmpdir(), 'postern-scripts-'))
    chmodSync(folder, 0o755)
  })
  afterAll(() => {
    installed.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A folder with the scripts, and a home. */
  function unpack(name: string, leftOut = '') {
    const app = join(folder, name)
    const home = join(folder, 'home', name)
    mkdirSync(app)
    mkdirSync(home, { recursive: true })
    for (const file of SCRIPTED) cpSync(join(installed.path, file), join(app, file))
    if (leftOut !== 'postern') writeFileSync(join(app, 'postern'), PROGRAM, { mode: 0o755 })
    const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: home }
    const call = (program: string, args: string[] = [], given = env) =>
      spawnSync(program, args, { encoding: 'utf8', env: given, cwd: home })
    const run = (script: string, given = env) => call(join(app, script), [], given)
    return { app, home, env, call, run, data: join(home, '.local/share') }
  }

  /** Each file of a folder with what is in it. */
  const filesIn = (path: string) =>
    readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const file = join(entry.parentPath, entry.name)
      return entry.isFile() ? [`${file.slice(path.length)}\n${readFileSync(file, 'latin1')}`] : []
    })

  it.each([
    'plain',
    'with a space',
    `o'clock "quoted" $HOME \`id\``,
    'back\\slash déjà=1',
    'de\u0301ja\u0300 日本 ;&|#?~',
  ])('register twice and unregister what is in a folder named %s', async (name) => {
    const { app, home, call, run, data } = unpack(name)
    writeFileSync(join(home, 'data of another program'), 'kept')
    const before = filesIn(home)
    for (const _ of ['first', 'again']) expect(run('install.sh')).toMatchObject({ status: 0, stderr: '' })
    const entry = join(data, 'applications/postern.desktop')
    expect(call('desktop-file-validate', [entry])).toMatchObject({ status: 0, stdout: '' })
    expect(existsSync(join(data, 'icons/hicolor/512x512/apps/postern.png'))).toBe(true)

    const har = join(home, 'two words.har')
    writeFileSync(har, '{}')
    for (const opened of [har, 'postern://explain?status=403']) {
      rmSync(join(home, 'started'), { force: true })
      expect(call('gio', ['open', opened])).toMatchObject({ status: 0, stderr: '' })
      const noted = () => existsSync(join(home, 'started')) && readFileSync(join(home, 'started'), 'utf8')
      await expect.poll(noted).toBe(`${join(app, 'postern')}\n${opened}\n`)
    }
    for (const file of [har, join(home, 'started')]) rmSync(file)

    for (const _ of ['first', 'again']) expect(run('uninstall.sh')).toMatchObject({ status: 0, stderr: '' })
    const caches = filesIn(home).filter((file) => !before.includes(file))
    expect(caches.filter((file) => /postern|har/i.test(file.replace(/^.*\/share/, '')))).toEqual([])
    expect(filesIn(home)).toEqual(expect.arrayContaining(before))
  })

  it('work for a user to whom the folder does not belong', () => {
    const { app, home } = unpack('of root')
    handOver(home)
    const start = asOrdinaryUser({ ...installed, program: join(app, 'install.sh'), home })
    execFileSync(start, [], { env: { PATH: process.env.PATH, HOME: home }, cwd: home })
    expect(existsSync(join(home, '.local/share/applications/postern.desktop'))).toBe(true)
  })

  it.each([
    ['without a home', { HOME: undefined }, /HOME.*is not set/],
    ['by sudo', { SUDO_USER: 'me' }, /Run it as yourself, without sudo/],
    ['without the program', {}, /no program named postern/],
    ['in a folder with a\nline break', {}, /contains a line break/],
    ['in a folder with 100%', {}, /or a %, which/],
  ])('refuse to run %s, and change nothing', (name, odd, reason) => {
    const { home, env, run } = unpack(name, name.includes('program') ? 'postern' : '')
    const { status, stderr } = run('install.sh', { ...env, ...odd })
    expect(status).not.toBe(0)
    expect(stderr).toMatch(reason)
    expect(filesIn(home)).toEqual([])
  })

  it('need no home where XDG_DATA_HOME names the folder, and ignore a relative one', () => {
    const { home, env, run, data } = unpack('elsewhere')
    const elsewhere = { ...env, HOME: undefined, XDG_DATA_HOME: join(home, 'share') }
    expect(run('install.sh', elsewhere).status).toBe(0)
    expect(existsSync(join(home, 'share/applications/postern.desktop'))).toBe(true)
    expect(run('uninstall.sh', elsewhere)).toMatchObject({ status: 0, stderr: '' })
    expect(existsSync(join(home, 'share/applications/postern.desktop'))).toBe(false)
    expect(run('install.sh', { ...env, XDG_DATA_HOME: 'here' }).status).toBe(0)
    expect(existsSync(join(home, 'here'))).toBe(false)
    expect(existsSync(join(data, 'applications/postern.desktop'))).toBe(true)
  })
})
