import { resolve } from 'node:path'
import { suggestion } from '../contract/nearest.ts'

/** What the command line of the window asks for. */
type StartArguments =
  | { kind: 'start' }
  /** A text to print on its stream, and the exit code that follows. */
  | { kind: 'print'; to: 'stdout' | 'stderr'; text: string; code: 0 | 2 }

const HELP = `Usage: postern [FILE.har | FILE | postern://explain?…]

Opens the window of Postern. Postern imports a HAR file, and explains any other text file as a response.

  --help             show this text
  --version          show the version
  --self-check       send one request to the sandbox, print a report, and quit
  --no-sandbox, --password-store=…, --ozone-platform=… and other switches go to Chromium

POSTERN_DATA names the folder for history, keys and settings.
The command line is a package of its own: see "Command line" in Postern’s guide.
`

const OWN_SWITCHES = [
  '--help',
  '--version',
  '--self-check',
  '--no-sandbox',
  '--password-store',
  '--ozone-platform',
]

/** Families and names of the switches that Chromium and Node know, as far as users and tools pass them; the first is ours. */
const KNOWN_SWITCHES = [
  /^--self-check$/,
  /^--(?:no|enable|disable|force|allow|ignore|use|ozone|wayland|gtk|gpu|proxy|log|trace|js|host|remote|user-data|password|inspect|auto|in-process|high-dpi|touch|field-trial|net-log|unsafely|window|crash|mute|original-process)-/,
  /^--(?:lang|v|vmodule|inspect|headless|single-process|class|display|type|test-type|incognito)(?:=|$)/,
  // macOS passes this to what is started from the Finder.
  /^-psn_/,
]

/**
 * What was written after the program: after the folder of the app, where Electron itself was started with one.
 * @param appPath null in a package
 */
export function ownArguments(args: readonly string[], appPath: string | null): readonly string[] {
  // How a program that drives the app names a script to load first.
  if (appPath === null) return args.slice(1).filter((arg, index) => arg !== '-r' && args[index] !== '-r')
  const index = args.findIndex((arg) => !arg.startsWith('-') && resolve(arg) === resolve(appPath))
  return index < 0 ? [] : args.slice(index + 1)
}

/**
 * Reads what follows the program on the command line. Files and links are read elsewhere.
 * @param args as `ownArguments` tells them
 */
export function readStartArguments(args: readonly string[], version: string): StartArguments {
  const switches = args.filter((arg) => arg.startsWith('-') && arg !== '-' && arg !== '--')
  // A file of such a name can still be opened as ./help.
  const isAsked = (...names: string[]) =>
    switches.some((arg) => names.includes(arg)) || names.includes(args[0] ?? '')
  if (isAsked('help', '--help', '-h')) return { kind: 'print', to: 'stdout', text: HELP, code: 0 }
  if (isAsked('version', '--version', '-v'))
    return { kind: 'print', to: 'stdout', text: `Postern ${version}\n`, code: 0 }
  const unknown = switches.find((arg) => !KNOWN_SWITCHES.some((known) => known.test(arg)))
  if (unknown === undefined) return { kind: 'start' }
  const text = `postern: the option ${JSON.stringify(unknown)} is unknown.${suggestion(unknown, OWN_SWITCHES)} Run postern --help to see the options.\n`
  return { kind: 'print', to: 'stderr', text, code: 2 }
}
