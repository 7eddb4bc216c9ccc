import { plural } from '../contract/words.ts'
import { app } from 'electron'
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { displayProblem } from './display.ts'

/** Chromium keeps what its processes share in /dev/shm; with less than this a page crashes or never ends loading. In bytes. */
const LEAST_SHARED_MEMORY = 64 * 1024 * 1024

/** A window, its dialogs and the database need about 120 open files at once. */
const LEAST_OPEN_FILES = 160

/** The path of a socket takes 103 bytes on every system, and Chromium's, in a folder of its own, 47 of them. */
const LONGEST_TEMPORARY = 56

/** A reason why the app cannot start, as the user is told. */
export class CannotStart extends Error {
  /** False where Chromium itself would crash before it could show a dialog. */
  readonly canShowDialog: boolean

  constructor(message: string, canShowDialog: boolean) {
    super(message)
    this.canShowDialog = canShowDialog
  }
}

/**
 * Mends the environment as far as it can be mended before Chromium reads it.
 * @throws CannotStart when no window could be opened
 */
export async function prepareEnvironment(): Promise<void> {
  repairEnvironment()
  if (process.platform !== 'linux') return
  const problem =
    openFilesProblem() ?? (await displayProblem(process.env, app.commandLine.hasSwitch('ozone-platform')))
  if (problem !== null) throw new CannotStart(problem, false)
  if (lacksSharedMemory()) app.commandLine.appendSwitch('disable-dev-shm-usage')
  if (!app.commandLine.hasSwitch('password-store') && hasUnnoticedKeyring(process.env))
    app.commandLine.appendSwitch('password-store', 'gnome-libsecret')
}

/**
 * Replaces what is unusable in the environment, before Chromium reads it: a relative XDG folder, which the XDG Base Directory
 * Specification asks to ignore, and a temporary folder that is missing or cannot be written.
 * @throws CannotStart when no folder for temporary files can be written
 */
export function repairEnvironment(env: NodeJS.ProcessEnv = process.env, platform = process.platform): void {
  if (platform === 'win32') return
  leaveDeletedFolder()
  for (const name of ['XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR'])
    if (env[name] !== undefined && !isAbsolute(env[name])) Reflect.deleteProperty(env, name)
  const candidates = [env.TMPDIR, '/tmp', '/var/tmp', env.XDG_RUNTIME_DIR, '/dev/shm'].filter(
    (folder): folder is string => folder !== undefined && isAbsolute(folder),
  )
  const temporary = candidates.find(canHoldFiles)
  if (temporary === undefined)
    throw new CannotStart(
      `Postern can write to no folder for temporary files: ${candidates.join(', ')}. Make one of them writable, or set TMPDIR to a folder that is.`,
      false,
    )
  // Both Node and Chromium take /tmp without it.
  if (temporary !== '/tmp' || env.TMPDIR !== undefined) env.TMPDIR = temporary
}

/** Node asks for the working folder with every path, and cannot go on where it was deleted. */
function leaveDeletedFolder(): void {
  try {
    process.cwd()
  } catch {
    process.chdir('/')
  }
}

function canHoldFiles(folder: string): boolean {
  if (Buffer.byteLength(folder) > LONGEST_TEMPORARY) return false
  try {
    rmSync(mkdtempSync(join(folder, '.postern-')), { recursive: true })
    return true
  } catch {
    return false
  }
}

/** Whether Chromium must keep shared memory in files instead: /dev/shm is missing, closed to this user, or too small. */
export function lacksSharedMemory(folder = '/dev/shm'): boolean {
  try {
    accessSync(folder, constants.W_OK)
    const { bsize, blocks } = statfsSync(folder)
    return bsize * blocks < LEAST_SHARED_MEMORY
  } catch {
    return true
  }
}

function hasSessionBus(env: NodeJS.ProcessEnv): boolean {
  // Chromium writes `disabled:` where there is none.
  if (env.DBUS_SESSION_BUS_ADDRESS)
    return /^(?:unix|tcp|unixexec|launchd|autolaunch):/.test(env.DBUS_SESSION_BUS_ADDRESS)
  return env.XDG_RUNTIME_DIR !== undefined && existsSync(join(env.XDG_RUNTIME_DIR, 'bus'))
}

/** Why too few files can be open at once; null when there are enough. */
export function openFilesProblem(limits = '/proc/self/limits'): string | null {
  let text: string
  try {
    text = readFileSync(limits, 'latin1')
  } catch {
    return null
  }
  const limit = Number(/^Max open files\s+(\d+)/m.exec(text)?.[1] ?? Infinity)
  if (limit >= LEAST_OPEN_FILES) return null
  return `This session may open ${plural(limit, 'file')}, and Postern needs ${LEAST_OPEN_FILES}. Raise the limit, for example with: ulimit -n 1024`
}

/**
 * Whether another Postern that still runs holds the lock of a data folder. Chromium's lock on Linux and macOS is a link that
 * names a computer and a process; on Windows a refused lock always means that.
 */
export function isHeldByAnother(folder: string, platform = process.platform): boolean {
  if (platform === 'win32') return true
  try {
    const [, host, id] = /^(.*)-(\d+)$/.exec(readlinkSync(join(folder, 'SingletonLock'))) ?? []
    if (host !== hostname()) return host !== undefined
    process.kill(Number(id), 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Desktops whose keyring Chromium finds by itself, as `XDG_CURRENT_DESKTOP` names them. */
const KNOWN_DESKTOPS = /\b(?:GNOME|Unity|X-Cinnamon|Cinnamon|Deepin|KDE|Pantheon|XFCE|UKUI|LXQt)\b/i

/**
 * Whether to tell Chromium of the Secret Service, which it looks for on the desktops alone that it knows. A service that D-Bus can
 * start is told by its file; without a session bus nobody can be asked.
 */
export function hasUnnoticedKeyring(env: NodeJS.ProcessEnv): boolean {
  if (KNOWN_DESKTOPS.test(env.XDG_CURRENT_DESKTOP ?? '') || !hasSessionBus(env)) return false
  const folders = (env.XDG_DATA_DIRS || '/usr/local/share:/usr/share').split(':').filter(isAbsolute)
  return folders.some(
    (folder) =>
      statSync(join(folder, 'dbus-1/services/org.freedesktop.secrets.service'), {
        throwIfNoEntry: false,
      })?.isFile() ?? false,
  )
}
