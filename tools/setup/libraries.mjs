import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './run.mjs'
import { say, SetupError } from './say.mjs'

/** What a bare Debian or Ubuntu lacks to run Electron. */
const ELECTRON_PACKAGES = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libnotify4',
]
const DISPLAY_PACKAGES = ['xvfb', 'xauth']
/** A keyring that tests may lock and throw away, and a bus for it. */
const KEYRING_PACKAGES = ['gnome-keyring', 'dbus-x11', 'libsecret-1-0']
const KEYRING_PROGRAMS = ['gnome-keyring-daemon', 'dbus-daemon', 'dbus-send']

/**
 * The shared libraries that `ldd` could not find.
 * @param {string} output of `ldd`
 */
export function missingLibraries(output) {
  return [...output.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1] ?? '')
}

/**
 * The names under which this release of the system has the packages: newer ones append `t64` to some.
 * @param {string[]} wanted
 * @param {string} policy output of `apt-cache policy` for all names with and without the ending
 */
export function packageNames(wanted, policy) {
  const available = new Set(
    [...policy.matchAll(/^(\S+):\n(?: .*\n)*? {2}Candidate: (?!\(none\))/gm)].map((match) => match[1]),
  )
  return wanted.map((name) => (available.has(`${name}t64`) ? `${name}t64` : name))
}

/**
 * The command that installs packages without asking anything.
 * @param {string[]} names
 * @returns {[string, ...string[]]}
 */
export function installCommand(names) {
  return ['apt-get', 'install', '-y', '--no-install-recommends', ...names]
}

/**
 * What to type where the set-up itself may not install.
 * @param {string[]} names
 */
export function commandText(names) {
  return `sudo apt-get update && sudo ${installCommand(names).join(' ')}`
}

/**
 * Whether a program can be found through PATH.
 * @param {string} name
 */
function isOnPath(name) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/**
 * Makes sure, on Linux, that the system has what the Electron program is linked against, and a virtual display server if
 * one is needed.
 * @param {string} program path of Electron
 * @param {boolean} needsDisplay
 */
export async function ensureLibraries(program, needsDisplay) {
  if (process.platform !== 'linux') return
  const before = await lacking(program, needsDisplay)
  if (before.length === 0) return
  if (!isOnPath('apt-get')) {
    throw new SetupError(
      `This system lacks what Electron needs: ${before.join(', ')}.`,
      'install their packages with your package manager, then start again: GTK 3, NSS, ALSA, GBM, XScrnSaver, AT-SPI, libnotify, Xvfb.',
    )
  }
  const packages = [...ELECTRON_PACKAGES, ...DISPLAY_PACKAGES]
  const prefix = await privilege()
  if (!prefix) {
    throw new SetupError(
      `This system lacks what Electron needs: ${before.join(', ')}. Installing it takes root, and sudo asks for a password.`,
      `run this once, then start again:\n\n  ${commandText(packages)}`,
    )
  }
  say(`This system lacks ${before.join(', ')}: installing ${packages.join(' ')} (apt-get)…`)
  await install(prefix, packages)
  const after = await lacking(program, needsDisplay)
  if (after.length > 0) {
    throw new SetupError(
      `apt-get installed its packages, but this is still missing: ${after.join(', ')}.`,
      'find the packages that hold them (apt-file search NAME), install them, then start again.',
    )
  }
}

/** Makes sure, on Linux, that the end-to-end tests have a real keyring to work with. */
export async function ensureKeyring() {
  await ensurePrograms('The tests of the keyring need', KEYRING_PROGRAMS, KEYRING_PACKAGES)
}

/** Makes sure, on Linux, of the programs that look into a package, and of those by which desktops know what opens a file. */
export async function ensurePackageTools() {
  await ensurePrograms(
    'The tests of packages need',
    [
      'readelf',
      'gio',
      'desktop-file-validate',
      'update-desktop-database',
      'update-mime-database',
      'xdg-mime',
    ],
    ['binutils', 'libglib2.0-bin', 'desktop-file-utils', 'shared-mime-info', 'xdg-utils'],
  )
}

/** Makes sure, on Linux, of the program that packs archives. */
export async function ensureArchiver() {
  await ensurePrograms('Packing an archive needs', ['7za'], ['p7zip-full'])
}

/**
 * @param {string} why the sentence up to the names of the programs
 * @param {string[]} programs
 * @param {string[]} packages that hold them
 */
async function ensurePrograms(why, programs, packages) {
  const missing = programs.filter((name) => !isOnPath(name))
  if (process.platform !== 'linux' || missing.length === 0) return
  const prefix = isOnPath('apt-get') ? await privilege() : null
  if (!prefix) {
    throw new SetupError(
      `${why} what this system lacks: ${missing.join(', ')}.`,
      `run this once, or the like with your package manager, then start again:\n\n  ${commandText(packages)}`,
    )
  }
  say(`${why} ${missing.join(', ')}: installing ${packages.join(' ')} (apt-get)…`)
  await install(prefix, packages)
}

/**
 * @param {string} program
 * @param {boolean} needsDisplay
 */
async function lacking(program, needsDisplay) {
  const { stdout } = await run('ldd', [program])
  const missing = missingLibraries(stdout)
  return needsDisplay && !isOnPath('Xvfb') ? [...missing, 'Xvfb'] : missing
}

/**
 * What to put before a command that needs root; null if there is no way without a password.
 * @returns {Promise<string[] | null>}
 */
async function privilege() {
  if (process.getuid?.() === 0) return []
  const { code } = await run('sudo', ['-n', 'true'])
  return code === 0 ? ['sudo', '-n'] : null
}

/**
 * @param {string[]} prefix
 * @param {string[]} packages
 */
async function install(prefix, packages) {
  /** @param {string[]} words */
  const apt = (words) => {
    const [command = '', ...args] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...words]
    return run(command, args)
  }
  const chooseNames = async () => {
    const { stdout } = await run('apt-cache', ['policy', ...packages.flatMap((name) => [name, `${name}t64`])])
    return packageNames(packages, stdout)
  }
  const first = await apt(installCommand(await chooseNames()))
  if (first.code === 0) return
  // A fresh system has no package lists, or old ones that name versions which are gone.
  const update = await apt(['apt-get', 'update'])
  const second = await apt(installCommand(await chooseNames()))
  if (second.code === 0) return
  throw new SetupError(
    `apt-get could not install the packages:\n${(update.code === 0 ? second : update).stderr.trim()}`,
    `fix what it complains of, or run this yourself, then start again:\n\n  ${commandText(packages)}`,
  )
}
