import { PosternError } from '../contract/errors.ts'

export interface ShellWords {
  words: string[]
  /** What stands behind the first command, such as a pipe; null when nothing does. */
  rest: string | null
  /** Names of variables, and commands inside the command, which are left as they are written. */
  expansions: string[]
}

const LONGEST = 32 * 1024 * 1024
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** As our own commands write what a terminal would act on: `$(printf '\033')`. */
const PRINTED = /^\$\(printf '((?:\\[0-3][0-7]{2})+)'\)/
const LONGEST_PRINTED = 40

/**
 * Splits one command as a POSIX shell does, with `$'…'` besides, and runs nothing. A command that was copied for the
 * Windows prompt, with its carets, is understood too.
 * @throws PosternError bad-input when a quote is not closed
 */
export function shellWords(input: string): ShellWords {
  if (input.length > LONGEST) throw unreadable('it is longer than 32 MB')
  const text = isForWindows(input) ? withoutCarets(input) : input
  const words: string[] = []
  const expansions: string[] = []
  let word: string | null = null
  let at = 0

  while (at < text.length) {
    const char = text.charAt(at)
    if (/\s/.test(char)) {
      if (char === '\n' && (word !== null || words.length > 0)) {
        return ended(text.slice(at + 1).trim())
      }
      flush()
      at += 1
    } else if (char === "'") {
      const end = closing("'", at + 1)
      add(text.slice(at + 1, end))
      at = end + 1
    } else if (char === '"') {
      at = readDouble(at + 1)
    } else if (char === '$' && text[at + 1] === "'") {
      at = readAnsi(at + 2)
    } else if (char === '\\') {
      const next = text.slice(at + 1, at + 3)
      const isContinued = next.startsWith('\n') || next.startsWith('\r\n')
      if (!isContinued) add(text.charAt(at + 1))
      at += next.startsWith('\r\n') ? 3 : 2
    } else if ('|&;<>'.includes(char)) {
      return ended(text.slice(at).trim())
    } else if (char === '#' && word === null) {
      const end = text.indexOf('\n', at)
      at = end === -1 ? text.length : end
    } else {
      if (char === '$' || char === '`') noteExpansion(at)
      add(char)
      at += 1
    }
  }
  return ended('')

  function add(part: string): void {
    word = (word ?? '') + part
  }

  function flush(): void {
    if (word !== null) words.push(word)
    word = null
  }

  function ended(rest: string): ShellWords {
    flush()
    return { words, rest: rest === '' ? null : rest, expansions }
  }

  function closing(quote: string, from: number): number {
    const end = text.indexOf(quote, from)
    if (end === -1) throw unclosed(quote, from - 1)
    return end
  }

  function unclosed(quote: string, start: number): PosternError {
    const line = text.slice(0, start).split('\n').length
    return unreadable(`the quote ${quote} in line ${line} is not closed`)
  }

  function readDouble(from: number): number {
    add('')
    for (let place = from; place < text.length; place += 1) {
      const char = text.charAt(place)
      if (char === '"') return place + 1
      const next = text.charAt(place + 1)
      if (char === '\\' && next !== '' && '$`"\\\n'.includes(next)) {
        if (next !== '\n') add(next)
        place += 1
        continue
      }
      const [printed = '', octal = ''] = PRINTED.exec(text.slice(place, place + LONGEST_PRINTED)) ?? []
      if (printed !== '') {
        add(
          Buffer.from(
            octal
              .split('\\')
              .slice(1)
              .map((digits) => Number.parseInt(digits, 8)),
          ).toString(),
        )
        place += printed.length - 1
        continue
      }
      if (char === '$' || char === '`') noteExpansion(place)
      add(char)
    }
    throw unclosed('"', from - 1)
  }

  function readAnsi(from: number): number {
    add('')
    for (let place = from; place < text.length; place += 1) {
      const char = text.charAt(place)
      if (char === "'") return place + 1
      if (char !== '\\') {
        add(char)
        continue
      }
      const escape = /^(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,6})|([0-7]{1,3})|(.))/s.exec(
        text.slice(place + 1, place + 8),
      )
      const [whole = '', ...groups] = escape ?? []
      const [hex, short, long, octal, plain = ''] = groups
      const digits = hex ?? short ?? long
      if (digits !== undefined) add(fromCode(Number.parseInt(digits, 16)))
      else if (octal !== undefined) add(fromCode(Number.parseInt(octal, 8)))
      else add(ESCAPES[plain] ?? plain)
      place += whole.length
    }
    throw unclosed("$'", from - 2)
  }

  function noteExpansion(place: number): void {
    const name = /^(?:\$\{?\w+|\$\(|`)/.exec(text.slice(place, place + 80))?.[0]
    if (name !== undefined && expansions.length < 20) expansions.push(name)
  }
}

function fromCode(code: number): string {
  return code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code)
}

/** The first quote tells: that prompt knows no single ones, and browsers put a caret before each double one for it. */
function isForWindows(text: string): boolean {
  const opening = /^[^'"]*/.exec(text)?.[0] ?? ''
  const quote = text.charAt(opening.length)
  if (quote === '"' && opening.endsWith('^')) return true
  return quote !== "'" && /\^\r?\n/.test(text) && !/\\\r?\n/.test(text)
}

/** A caret escapes the next character; one at the end of a line continues it. */
function withoutCarets(text: string): string {
  return text.replace(/\^\r?\n[ \t]*/g, ' ').replace(/\^(.)/gs, '$1')
}

function unreadable(reason: string): PosternError {
  return new PosternError(
    'bad-input',
    `The command cannot be read: ${reason}.`,
    'Copy the whole command again, from "curl" to its end.',
  )
}
