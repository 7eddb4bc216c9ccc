import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  hasUnnoticedKeyring,
  isHeldByAnother,
  lacksSharedMemory,
  openFilesProblem,
  repairEnvironment,
} from '../../../app/shell/startEnvironment.ts'

vi.mock('electron', () => ({ app: {} }))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-start-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe.runIf(process.platform === 'linux')('the environment of a start', () => {
  it('keeps what can be used', () => {
    const env = { TMPDIR: folder, XDG_CONFIG_HOME: folder }
    repairEnvironment(env)
    expect(env).toEqual({ TMPDIR: folder, XDG_CONFIG_HOME: folder })
  })

  it('is untouched where nothing is set', () => {
    const env = {}
    repairEnvironment(env)
    expect(env).toEqual({})
  })

  it.each(['missing', 'a-file', 'relative'])(
    'has another folder for temporary files where that is %s',
    (kind) => {
      writeFileSync(join(folder, 'a-file'), '')
      const env = { TMPDIR: kind === 'relative' ? 'x/y' : join(folder, kind) }
      repairEnvironment(env)
      expect(env.TMPDIR).toMatch(/^\/(?:tmp|var\/tmp)$/)
    },
  )

  it('has another one where a socket in it would have too long a path for Chromium', () => {
    const long = join(folder, 'long'.repeat(12))
    mkdirSync(long)
    const env = { TMPDIR: long }
    repairEnvironment(env)
    expect(env.TMPDIR).toMatch(/^\/(?:tmp|var\/tmp)$/)
  })

  it('leaves a working folder that was deleted, without which Node cannot go on', () => {
    const before = process.cwd()
    try {
      process.chdir(folder)
      rmSync(folder, { recursive: true })
      repairEnvironment({})
      expect(process.cwd()).toBe('/')
    } finally {
      process.chdir(before)
    }
  })

  it('loses relative XDG folders, as the specification asks', () => {
    const env = { XDG_CONFIG_HOME: 'config', XDG_RUNTIME_DIR: '', XDG_DATA_HOME: '/data' }
    repairEnvironment(env)
    expect(env).toEqual({ XDG_DATA_HOME: '/data' })
  })

  it('is told to lack shared memory where its folder is not there', () => {
    expect(lacksSharedMemory(join(folder, 'missing'))).toBe(true)
  })
})

describe('the lock of a data folder', () => {
  const lock = (target: string) => {
    symlinkSync(target, join(folder, 'SingletonLock'))
  }
  it.each([
    ['nobody where there is none', null, false],
    ['a process that runs', `${hostname()}-${process.pid}`, true],
    ['nobody after its process has ended', `${hostname()}-99999999`, false],
    ['a process of another computer', 'another-host-7-1', true],
    ['nobody that can be told', 'nonsense', false],
  ])('is held by %s', (_what, target, isHeld) => {
    if (target !== null) lock(target)
    expect(isHeldByAnother(folder, 'linux')).toBe(isHeld)
  })
})

describe('the keyring', () => {
  it('is looked for where Chromium would not', () => {
    const services = join(folder, 'dbus-1/services')
    const env = (desktop: string) => ({
      XDG_CURRENT_DESKTOP: desktop,
      XDG_DATA_DIRS: `relative:${folder}`,
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/bus',
    })
    expect(hasUnnoticedKeyring(env('sway'))).toBe(false)
    mkdirSync(services, { recursive: true })
    writeFileSync(join(services, 'org.freedesktop.secrets.service'), '')
    for (const desktop of ['sway', 'i3', '', 'Hyprland']) expect(hasUnnoticedKeyring(env(desktop))).toBe(true)
    for (const address of ['', 'disabled:'])
      expect(hasUnnoticedKeyring({ ...env('sway'), DBUS_SESSION_BUS_ADDRESS: address })).toBe(false)
    for (const desktop of ['GNOME', 'ubuntu:GNOME', 'KDE', 'XFCE'])
      expect(hasUnnoticedKeyring(env(desktop))).toBe(false)
  })
})

describe('the limit of open files', () => {
  const told = (limit: string) => {
    const file = join(folder, 'limits')
    writeFileSync(
      file,
      `Limit  Soft Limit  Hard Limit  Units\nMax open files            ${limit}     4096  files\n`,
    )
    return openFilesProblem(file)
  }
  it('is told when it is too low for a window', () => {
    expect(told('64')).toMatch(/open 64 files.*needs 160.*ulimit -n/)
    expect(told('1024')).toBeNull()
    expect(told('unlimited')).toBeNull()
    expect(openFilesProblem(join(folder, 'missing'))).toBeNull()
  })
})
