import { ansiQuoted } from './ansiQuoted.ts'
import { bodyOf, hereDocumentAt, type HereDocument } from './hereDocument.ts'
import { outputOf } from './pipes.ts'
import { checkLength, emptyCommand, unclosed, type Script, type ScriptCommand } from './script.ts'
import { substitutionEnd } from './substitutionEnd.ts'

type Variables = Map<string, string>

const EXPANSION = /\$(?:\w+|\{[^}\n]{1,200}\}|[@*#?$!-])/y
const DEFAULT = /^\$\{(\w+):?-([^}]*)\}$/
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s
const DECLARES = new Set(['export', 'declare', 'local', 'readonly', 'typeset', 'set'])
const REDIRECTION = /(?:&>>?|[<>]{1,2}[&|]?)[ \t]*/y
const PLACEHOLDER = /<[A-Za-z][\w.]{0,60}(?:[ -][\w.]{1,60}){0,6}>/y
const DEEPEST = 8
/** Each of them was looked for to the end of the text. */
const MOST_UNCLOSED = 20

/**
 * Reads a script as a POSIX shell with bash's quotes does, and runs nothing. Variables that were set before are put in;
 * others stay as they are written.
 * @throws PosternError bad-input when a quote is not closed
 */
export function readPosixScript(text: string): Script {
  checkLength(text)
  return new PosixReader(text, new Map(), 0).script()
}

class PosixReader {
  readonly #text: string
  readonly #variables: Variables
  readonly #depth: number
  readonly #script: Script = { commands: [], substitutions: [], notes: [] }
  readonly #hereDocuments: (HereDocument & { command: ScriptCommand })[] = []
  #at = 0
  #word: string | null = null
  #command = emptyCommand()
  #start = 0
  #unclosed = 0

  constructor(text: string, variables: Variables, depth: number) {
    this.#text = text
    this.#variables = variables
    this.#depth = depth
  }

  script(): Script {
    while (this.#at < this.#text.length) this.#step(this.#text.charAt(this.#at))
    this.#endCommand('', this.#at)
    return this.#script
  }

  /** A here-document is filled in as what stands in double quotes is. */
  expanded(): string {
    this.#word = ''
    while (this.#at < this.#text.length) this.#inDouble(this.#text.charAt(this.#at), '$`\\\n')
    return this.#word
  }

  #step(char: string): void {
    if (char === '\n' || (char === '\r' && this.#text[this.#at + 1] === '\n')) this.#newline()
    else if (/\s/.test(char)) this.#skipBlank()
    else if (char === "'") this.#single()
    else if (char === '"') this.#double(1)
    else if (char === '\\') this.#backslash()
    else if (char === '$' || char === '`') this.#dollar(char)
    else if (char === '<' || char === '>') this.#angle()
    else if ('|&;'.includes(char)) this.#operator()
    else if (char === '#' && this.#word === null) this.#comment()
    else if ((char === '(' || char === ')') && this.#isBetweenCommands(char)) this.#at += 1
    else this.#addAndGo(char)
  }

  #isBetweenCommands(char: string): boolean {
    if (char === '(') return this.#word === null && this.#command.words.length === 0
    const rest = this.#text.slice(this.#at + 1, this.#at + 40)
    return this.#text.trimStart().startsWith('(') && /^\s*(?:$|[;&|>\n])/.test(rest)
  }

  #addAndGo(part: string): void {
    this.#add(part)
    this.#at += part.length
  }

  #add(part: string): void {
    this.#word = (this.#word ?? '') + part
  }

  #skipBlank(): void {
    this.#flush()
    this.#at += 1
  }

  #flush(): void {
    if (this.#word !== null) this.#command.words.push(this.#word)
    this.#word = null
  }

  #newline(): void {
    const end = this.#text.indexOf('\n', this.#at)
    this.#endCommand('\n', this.#at)
    this.#at = end + 1
    for (const pending of this.#hereDocuments.splice(0)) this.#hereDocument(pending)
    this.#start = this.#at
  }

  #endCommand(operator: string, end: number): void {
    this.#flush()
    const command = this.#command
    if (command.words.length === 0) return
    command.end = operator
    command.source = this.#text.slice(this.#start, end).trim()
    this.#assign(command)
    this.#script.commands.push(command)
    this.#command = emptyCommand()
  }

