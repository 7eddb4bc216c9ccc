import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environment } from '../e2e/postern.ts'
import { asOrdinaryUser, install, type Installed } from './packagedApp.ts'

/** Longer than any start takes, and shorter than a person waits. */
const LIMIT_MS = 60_000

export interface OddSystem {
  name: string
  /** Shell commands that make the system odd, in a mount namespace of its own; `$D` is a folder of the user's own. */
  before?: string
  env?: Record<string, string>
  args?: string[]
  /** What is printed, and the exit code: without them the window opens, sends its request, and quits. */
  says?: RegExp
  code?: number
}

export const closed = (path: string) => `mkdir -p ${path}; chmod 555 ${path}`
export const readOnly = (path: string) => `mount -t tmpfs -o ro none ${path}`
export const small = (size: string) => `mount -t tmpfs -o size=${size},mode=1777 none /dev/shm`

/** A data folder in which one name is a pipe, whose readers wait for ever. */
export const pipe = (name: string): OddSystem => ({
  name: `${name} that is a pipe`,
  before: `mkdir $D/data; mkfifo -m 666 $D/data/${name}`,
  env: { POSTERN_DATA: '$D/data' },
})

/** What came of a program that has ended. */
interface End {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

const shown = ({ code, signal, stdout, stderr }: End) =>
  `Code ${code}, signal ${signal}.\nStandard output:\n${stdout}\nStandard error:\n${stderr}\n`

/** Keeps all that a program prints. */
function watch(child: ChildProcessByStdio<null, Readable, Readable>) {
  const printed = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (printed[name] += text))
  const ended = new Promise<End>((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal, ...printed })
    })
  })
  /** Resolves with what is wanted once it stands in the standard output. */
  const said = (wanted: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = wanted.exec(printed.stdout)
        if (found) resolve(found)
      }
      child.stdout.on('data', look)
      look()
      void ended.then((end) => {
        reject(new Error(`${String(wanted)} was never said. ${shown(end)}`))
      })
    })
  return { pid: child.pid ?? NaN, ended, said }
}

/** T for one that is stopped. */
const stateOf = (pid: number) => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1]

/**
 * Tests the packaged app on odd systems. Whatever is odd, it ends in a window, or in a sentence and an exit code.
 * @param signals those that are sent to all processes of the app to end it
 * @param stops those that hold it
 */
export function testOddSystems(odd: OddSystem[], signals: NodeJS.Signals[], stops: NodeJS.Signals[]): void {
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

      it.concurrent.for(odd)('$name', async (system, { expect }) => {
        const end = await runOn(system)
        expect(end.stdout + end.stderr, shown(end)).toMatch(system.says ?? /"outcome":"success","status":200/)
        expect(end.code, shown(end)).toBe(system.code ?? 0)
      })

      it.concurrent.for(signals)(
        '%s to all of its processes ends it, and it starts again',
        async (signal, { expect }) => {
          const start = starter(signal)
          const { pid, ended, said } = start([program])
          await said(/Postern is ready/)
          process.kill(-pid, signal)
          const end = await ended
          // Of the other two signals Chromium's own processes die, and main may not outlive them.
          if (signal === 'SIGINT') expect([end.code, end.signal], shown(end)).toEqual([0, null])
          await startsAgain(signal, start)
        },
      )

      it.concurrent.for(stops)(
        '%s to all of its processes holds it until it may go on',
        async (signal, { expect }) => {
          const start = starter(signal)
          // As a shell with jobs starts it: to a group that nobody waits for, the system sends no stop.
          const { ended, said } = start(['bash', '-c', 'set -m; "$0" & echo "group $!"; wait -f $!', program])
          const group = Number((await said(/group (\d+)/))[1])
          await said(/Postern is ready/)
          process.kill(-group, signal)
          await expect.poll(() => stateOf(group)).toBe('T')
          process.kill(-group, 'SIGCONT')
          await expect.poll(() => stateOf(group)).not.toBe('T')
          process.kill(-group, 'SIGINT')
          const end = await ended
          expect([end.code, end.signal], shown(end)).toEqual([0, null])
          await startsAgain(signal, start)
        },
      )

      function folderOf(name: string): string {
        const folder = join(installed.home, name.replaceAll(/\W+/g, '-'))
        mkdirSync(folder)
        execFileSync('chown', ['65534:65534', folder])
        return folder
      }

      function run(folder: string, [command = '', ...args]: string[], env: Record<string, string> = {}) {
        const child = spawn(command, args, {
          cwd: folder,
          env: { ...environment(), HOME: folder, XDG_RUNTIME_DIR: folder, XDG_CONFIG_HOME: '', ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
          detached: true,
          timeout: LIMIT_MS,
        })
        return watch(child)
      }

      function runOn({ name, before = ':', env = {}, args = ['--self-check'] }: OddSystem): Promise<End> {
        const folder = folderOf(name)
        const script = join(folder, 'odd.sh')
        writeFileSync(script, `set -e\nD='${folder}'\n${before}\nexec "$@"\n`)
        chmodSync(script, 0o755)
        const full = Object.entries(env).map(([key, value]) => [key, value.replaceAll('$D', folder)])
        const command = ['unshare', '--mount', 'bash', script, program, ...args]
        return run(folder, command, Object.fromEntries(full)).ended
      }

      function starter(name: string) {
        const folder = folderOf(name)
        return (command: string[]) => run(folder, command)
      }

      async function startsAgain(name: string, start: ReturnType<typeof starter>): Promise<void> {
        const end = await start([program, '--self-check']).ended
        expect([end.code, end.signal], shown(end)).toEqual([0, null])
        expect(end.stdout, shown(end)).toMatch(/"outcome":"success","status":200/)
        const files = readdirSync(join(installed.home, name, '.config/postern'))
        expect(files.filter((file) => file.startsWith('history.db'))).toEqual(['history.db'])
      }
    },
  )
}
