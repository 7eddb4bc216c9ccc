import { PosternError } from '../../contract/errors.ts'
import { UNPRINTABLE } from '../../contract/printable.ts'

/**
 * One word of a POSIX shell that stands for exactly this text.
 * @throws PosternError bad-input for a text with a NUL, which no command line can carry
 */
export function shellQuote(text: string): string {
  if (text.includes('\0')) {
    throw new PosternError(
      'bad-input',
      'The request holds a NUL character, which no command line can carry.',
      'Export it as HAR or as JSON lines.',
    )
  }
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  const quoted = text.replaceAll("'", `'\\''`).replace(UNPRINTABLE, (found) => `'${printed(found)}'`)
  return `'${quoted}'`
}

/** Written by `printf`, since a command is read in a terminal before it is run; every shell has it. */
function printed(text: string): string {
  const bytes = Array.from(Buffer.from(text), (byte) => `\\${byte.toString(8).padStart(3, '0')}`)
  return `"$(printf '${bytes.join('')}')"`
}

/** A word made of texts and of environment variables; the shell says which one is missing before anything is sent. */
export function shellWord(parts: readonly (string | { variable: string; meaning: string })[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) =>
      typeof part === 'string' ? shellQuote(part) : `"\${${part.variable}:?set it to ${part.meaning}}"`,
    )
    .join('')
}
