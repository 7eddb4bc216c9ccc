import { PosternError } from '../../contract/errors.ts'

/** One simple command of a script, as the shell hands it to a program. */
export interface ScriptCommand {
  words: string[]
  /** What the shell would fill in, as it is written in the words: variables, and commands inside the command. */
  unresolved: string[]
  /** What comes in from a here-document or a file; null where the keyboard or a pipe would be read. */
  stdin: { text: string } | { file: string } | null
  /** Redirections of output, as written. */
  redirections: string[]
  /** The operator behind it, such as `|`; empty at the end of the text. */
  end: string
  /** As it is written, for people. */
  source: string
}

export interface Script {
  commands: ScriptCommand[]
  /** Texts of commands inside commands. */
  substitutions: string[]
  /** What was read otherwise than the shell reads it, in sentences. */
  notes: string[]
}

const LONGEST = 32 * 1024 * 1024

/** @throws PosternError bad-input */
export function checkLength(text: string): void {
  if (text.length > LONGEST) throw unreadable('it is longer than 32 MB')
}

export function unreadable(reason: string): PosternError {
  return new PosternError(
    'bad-input',
    `Postern cannot read the command: ${reason}.`,
    'Copy the whole command again, from its first word to its end.',
  )
}

/** @throws always: a quote that was opened at that place is never closed */
export function unclosed(text: string, quote: string, start: number): PosternError {
  const line = text.slice(0, start).split('\n').length
  return unreadable(`the quote ${quote} in line ${line} has no end`)
}

export function emptyCommand(): ScriptCommand {
  return { words: [], unresolved: [], stdin: null, redirections: [], end: '', source: '' }
}