  /** What is known of a value only when it is run stays a variable. */
  #assign({ words, unresolved }: ScriptCommand): void {
    if (unresolved.length > 0) return
    const given = DECLARES.has(words[0] ?? '') ? words.slice(1) : words
    const pairs = given.filter((word) => !word.startsWith('-')).map((word) => ASSIGNMENT.exec(word))
    if (!pairs.every((pair) => pair !== null)) return
    for (const [, name = '', value = ''] of pairs) this.#variables.set(name, value)
  }

  #single(): void {
    const end = this.#text.indexOf("'", this.#at + 1)
    if (end === -1) throw unclosed(this.#text, "'", this.#at)
    this.#add(this.#text.slice(this.#at + 1, end))
    this.#at = end + 1
  }

  #double(opening: number): void {
    const start = this.#at
    this.#add('')
    this.#at += opening
    for (;;) {
      const char = this.#text.charAt(this.#at)
      if (char === '') throw unclosed(this.#text, '"', start)
      if (char === '"') break
      this.#inDouble(char)
    }
    this.#at += 1
  }

  #inDouble(char: string, escapable = '$`"\\\n'): void {
    const next = this.#text.charAt(this.#at + 1)
    if (char === '\\' && next !== '' && escapable.includes(next)) {
      if (next !== '\n') this.#add(next)
      this.#at += 2
    } else if (char === '$' || char === '`') this.#expand(char, true)
    else this.#addAndGo(char)
  }

  /** Blanks behind the backslash that continues a line are nobody's intention. */
  #backslash(): void {
    const [continued = ''] = /^\\[ \t]*\r?\n/.exec(this.#text.slice(this.#at, this.#at + 200)) ?? []
    if (continued !== '') this.#at += continued.length
    else {
      this.#add(this.#text.charAt(this.#at + 1))
      this.#at += 2
    }
  }

  #dollar(char: string): void {
    const next = this.#text.charAt(this.#at + 1)
    if (char === '$' && next === "'") {
      const { text, end } = ansiQuoted(this.#text, this.#at + 2)
      this.#add(text)
      this.#at = end
    } else if (char === '$' && next === '"') this.#double(2)
    else this.#expand(char, false)
  }

  #expand(char: string, isQuoted: boolean): void {
    if (char === '`' || this.#text.startsWith('$(', this.#at)) return this.#substitute(char)
    EXPANSION.lastIndex = this.#at
    const [written = ''] = EXPANSION.exec(this.#text) ?? []
    if (written === '') return this.#addAndGo(char)
    this.#at += written.length
    const name = /^\$\{?(\w+)/.exec(written)?.[1] ?? ''
    const value = this.#variables.get(name) ?? DEFAULT.exec(written)?.[2]
    if (value === undefined) this.#leave(written)
    else if (isQuoted) this.#add(value)
    else this.#split(value)
  }

  /** What is not quoted is split into words. */
  #split(value: string): void {
    const [first = '', ...more] = value.split(/\s+/)
    if (first !== '') this.#add(first)
    for (const part of more) {
      this.#flush()
      if (part !== '') this.#add(part)
    }
  }

  #leave(written: string): void {
    this.#add(written)
    const { unresolved } = this.#command
    if (unresolved.length < 20 && !unresolved.includes(written)) unresolved.push(written)
  }

  #substitute(char: string): void {
    const end = this.#unclosed < MOST_UNCLOSED ? substitutionEnd(this.#text, this.#at) : null
    if (end === null) {
      this.#unclosed += 1
      return this.#addAndGo(char)
    }
    const written = this.#text.slice(this.#at, end)
    const inner = char === '`' ? written.slice(1, -1) : written.slice(2, -1)
    this.#at = end
    const nested = new PosixReader(inner, new Map(this.#variables), this.#depth + 1)
    const output = this.#depth < DEEPEST ? outputOf(nested.script().commands) : null
    // The shell takes the line ends at the end away.
    if (output !== null) return this.#add(output.replace(/\n+$/, ''))
    this.#script.substitutions.push(inner)
    this.#leave(written)
  }

  #comment(): void {
    const end = this.#text.indexOf('\n', this.#at)
    this.#at = end === -1 ? this.#text.length : end
  }

  #operator(): void {
    const [operator = ''] =
      /^(?:\|\||&&|;;|\|&|&>>?|[|&;])/.exec(this.#text.slice(this.#at, this.#at + 3)) ?? []
    if (operator.startsWith('&>')) return this.#angle()
    const isInAddress =
      operator === '&' &&
      this.#word?.includes('?') === true &&
      /^&[\w.[\]%-]+=/.test(this.#text.slice(this.#at, this.#at + 80))
    if (isInAddress) {
      this.#note('The shell would cut the URL at “&”. Postern kept all of it. Put the URL in quotes.')
      return this.#addAndGo('&')
    }
    this.#endCommand(operator, this.#at)
    this.#at += operator.length
    this.#start = this.#at
  }

  #note(sentence: string): void {
    if (!this.#script.notes.includes(sentence)) this.#script.notes.push(sentence)
  }

  #angle(): void {
    const start = this.#at
    PLACEHOLDER.lastIndex = start
    const [placeholder] = PLACEHOLDER.exec(this.#text) ?? []
    if (placeholder !== undefined) {
      this.#leave(placeholder)
      this.#at += placeholder.length
      return
    }
    // A number right before tells which stream is meant.
    if (/^\d$/.test(this.#word ?? '')) this.#word = null
    this.#flush()
    if (this.#text.startsWith('<<', start) && !this.#text.startsWith('<<<', start))
      return this.#beginHereDocument()
    const isHereString = this.#text.startsWith('<<<', start)
    REDIRECTION.lastIndex = start
    this.#at += isHereString ? 3 : (REDIRECTION.exec(this.#text)?.[0].length ?? 1)
    const file = this.#nextWord()
    if (isHereString) this.#command.stdin = { text: `${file}\n` }
    else if (this.#text.charAt(start) === '<') this.#command.stdin = { file }
    else this.#command.redirections.push(this.#text.slice(start, this.#at).trim())
  }

  /** The word behind a redirection, which is none of the command's. */
  #nextWord(): string {
    while (/[ \t]/.test(this.#text.charAt(this.#at))) this.#at += 1
    const { words } = this.#command
    const before = words.length
    while (this.#at < this.#text.length && !/[\s|&;<>]/.test(this.#text.charAt(this.#at)))
      this.#step(this.#text.charAt(this.#at))
    this.#flush()
    return words.splice(before).join(' ')
  }

  #beginHereDocument(): void {
    const { written, ...document } = hereDocumentAt(this.#text, this.#at)
    this.#at += written.length
    this.#hereDocuments.push({ ...document, command: this.#command })
  }

  #hereDocument({ command, ...document }: HereDocument & { command: ScriptCommand }): void {
    const { body, at } = bodyOf(document, this.#text, this.#at)
    this.#at = at
    if (document.isQuoted) command.stdin = { text: body }
    else {
      const reader = new PosixReader(body, this.#variables, this.#depth)
      command.stdin = { text: reader.expanded() }
      command.unresolved.push(...reader.#command.unresolved)
    }
  }
}
