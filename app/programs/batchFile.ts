import { existsSync } from 'node:fs'
import { win32 } from 'node:path'
import type { Environment } from './environment.ts'

/** A command line for Windows' shell, which is handed over as it is. */
export interface ShellLine {
  command: string
  args: string[]
}

/** As Windows looks for them. */
const PROGRAMS = ['.com', '.exe', '.bat', '.cmd']
const BATCH = /\.(?:bat|cmd)$/i
/** What the shell of Windows takes for more than a character. */
const META = /[()\][%!^"`<>&|;, *?]/g

/** Windows starts a batch file, such as npm, through its shell alone. Null for any other program. */
export function batchLine(
  command: string,
  args: readonly string[],
  env: Environment,
  isThere: (file: string) => boolean = existsSync,
): ShellLine | null {
  const file = programAt(command, env, isThere)
  if (file === null || !BATCH.test(file)) return null
  const line = [escaped(file), ...args.map((arg) => escaped(quoted(arg)))].join(' ')
  return { command: valueOf(env, 'comspec') ?? 'cmd.exe', args: ['/d', '/s', '/c', `"${line}"`] }
}

function programAt(command: string, env: Environment, isThere: (file: string) => boolean): string | null {
  const hasFolder = /[\\/]/.test(command)
  const folders = hasFolder ? [''] : (valueOf(env, 'path') ?? '').split(';').filter((folder) => folder !== '')
  const endings = PROGRAMS.includes(win32.extname(command).toLowerCase()) ? [''] : PROGRAMS
  const files = folders.flatMap((folder) => endings.map((ending) => win32.join(folder, command + ending)))
  return files.find(isThere) ?? null
}

/** Names of variables are blind to case on Windows. */
function valueOf(env: Environment, name: string): string | undefined {
  return Object.entries(env).find(([each]) => each.toLowerCase() === name)?.[1]
}

/** As programs of Windows read their arguments: backslashes before a quote are doubled. */
function quoted(arg: string): string {
  return `"${arg.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`
}

const escaped = (text: string): string => text.replaceAll(META, '^$&')
