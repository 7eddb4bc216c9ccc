import { execFileSync, spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
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

/** Devices without memory to share, which some containers have not. */
const NO_SHM = `mkdir $D/dev; mount -t tmpfs none $D/dev; for each in null zero full random urandom; do
touch $D/dev/$each; mount --bind /dev/$each $D/dev/$each; done; mount --rbind $D/dev /dev`

/** A data folder in which one name is a pipe, whose readers wait for ever. */
const pipe = (name: string): Odd => ({
  name: `${name} that is a pipe`,
  before: `mkdir $D/data; mkfifo -m 666 $D/data/${name}`,
  env: { POSTERN_DATA: '$D/data' },
})

const LONG = `$D/${'long'.repeat(50)}`

/** Exit code and signal. */
const ended = (child: ChildProcess) => new Promise((resolve) => child.on('close', (...end) => resolve(end)))

type Started = ChildProcessByStdio<null, Readable, null>

/** Resolves with all that is printed once this is in it. */
function said({ stdout }: Started, wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (wanted.test(output)) resolve(output)
    })
    stdout.on('end', () => reject(new Error(`It was never said: ${output}`)))
  })
}

/** T for one that is stopped. */
const stateOf = (pid: number) => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1]

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
const STOPS = ['SIGTSTP', 'SIGTTIN', 'SIGTTOU'] as const

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
  { name: 'no /dev/shm', before: NO_SHM },
  {
    name: 'a home on a read-only disk',
    before: 'mkdir $D/home; mount -t tmpfs -o ro none $D/home',
    env: { HOME: '$D/home' },
  },
  { name: 'a home with blanks, umlauts and a line break', env: { HOME: '$D/Jörg Ä\nß' } },
  {
    name: 'XDG_RUNTIME_DIR of another user',
    before: 'mkdir -m 700 $D/run',
    env: { XDG_RUNTIME_DIR: '$D/run' },
  },
  { name: 'no XDG_RUNTIME_DIR', before: 'unset XDG_RUNTIME_DIR' },
  {
    name: 'a data folder with room for 1 MB',
    before: 'mkdir $D/data; mount -t tmpfs -o size=1m,mode=777 none $D/data',
    env: { POSTERN_DATA: '$D/data' },
  },
  {
    name: 'a data folder that is a link to itself',
    before: 'ln -s loop $D/loop',
    env: { POSTERN_DATA: '$D/loop' },
  },
  {
    name: 'a data folder that is a link to nowhere',
    before: 'ln -s nowhere/data $D/link',
    env: { POSTERN_DATA: '$D/link' },
  },
  { name: 'a data folder that is a file', before: 'touch $D/file', env: { POSTERN_DATA: '$D/file' } },
  {
    name: 'settings, keys and history of another user',
    before:
      'mkdir -m 777 $D/data; cd $D/data; for each in settings.json keys.json history.db; do install -m 600 /dev/null $each; done',
    env: { POSTERN_DATA: '$D/data' },
  },
  {
    name: 'files where folders should be',
    before: 'mkdir -m 777 $D/data; touch $D/data/logs $D/data/replays',
    env: { POSTERN_DATA: '$D/data' },
  },
  ...['settings.json', 'keys.json', 'draft.json', 'claims.json', 'window.json', 'history.db'].map(pipe),
  { name: 'a working folder that was deleted', before: 'mkdir $D/gone; cd $D/gone; rmdir $D/gone' },
  { name: 'standard input closed', before: 'exec <&-' },
  { name: 'a mask that lets everybody write', before: 'umask 000' },
  {
    name: 'a session of Wayland that is gone',
    env: { XDG_SESSION_TYPE: 'wayland', WAYLAND_DISPLAY: 'wayland-7' },
  },
  { name: 'far too few files', before: 'ulimit -n 64', says: /may open 64 files.*ulimit -n/, code: 1 },
  {
    name: 'a display that is no display',
    env: { DISPLAY: 'nonsense' },
    says: /could not start: The display nonsense/,
    code: 1,
  },
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
      const { folder, start } = places(signal)
      const child = start([program])
      await said(child, /Postern is ready/)
      const end = ended(child)
      process.kill(-(child.pid ?? NaN), signal)
      // Of the other two signals Chromium's own processes die, and main may not outlive them.
      if (signal === 'SIGINT') expect(await end).toEqual([0, null])
      else await end
      await startsAgain(folder, start)
    })

    it.concurrent.for(STOPS)(
      '%s to all of its processes holds it until it may go on',
      async (signal, { expect }) => {
        const { folder, start } = places(signal)
        // As a shell with jobs starts it: to a group that nobody waits for, the system sends no stop.
        const child = start(['bash', '-c', 'set -m; "$0" & echo "group $!"; wait -f $!', program])
        const group = Number(/group (\d+)/.exec(await said(child, /group \d+/))?.[1])
        await said(child, /Postern is ready/)
        process.kill(-group, signal)
        await expect.poll(() => stateOf(group)).toBe('T')
        process.kill(-group, 'SIGCONT')
        await expect.poll(() => stateOf(group)).not.toBe('T')
        process.kill(-group, 'SIGINT')
        expect(await ended(child)).toEqual([0, null])
        await startsAgain(folder, start)
      },
    )

    function places(name: string) {
      const folder = join(installed.home, name)
      mkdirSync(folder)
      execFileSync('chown', ['65534:65534', folder])
      const start = ([command = '', ...args]: string[]) =>
        spawn(command, args, {
          cwd: folder,
          env: { ...environment(), HOME: folder, XDG_RUNTIME_DIR: folder, XDG_CONFIG_HOME: '' },
          stdio: ['ignore', 'pipe', 'ignore'],
          detached: true,
          timeout: LIMIT_MS,
        })
      return { folder, start }
    }

    async function startsAgain(folder: string, start: (command: string[]) => Started): Promise<void> {
      const again = start([program, '--self-check'])
      const report = said(again, /"outcome":"success","status":200/)
      expect(await ended(again)).toEqual([0, null])
      await report
      const files = readdirSync(join(folder, '.config/postern'))
      expect(files.filter((name) => name.startsWith('history.db'))).toEqual(['history.db'])
    }
  },
)
