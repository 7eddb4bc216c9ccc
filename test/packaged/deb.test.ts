import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { handOver, reportOf, start } from './packagedApp.ts'

const text = (command: string, args: string[], env: NodeJS.ProcessEnv = process.env) =>
  execFileSync(command, args, { encoding: 'utf8', env, stdio: 'pipe' })

describe.runIf(process.platform === 'linux')('the package for Debian and Ubuntu', () => {
  let folder: string
  let root: string
  let deb: string
  beforeAll(() => {
    const packed = dirname(process.env.POSTERN_PACKAGE ?? '')
    deb = join(packed, readdirSync(packed).find((name) => name.endsWith('.deb')) ?? 'no deb was made')
    folder = mkdtempSync(join(tmpdir(), 'postern-deb-'))
    chmodSync(folder, 0o755)
    root = join(folder, 'root')
    for (const name of ['info', 'updates']) mkdirSync(join(root, 'var/lib/dpkg', name), { recursive: true })
    writeFileSync(join(root, 'var/lib/dpkg/status'), '')
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  /** Installs or removes in a system that holds nothing else. The parser of AppArmor is one that takes the profile, or refuses it. */
  function dpkg(parser: 'true' | 'false', ...args: string[]): void {
    const programs = join(folder, 'programs')
    mkdirSync(programs, { recursive: true })
    writeFileSync(join(programs, 'apparmor_parser'), `#!/bin/sh\nexec ${parser}\n`, { mode: 0o755 })
    // What is thrown away at once need not reach the disk.
    const force = ['not-root', 'depends', 'script-chrootless', 'unsafe-io'].map((name) => `--force-${name}`)
    text('dpkg', [`--root=${root}`, '--log=/dev/null', ...force, ...args], {
      ...process.env,
      PATH: `${programs}:${process.env.PATH}`,
    })
  }

  it('says what it is', () => {
    const field = (name: string) => text('dpkg-deb', ['--field', deb, name]).trim()
    expect(field('Package')).toBe('postern')
    expect(field('Version')).toBe(packageJson.version)
    expect(field('Maintainer')).toMatch(/^The Postern authors <\S+@\S+>$/)
    expect(field('Section')).toBe('devel')
    // A synopsis is no sentence, and the text below it is one.
    expect(field('Description')).toMatch(/^desktop app [^.\n]{10,60}\n Sends [^\n]+\.$/)
    expect(Number(field('Installed-Size'))).toBeGreaterThan(100_000)
  })

  it('belongs to root, and lets nobody else write', () => {
    const rows = text('dpkg-deb', ['--contents', deb]).trim().split('\n')
    expect(rows.filter((row) => !/^\S+ root\/root /.test(row))).toEqual([])
    expect(rows.filter((row) => !/^(?:drwxr-xr-x|-rw-r--r--|-rwxr-xr-x|lrwxrwxrwx) /.test(row))).toEqual([
      expect.stringMatching(/^-rwsr-xr-x .* \.\/opt\/Postern\/chrome-sandbox$/),
    ])
  })

  describe('installed', () => {
    beforeAll(() => {
      dpkg('true', '--install', deb)
    })
    const inRoot = (path: string) => join(root, path)

    it('needs each package that holds a library of the app', () => {
      const needed = text('dpkg-deb', ['--field', deb, 'Depends'])
        .split(/[,|]/)
        .map((name) => name.trim())
      const paths = [...text('ldd', [inRoot('opt/Postern/postern')]).matchAll(/=> (\/\S+) \(/g)]
      const direct = new Set(
        [...text('readelf', ['--dynamic', inRoot('opt/Postern/postern')]).matchAll(/NEEDED.*\[(.*)\]/g)].map(
          ([, name = '']) => name,
        ),
      )
      const libraries = paths.map(([, path = '']) => path).filter((path) => direct.has(basename(path)))
      // What `ldd` calls /lib is /usr/lib, under which name alone packages may know it; so one of two is not found.
      const search = spawnSync('dpkg', ['-S', ...libraries.flatMap((path) => [path, `/usr${path}`])])
      const owners = [...search.stdout.toString().matchAll(/^([^:,]+).*: (.*)$/gm)]
      for (const library of libraries.filter((path) => !path.startsWith(root))) {
        const [, owner = 'no package'] = owners.find(([, , path = '']) => path.endsWith(library)) ?? []
        expect(needed, library).toContain(owner.replace(/t64$/, ''))
      }
      expect(owners.length).toBeGreaterThan(20)
    })

    it('is a command, and has an icon of each size', () => {
      expect(readlinkSync(inRoot('usr/bin/postern'))).toBe('/opt/Postern/postern')
      for (const size of [16, 48, 128, 256, 512]) {
        const icon = readFileSync(inRoot(`usr/share/icons/hicolor/${size}x${size}/apps/postern.png`))
        expect(icon.readUInt32BE(16)).toBe(size)
      }
      expect(readFileSync(inRoot('usr/share/doc/postern/copyright'), 'utf8')).toContain('MIT License')
    })

    it('opens HAR files and postern:// links', () => {
      const share = inRoot('usr/share')
      text('desktop-file-validate', [join(share, 'applications/postern.desktop')])
      // What the packages that read these folders do after each installation.
      text('update-desktop-database', [join(share, 'applications')])
      text('update-mime-database', [join(share, 'mime')])
      const env = { PATH: process.env.PATH, HOME: folder, XDG_DATA_DIRS: `${share}:/usr/share` }
      const opens = (type: string) => text('xdg-mime', ['query', 'default', type], env).trim()
      expect(readFileSync(join(share, 'mime/globs2'), 'utf8')).toContain(':application/x-har:*.har\n')
      expect(opens('application/x-har')).toBe('postern.desktop')
      expect(opens('x-scheme-handler/postern')).toBe('postern.desktop')
    })

    it('starts, sends a request, and quits, for an ordinary user with the sandbox on', async () => {
      const home = join(folder, 'home')
      mkdirSync(home)
      handOver(home)
      const path = inRoot('opt/Postern')
      const installed = { path, program: join(path, 'postern'), resources: '', home, remove() {} }
      const run = await start(installed, join(home, 'data'))
      expect(reportOf(run)).toMatchObject({ isPackaged: true, outcome: 'success', status: 200 })
      expect(run.code).toBe(0)
    })

    it('lays its profile where AppArmor takes it, and goes without a trace', () => {
      const profile = inRoot('etc/apparmor.d/postern')
      expect(readFileSync(profile, 'utf8')).toMatch(
        /^profile postern \/opt\/Postern\/postern .*\n {2}userns,$/m,
      )
      expect(statSync(profile).mode & 0o777).toBe(0o644)
      dpkg('true', '--remove', 'postern')
      expect(existsSync(profile)).toBe(false)
      expect(existsSync(inRoot('opt/Postern'))).toBe(false)
    })
  })

  it('lays no profile where AppArmor does not know its language', () => {
    dpkg('false', '--install', deb)
    expect(existsSync(join(root, 'opt/Postern/postern'))).toBe(true)
    expect(existsSync(join(root, 'etc/apparmor.d/postern'))).toBe(false)
  })
})
