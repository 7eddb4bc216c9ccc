import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { environment } from '../e2e/postern.ts'

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

/** Where the program and its resources lie below the folder of the app. */
const LAYOUTS: Partial<Record<NodeJS.Platform, { program: string; resources: string }>> = {
  darwin: { program: 'Contents/MacOS/Postern', resources: 'Contents/Resources' },
  win32: { program: 'Postern.exe', resources: 'resources' },
}
const layout = LAYOUTS[process.platform] ?? { program: 'postern', resources: 'resources' }

export interface Installed {
  /** The folder of the app. */
  path: string
  program: string
  resources: string
  /** A folder that whoever starts the app may write in. */
  home: string
  remove(): void
}

/**
 * The packaged app, unpacked elsewhere: from the archive where there is one, so that what is tested is what is handed out.
 */
export function install(): Installed {
  const packed = process.env.POSTERN_PACKAGE
  if (!packed)
    throw new Error('POSTERN_PACKAGE does not say where the package is: run "npm test -- packaged"')
  const folder = mkdtempSync(join(tmpdir(), 'postern-installed-'))
  const archive = readdirSync(dirname(packed)).find((name) => name.endsWith('.tar.gz'))
  const path = join(folder, archive?.replace(/\.tar\.gz$/, '') ?? 'Postern')
  if (archive) execFileSync('cp', ['-a', `${unpacked(join(dirname(packed), archive))}/.`, folder])
  else cpSync(packed, path, { recursive: true, verbatimSymlinks: true })
  chmodSync(folder, 0o755)
  const home = join(folder, 'home')
  mkdirSync(home)
  if (isRoot) execFileSync('chown', [`${NOBODY}:${NOBODY}`, home])
  return {
    path,
    program: join(path, layout.program),
    resources: join(path, layout.resources),
    home,
    remove: () => {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Unpacks an archive beside itself, once for all tests. */
function unpacked(archive: string): string {
  const folder = `${archive}.unpacked`
  if (existsSync(folder)) return folder
  const own = mkdtempSync(`${folder}-`)
  execFileSync('tar', ['xzf', archive, '-C', own])
  try {
    renameSync(own, folder)
  } catch {
    // Another worker was faster.
    rmSync(own, { recursive: true })
  }
  return folder
}

/** Gives a folder to the user that the app is started as. */
export function handOver(folder: string): void {
  if (isRoot) execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, folder])
}

/** A copy that lets itself be driven, which the fuses of a release forbid. */
export async function openCopy(installed: Installed): Promise<Installed> {
  const path = `${installed.path}-open`
  await cp(installed.path, path, { recursive: true })
  const program = join(path, installed.program.slice(installed.path.length))
  await flipFuses(program, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
  return { ...installed, path, program }
}

/** As root, a script that starts the program as an ordinary user; for others the program itself. */
export function asOrdinaryUser({ program, home }: Installed): string {
  if (!isRoot) return program
  const script = join(dirname(home), 'start.sh')
  const become = `setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups`
  writeFileSync(script, `#!/bin/sh\nexec ${become} '${program}' "$@"\n`, { mode: 0o755 })
  return script
}

export interface Run {
  code: number | null
  stdout: string
  stderr: string
}

/** Starts the app as an ordinary user, and waits for its end. */
export function start(
  installed: Installed,
  data: string,
  { args = ['--self-check'], env = {} }: { args?: string[]; env?: Record<string, string> } = {},
): Promise<Run> {
  const { home } = installed
  return new Promise((resolve, reject) => {
    const child = spawn(asOrdinaryUser(installed), args, {
      cwd: home,
      env: {
        ...environment(),
        HOME: home,
        XDG_RUNTIME_DIR: home,
        XDG_CONFIG_HOME: '',
        POSTERN_DATA: data,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ code, stdout, stderr })
    })
  })
}

/** The line of JSON that a self-check prints. */
export function reportOf({ stdout, stderr }: Run): Record<string, unknown> {
  const line = stdout.split('\n').find((each) => each.startsWith('{'))
  if (!line) throw new Error(`The app printed no report.\n${stdout}\n${stderr}`)
  return Object.fromEntries(Object.entries(JSON.parse(line) as object))
}
