import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pack } from '../../tools/package/pack.mjs'
import { root } from '../../tools/setup/paths.mjs'
import { ensurePlatform } from '../../tools/setup/platform.mjs'

interface Figure {
  name: string
  figure: number
  unit: string
  limit?: number
}

interface Program {
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
}

/** A first start fills caches, and does not count. */
const STARTS = 6
const SETTLE_MS = 8_000
const IDLE_MS = 10_000
const READY = 'is ready'
/** Ticks of the processor's clock a second, as Linux counts them for programs. */
const TICKS_PER_SECOND = 100
const MEGABYTE = 1_000_000

/** A window of the same size that shows an empty page: what Electron itself costs. */
const BARE = {
  'package.json': JSON.stringify({ name: 'bare', main: 'main.js' }),
  'index.html': '<!doctype html><title>Bare</title>',
  'main.js': `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false, webPreferences: { sandbox: true } })
  window.once('ready-to-show', () => { window.show(); process.stdout.write('The bare window ${READY}\\n') })
  window.loadFile('index.html')
})
app.on('window-all-closed', () => app.quit())`,
}

/** The packaged app beside a bare Electron window, by turns. Processes are read as Linux shows them. */
export async function bench(): Promise<Figure[]> {
  if (process.platform !== 'linux') throw new Error('The app is measured on Linux only, by /proc')
  const platform = await ensurePlatform()
  const scratch = mkdtempSync(join(tmpdir(), 'postern-bench-'))
  try {
    const { app } = await pack(join(root, 'test-results', 'bench'), [])
    for (const [name, text] of Object.entries(BARE)) writeFileSync(join(scratch, name), text)
    // A copy, because memory that another Electron on this machine shares would count for half.
    const runtime = join(scratch, 'runtime')
    cpSync(dirname(platform.electron), runtime, { recursive: true })
    const postern: Program = {
      command: join(app, 'postern'),
      args: platform.switches,
      env: { ...platform.env, POSTERN_DATA: join(scratch, 'data') },
    }
    const bare: Program = {
      command: join(runtime, basename(platform.electron)),
      args: [scratch, `--user-data-dir=${join(scratch, 'bare')}`, ...platform.switches],
      env: platform.env,
    }
    return [
      ...(await starting(postern, bare)),
      ...(await idling(postern, bare)),
      ...sizes(app, platform.electron),
    ]
  } finally {
    platform.close()
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function starting(postern: Program, bare: Program): Promise<Figure[]> {
  const times: { postern: number[]; bare: number[] } = { postern: [], bare: [] }
  for (let round = 0; round < STARTS; round += 1) {
    for (const [name, program] of [
      ['bare', bare],
      ['postern', postern],
    ] as const) {
      const begun = performance.now()
      const child = await started(program)
      if (round > 0) times[name].push(performance.now() - begun)
      await ended(child)
    }
  }
  return [
    { name: 'app: a bare window', figure: median(times.bare), unit: 'ms' },
    { name: 'app: the first usable screen', figure: median(times.postern), unit: 'ms' },
    { name: 'app: start ÷ bare', figure: median(times.postern) / median(times.bare), unit: '×', limit: 1.5 },
  ]
}

async function idling(postern: Program, bare: Program): Promise<Figure[]> {
  const ofBare = await idle(bare)
  const ofPostern = await idle(postern)
  return [
    { name: 'app: idle memory of a bare window', figure: ofBare.memory / MEGABYTE, unit: 'MB' },
    { name: 'app: idle memory', figure: ofPostern.memory / MEGABYTE, unit: 'MB' },
    { name: 'app: idle memory ÷ bare', figure: ofPostern.memory / ofBare.memory, unit: '×', limit: 1.3 },
    { name: 'app: idle processor time', figure: ofPostern.busy * 100, unit: '%', limit: 0.5 },
  ]
}

/** What all processes of a program hold and do when nobody touches it: bytes, and the busy share of one processor. */
async function idle(program: Program): Promise<{ memory: number; busy: number }> {
  const child = await started(program)
  await wait(SETTLE_MS)
  const family = familyOf(child.pid ?? 0)
  const before = ticksOf(family)
  await wait(IDLE_MS)
  const busy = (ticksOf(family) - before) / TICKS_PER_SECOND / (IDLE_MS / 1000)
  const memory = family.reduce((sum, pid) => sum + shareOf(pid), 0)
  await ended(child)
  return { memory, busy }
}

/** The package beside the runtime it was made from; and what it adds, the languages aside that it leaves out. */
function sizes(app: string, electron: string): Figure[] {
  const bare = filesBelow(dirname(electron))
  const whole = filesBelow(app)
  const own = new Set(bare.map(({ name }) => name).filter((name) => !name.startsWith('resources/')))
  const added = whole.filter(({ name }) => name !== 'postern' && !own.has(name))
  return [
    {
      name: 'app: package − bare runtime',
      figure: megabytes(whole) - megabytes(bare),
      unit: 'MB',
      limit: 12,
    },
    { name: 'app: what it adds to Electron', figure: megabytes(added), unit: 'MB' },
  ]
}

function megabytes(files: ReadonlyArray<{ size: number }>): number {
  return files.reduce((sum, { size }) => sum + size, 0) / MEGABYTE
}

function filesBelow(folder: string): Array<{ name: string; size: number }> {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ name: path.slice(folder.length + 1), size: statSync(path).size }))
}

/** Starts a program, and waits until it says that its window can be used. */
async function started({ command, args, env }: Program): Promise<ChildProcess> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += String(text)
    if (said.includes(READY)) return child
  }
  throw new Error(`${command} ended without a usable window`)
}

async function ended(child: ChildProcess): Promise<void> {
  const end = once(child, 'exit')
  child.kill('SIGTERM')
  await end
}

/** A process and all that descend from it. */
function familyOf(ancestor: number): number[] {
  const parents = new Map(processes().map((pid) => [pid, Number(statOf(pid)?.[1] ?? 0)]))
  const belongs = (pid: number): boolean => {
    if (pid === ancestor) return true
    const parent = parents.get(pid)
    return parent !== undefined && parent > 0 && belongs(parent)
  }
  return [...parents.keys()].filter(belongs)
}

function processes(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

/** The fields of a process's line that follow its name, from its state on; null if it has ended. */
function statOf(pid: number): string[] | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return line.slice(line.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

function ticksOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = statOf(pid)
    return sum + Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0)
  }, 0)
}

/** Bytes of memory that a process holds, what it shares with others counted in parts. */
function shareOf(pid: number): number {
  try {
    return (
      Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024
    )
  } catch {
    return 0
  }
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN
}
