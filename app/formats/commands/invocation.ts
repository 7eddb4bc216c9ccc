import { outputOf } from './pipes.ts'
import type { Surroundings } from './request.ts'
import type { Script, ScriptCommand } from './script.ts'

/** A program that sends a request, found in a script. */
export interface Invocation extends Surroundings {
  program: Program
  args: string[]
  unresolved: string[]
  /** What stands around it and is not read, as written. */
  aside: string[]
  notes: string[]
}

export type Program = 'curl' | 'http' | 'https' | 'wget'

const PROGRAMS: Readonly<Record<string, Program>> = {
  curl: 'curl',
  'curl.exe': 'curl',
  http: 'http',
  xh: 'http',
  https: 'https',
  xhs: 'https',
  wget: 'wget',
  'wget.exe': 'wget',
}
/** Programs and words of the shell that run what stands behind them. */
const WRAPPERS = new Set(
  `sudo time env nohup nice command exec builtin timeout watch stdbuf strace proxychains proxychains4 torsocks winpty wsl docker
  docker-compose podman nerdctl kubectl oc ssh vagrant bash sh zsh ash dash xargs parallel eval do then else if while until ! { ( & @ call
  start cmd cmd.exe doas flatpak nix-shell heroku`.split(/\s+/),
)
const ASSIGNMENT = /^[A-Za-z_]\w*=/
const DECLARES = /^(?:export|set|declare|local|readonly|typeset|unset|setlocal)$/i
const IMAGE = /^(?:--image=\S*\bcurl\b\S*|(?:\S+\/)curl(?:-alpine)?(?::[\w.-]+)?)$/
const DEEPEST = 4

/** The first program of the script that sends a request; null without one. `read` reads a script within a word. */
export function findInvocation(script: Script, read: (text: string) => Script, depth = 0): Invocation | null {
  for (const [place, command] of script.commands.entries()) {
    const found = inCommand(command, read, depth)
    if (found === null) continue
    const before = script.commands.slice(0, place)
    const after = script.commands.slice(place + 1)
    const { stdin, used } = inputOf(command, before, found.stdin)
    const [more, rest] = continued(command, after)
    const others = [...before.filter((other) => !used.includes(other) && !isQuiet(other)), ...rest]
    return {
      ...found,
      args: [...found.args, ...more.flatMap(({ words }) => words)],
      unresolved: [...found.unresolved, ...more.flatMap(({ unresolved }) => unresolved)],
      stdin,
      files: new Map([...filesOf(before), ...found.files]),
      aside: [...found.aside, ...command.redirections, ...others.map(({ source }) => source)],
      notes: [
        ...script.notes,
        ...found.notes,
        ...(more.length > 0 ? ['Postern joined the next line, because it begins with an option.'] : []),
      ],
    }
  }
  if (depth >= DEEPEST) return null
  for (const inner of script.substitutions) {
    const found = findInvocation(read(inner), read, depth + 1)
    if (found) return found
  }
  return null
}

function inCommand(command: ScriptCommand, read: (text: string) => Script, depth: number): Invocation | null {
  const { words, unresolved } = command
  const start = words.findIndex((word) => !ASSIGNMENT.test(word))
  const first = words[start]
  if (first === undefined) return null
  const bare = { unresolved, stdin: null, files: new Map<string, string>(), notes: [] }
  const program = programOf(first)
  if (program !== null) return { ...bare, program, args: words.slice(start + 1), aside: [] }
  if (!isWrapper(first)) return null
  for (let at = start + 1; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const isImage = IMAGE.test(word)
    // The arguments of a program in an image come behind the image, or behind two dashes.
    const from = word.startsWith('--image') ? words.indexOf('--', at) : at
    if (from >= 0 && (isImage || programOf(word) !== null)) {
      const args = words.slice(from + 1)
      const aside = [words.slice(start, isImage ? from + 1 : from).join(' ')]
      const named = args[0] === '--' ? args.slice(1) : args
      const inner = isImage ? (programOf(named[0] ?? '') ?? 'curl') : programOf(word)
      if (inner !== null)
        return {
          ...bare,
          program: inner,
          args: programOf(named[0] ?? '') === inner ? named.slice(1) : named,
          aside,
        }
    }
    if (depth < DEEPEST && /\s/.test(word) && mayName(word)) {
      const found = findInvocation(read(word), read, depth + 1)
      if (found)
        return {
          ...found,
          unresolved: [...unresolved, ...found.unresolved],
          aside: [words.slice(start, at).join(' '), ...found.aside],
        }
    }
  }
  return null
}

function isWrapper(word: string): boolean {
  return WRAPPERS.has(word.replace(/^.*\//, '').toLowerCase()) || /^(?:&|@|!)$/.test(word)
}

function mayName(text: string): boolean {
  return /\b(?:curl|https?|xhs?|wget)\b/.test(text)
}

function programOf(word: string): Program | null {
  const name = word
    .replace(/^[!@&]/, '')
    .replace(/^.*[\\/]/, '')
    .toLowerCase()
  // An address begins with the name of a program.
  return Object.hasOwn(PROGRAMS, name) ? (PROGRAMS[name] ?? null) : null
}

/** Assignments, and what only prepares: `set -e`, `cd`, `#!`. */
function isQuiet({ words, redirections }: ScriptCommand): boolean {
  const [first = ''] = words
  return words.every((word) => ASSIGNMENT.test(word)) || DECLARES.test(first) || redirections.length > 0
}

/** What comes in through pipes, and the commands that bring it. */
function inputOf(
  { stdin }: ScriptCommand,
  before: readonly ScriptCommand[],
  inner: string | null,
): { stdin: string | null; used: readonly ScriptCommand[] } {
  if (inner !== null) return { stdin: inner, used: [] }
  if (stdin !== null) return { stdin: 'text' in stdin ? stdin.text : null, used: [] }
  let first = before.length
  while (first > 0 && before[first - 1]?.end === '|') first -= 1
  const pipeline = before.slice(first)
  const output = outputOf(pipeline)
  return { stdin: output, used: output === null ? [] : pipeline }
}

/** Files that are written from what is known, such as by `cat > body.json <<EOF`. */
function filesOf(commands: readonly ScriptCommand[]): Map<string, string> {
  const files = new Map<string, string>()
  for (const command of commands) {
    const [, file] = /^>\s*(\S+)$/.exec(command.redirections[0] ?? '') ?? []
    const output = file === undefined ? null : outputOf([command])
    if (file !== undefined && output !== null) files.set(file, output)
  }
  return files
}

/** Lines that begin with an option go on with the command, though its line ended. */
function continued(
  command: ScriptCommand,
  after: readonly ScriptCommand[],
): [ScriptCommand[], readonly ScriptCommand[]] {
  let { end } = command
  let count = 0
  for (const next of after) {
    if (end !== '\n' || !/^-{1,2}[A-Za-z]/.test(next.words[0] ?? '')) break
    count += 1
    end = next.end
  }
  return [after.slice(0, count), after.slice(count)]
}
