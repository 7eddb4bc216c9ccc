import { checkLength, emptyCommand, unclosed, type Script } from './script.ts'

const VARIABLE = /%(?![\da-fA-F]{2}(?:[^\w]|%))([A-Za-z_]\w{0,60})%/y
const SET = /^set\s+"?([A-Za-z_]\w*)=([^"\n]*)"?\s*$/i

/**
 * Reads commands as the Windows prompt does, and hands their words over as Windows programs split them. Nothing is run.
 * @throws PosternError bad-input for what is too long
 */
export function readWindowsScript(text: string): Script {
  checkLength(text)
  const script: Script = { commands: [], substitutions: [], notes: [] }
  const variables = new Map<string, string>()
  let line = ''
  let unresolved: string[] = []
  let isQuoted = false
  let start = 0

  function end(operator: string, at: number): void {
    const [, name, value = ''] = SET.exec(line.trim()) ?? []
    if (name !== undefined) variables.set(name.toLowerCase(), value)
    const words = windowsWords(line)
    const source = text.slice(start, at).trim()
    if (words.length > 0)
      script.commands.push({ ...emptyCommand(), words, unresolved, end: operator, source })
    line = ''
    unresolved = []
    isQuoted = false
  }

  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '^' && !isQuoted) {
      const [lineEnd = ''] = /^[ \t]*\r?\n/.exec(text.slice(at + 1, at + 200)) ?? []
      at += lineEnd === '' ? 1 : lineEnd.length
      // A caret continues the line with the next character, which is taken as it is.
      if (lineEnd === '') line += text.charAt(at)
      else if (text[at + 1] === '\n') line += text.charAt((at += 1))
    } else if (char === '%') {
      VARIABLE.lastIndex = at
      const [written, name = ''] = VARIABLE.exec(text) ?? ['%']
      const value = variables.get(name.toLowerCase())
      if (name !== '' && value === undefined) unresolved.push(written)
      line += value ?? written
      at += written.length - 1
    } else if (char === '\n' || (!isQuoted && '&|<>'.includes(char) && !isPlaceholder(text, at))) {
      if (char === '\n' && isQuoted) line += char
      else {
        end(char, at)
        start = at + 1
      }
    } else if (char !== '\r') {
      if (char === '"') isQuoted = !isQuoted
      line += char
    }
  }
  end('', text.length)
  return script
}

/** People write `<token>` for what is to be filled in. */
function isPlaceholder(text: string, at: number): boolean {
  const around = text.slice(Math.max(0, at - 60), at + 60)
  return /<[A-Za-z][\w -]{0,50}>/.test(around)
}

/** Words as the run-time library of C splits a command line on Windows: `\"`, and `""` within quotes, are quotes. */
function windowsWords(line: string): string[] {
  const words: string[] = []
  let word: string | null = null
  let isQuoted = false
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at)
    if (char === '\\') {
      const slashes = /^\\+/.exec(line.slice(at, at + 1000))?.[0].length ?? 1
      const isBeforeQuote = line[at + slashes] === '"'
      word = (word ?? '') + '\\'.repeat(isBeforeQuote ? Math.floor(slashes / 2) : slashes)
      at += slashes - 1
      if (isBeforeQuote && slashes % 2 === 1) {
        word += '"'
        at += 1
      }
    } else if (char === '"' && isQuoted && line[at + 1] === '"') {
      word = `${word ?? ''}"`
      at += 1
    } else if (char === '"') {
      word ??= ''
      isQuoted = !isQuoted
    } else if (/\s/.test(char) && !isQuoted) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + char
  }
  // The prompt takes it as it is, but what was pasted lacks its end.
  if (isQuoted) throw unclosed(line, '"', line.lastIndexOf('"'))
  if (word !== null) words.push(word)
  return words
}
