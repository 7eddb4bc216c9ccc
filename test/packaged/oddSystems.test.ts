import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environment } from '../e2e/postern.ts'
import { asOrdinaryUser, install, type Installed } from './packagedApp.ts'

/** Longer than any start takes, and shorter than a person waits. */
const LIMIT_MS = 60_000

interface Odd {
  name: string
  /** Shell commands that make the system odd, in a mount namespace of its own; `$D` is a folder of the user's own. */
  before?: string
  env?: Record<string, string>
  args?: string[]
  /** What is printed, and the exit code: without them the window opens, sends its request, and quits. */
  says?: RegExp
  code?: number
}

const closed = (path: string) => `mkdir -p ${path}; chmod 555 ${path}`
const readOnly = (path: string) => `mount -t tmpfs -o ro none ${path}`
const small = (size: string) => `mount -t tmpfs -o size=${size},mode=1777 none /dev/shm`

const LONG = `$D/${'long'.repeat(50)}`

/** Exit code and signal. */
const ended = (child: ChildProcess) => new Promise((resolve) => child.on('close', (...end) => resolve(end)))

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/** Whatever is odd, it ends in a window, or in a sentence and an exit code. */
const ODD: Odd[] = [
  { name: 'an ordinary one' },
  { name: 'no folder TMPDIR', env: { TMPDIR: '/nowhere' } },
  { name: 'TMPDIR is a file', before: 'touch $D/file', env: { TMPDIR: '$D/file' } },
  { name: 'TMPDIR is relative', env: { TMPDIR: 'here' } },
  { name: 'TMPDIR cannot be written', before: closed('$D/tmp'), env: { TMPDIR: '$D/tmp' } },
  { name: 'a home that is not there', env: { HOME: '/nowhere' } },
  { name: 'a home of another user', env: { HOME: '/root' } },
  { name: 'no home', env: { HOME: '' } },
  { name: 'a home that cannot be written', before: closed('$D/home'), env: { HOME: '$D/home' } },
  { name: '.config is a file', before: 'mkdir $D/home; touch $D/home/.config', env: { HOME: '$D/home' } },
  { name: '.config cannot be written', before: closed('$D/home/.config'), env: { HOME: '$D/home' } },
  { name: 'XDG_CONFIG_HOME is relative', env: { XDG_CONFIG_HOME: 'config' } },
  { name: 'XDG_CONFIG_HOME is not there', env: { XDG_CONFIG_HOME: '/nowhere/config' } },
  { name: 'a data folder below a file', before: 'touch $D/file', env: { POSTERN_DATA: '$D/file/data' } },
  {
    name: 'a data folder that cannot be written',
    before: closed('$D/data'),
    env: { POSTERN_DATA: '$D/data' },
  },
  {
    name: 'a data folder without space',
    before: 'mkdir $D/data; mount -t tmpfs -o size=4k none $D/data',
    env: { POSTERN_DATA: '$D/data' },
  },
  { name: 'a data folder with another name', env: { POSTERN_DATA: `$D/Ä "quoted" 'n $HOME` } },
  {
    name: 'settings that are a folder',
    before: 'mkdir -p $D/data/settings.json',
    env: { POSTERN_DATA: '$D/data' },
  },
  {
    name: 'settings that are damaged',
    before: 'mkdir $D/data; echo no >$D/data/settings.json',
    env: { POSTERN_DATA: '$D/data' },
  },
  {
    name: 'a history that is damaged',
    before: 'mkdir $D/data; echo no >$D/data/history.db',
    env: { POSTERN_DATA: '$D/data' },
  },
  {
    name: 'a stale lock',
    before: 'mkdir $D/data; ln -s "$(hostname)-99999999" $D/data/SingletonLock',
    env: { POSTERN_DATA: '$D/data' },
  },
  { name: 'shared memory of 1 MB', before: small('1m') },
  { name: 'shared memory of 8 MB', before: small('8m') },
  { name: 'shared memory that cannot be written', before: readOnly('/dev/shm') },
  { name: '/var/tmp that cannot be written', before: readOnly('/var/tmp') },
  {
    name: 'no keyring and an unknown desktop',
    env: { XDG_CURRENT_DESKTOP: 'sway', DBUS_SESSION_BUS_ADDRESS: '' },
  },
  { name: 'a locale that nobody has', env: { LANG: 'xx_YY.UTF-8', LC_ALL: 'xx_YY' } },
  { name: 'another time zone', env: { TZ: 'Nowhere/Never' } },
  { name: 'the locale C', env: { LANG: 'C', LC_ALL: '', LANGUAGE: 'de:fr' } },
  { name: 'XDG_CONFIG_HOME is a file', before: 'touch $D/file', env: { XDG_CONFIG_HOME: '$D/file' } },
  { name: 'XDG_RUNTIME_DIR is relative', env: { XDG_RUNTIME_DIR: 'run' } },
  { name: 'XDG_RUNTIME_DIR is not there', env: { XDG_RUNTIME_DIR: '/nowhere' } },
  { name: 'XDG_RUNTIME_DIR is a file', before: 'touch $D/file', env: { XDG_RUNTIME_DIR: '$D/file' } },
  { name: 'XDG_CACHE_HOME is a file', before: 'touch $D/file', env: { XDG_CACHE_HOME: '$D/file' } },
  { name: 'XDG_DATA_HOME and XDG_DATA_DIRS are relative', env: { XDG_DATA_HOME: 'a', XDG_DATA_DIRS: 'b:c' } },
  {
    name: 'a data folder of another user',
    before: 'mkdir -m 700 $D/data',
    env: { POSTERN_DATA: '$D/data' },
  },
  { name: 'a data folder named 100% #1?', env: { POSTERN_DATA: '$D/100% %41 #1?x=y&z' } },
  { name: 'a data folder with a line break', env: { POSTERN_DATA: '$D/first\nsecond\ttab' } },
  {
    name: 'a data folder in decomposed letters',
    env: { POSTERN_DATA: '$D/de\u0301ja\u0300 \u1112\u1161\u11ab' },
  },
  { name: 'a data folder deep down', env: { POSTERN_DATA: `$D${'/deep'.repeat(600)}` } },
  { name: 'a data folder deeper than the system allows', env: { POSTERN_DATA: `$D${'/deep'.repeat(900)}` } },
  { name: 'a data folder with a name too long', env: { POSTERN_DATA: `$D/${'long'.repeat(80)}` } },
  { name: 'a long TMPDIR', before: `mkdir -p -m 777 ${LONG}`, env: { TMPDIR: LONG } },
  { name: 'a reader that has seen enough', before: 'exec > >(head -1)', says: /^Postern is ready$/m },
  { name: 'standard output closed', before: 'exec >&-', says: /^/ },
  { name: 'standard output and error on a full disk', before: 'exec >/dev/full 2>&1', says: /^/ },
  { name: 'few files', before: 'ulimit -n 200' },
  { name: 'too few files', before: 'ulimit -n 120', says: /may open 120 files.*ulimit -n/, code: 1 },
  { name: 'no display', env: { DISPLAY: '' }, says: /could not start: There is no display/, code: 1 },
  {
    name: 'a display that is gone',
    env: { DISPLAY: ':4711' },
    says: /could not start: The display :4711/,
    code: 1,
  },
  {
    name: 'nowhere for temporary files',
    before:
      'mount --bind /tmp /tmp; mount -o remount,ro,bind /tmp; for f in /var/tmp /dev/shm; do mount -t tmpfs -o ro none $f; done',
    says: /could not start: No folder for temporary files.*TMPDIR/,
    code: 1,
  },
  { name: 'the question for help', args: ['--help'], says: /^Usage: postern/m, code: 0 },
  { name: 'the question for the version', args: ['--version'], says: /^Postern \d/m, code: 0 },
  { name: 'an option that nobody knows', args: ['--frobnicate'], says: /"--frobnicate" is unknown/, code: 2 },
]

describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'the packaged app on a system with',
  () => {
    let installed: Installed
    let program: string
    beforeAll(() => {
      installed = install()
      program = asOrdinaryUser(installed)
    })
    afterAll(() => {
      installed.remove()
    })

    it.concurrent.each(ODD)(
      '$name',
      async ({ name, before = ':', env = {}, args = ['--self-check'], says, code = 0 }) => {
        const folder = join(installed.home, name.replaceAll(/\W+/g, '-'))
        mkdirSync(folder)
        const script = join(folder, 'odd.sh')
        writeFileSync(script, `set -e\nD='${folder}'\n${before}\nexec "$@"\n`)
        chmodSync(script, 0o755)
        const inFolder = (text: string) => text.replaceAll('$D', folder)
        execFileSync('chown', ['65534:65534', folder])
        const child = spawn('unshare', ['--mount', 'bash', script, program, ...args], {
          cwd: folder,
          env: {
            ...environment(),
            HOME: folder,
            XDG_RUNTIME_DIR: folder,
            XDG_CONFIG_HOME: '',
            ...Object.fromEntries(Object.entries(env).map(([key, value]) => [key, inFolder(value)])),
          },
          stdio: ['ignore', 'pipe', 'pipe'],
          timeout: LIMIT_MS,
        })
        let output = ''
        for (const stream of [child.stdout, child.stderr])
          stream.setEncoding('utf8').on('data', (text: string) => (output += text))
        const ended = await new Promise((resolve) => child.on('close', resolve))
        expect(output).toMatch(says ?? /"outcome":"success","status":200/)
        expect(ended).toBe(code)
      },
    )

    it.concurrent.each(SIGNALS)('%s to all of its processes ends it, and it starts again', async (signal) => {
      const folder = join(installed.home, signal)
      mkdirSync(folder)
      execFileSync('chown', ['65534:65534', folder])
      const start = (args: string[]) =>
        spawn(program, args, {
          cwd: folder,
          env: { ...environment(), HOME: folder, XDG_RUNTIME_DIR: folder, XDG_CONFIG_HOME: '' },
          stdio: ['ignore', 'pipe', 'ignore'],
          detached: true,
          timeout: LIMIT_MS,
        })
      const child = start([])
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('Postern is ready')) process.kill(-(child.pid ?? NaN), signal)
      })
      const end = await ended(child)
      // Of the other two signals Chromium's own processes die, and main may not outlive them.
      if (signal === 'SIGINT') expect(end).toEqual([0, null])
      const again = start(['--self-check'])
      let output = ''
      again.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
      expect(await ended(again)).toEqual([0, null])
      expect(output).toMatch(/"outcome":"success","status":200/)
      const files = readdirSync(join(folder, '.config/postern'))
      expect(files.filter((name) => name.startsWith('history.db'))).toEqual(['history.db'])
    })
  },
)
