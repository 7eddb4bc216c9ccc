import { PosternError } from './errors.ts'
import { UNPRINTABLE } from './printable.ts'

const PART = /"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+)/y

/**
 * The words of a command line, with quotes taken off. No shell reads it: variables, pipes and `&&` mean nothing.
 * @throws PosternError bad-input for a line without a word, a quote that is not closed, and characters that nobody sees
 */
export function commandWords(line: string): string[] {
  if (line.search(UNPRINTABLE) >= 0 || /[\t\r\n]/.test(line))
    throw new PosternError(
      'bad-input',
      'Postern cannot show a character of the command.',
      'Enter the command in one line, without control characters.',
    )
  const words: string[] = []
  let word: string | null = null
  for (let at = 0; at < line.length;) {
    if (line[at] === ' ') {
      if (word !== null) words.push(word)
      word = null
      at += 1
      continue
    }
    PART.lastIndex = at
    const [all, double, single, bare] = PART.exec(line) ?? []
    if (all === undefined)
      throw new PosternError('bad-input', 'A quote in the command has no end.', 'Close the quote.')
    word = (word ?? '') + (double?.replaceAll(/\\(["\\])/g, '$1') ?? single ?? bare ?? '')
    at += all.length
  }
  if (word !== null) words.push(word)
  if (words[0] === undefined || words[0] === '')
    throw new PosternError('bad-input', 'There is no command.', 'Enter a command, for example npm test.')
  return words
}

/** The words in one line again, such that each can be told from the next. */
export function commandLine(words: readonly string[]): string {
  return words.map((word) => (/^[^\s"']+$/.test(word) ? word : JSON.stringify(word))).join(' ')
}
