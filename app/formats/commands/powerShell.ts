import { checkLength, emptyCommand, unclosed, unreadable, type Script, type ScriptCommand } from './script.ts'

/** A value of PowerShell: a text, or a table of them. */
export type PowerShellValue = string | Map<string, PowerShellValue> | null

export interface PowerShellCommand extends ScriptCommand {
  /** As `words`, but tables are tables. */
  values: PowerShellValue[]
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0', e: '\x1b' }
const VARIABLE = /\$(?:\{([^}\n]{1,100})\}|((?:env:|script:|global:)?[A-Za-z_]\w{0,100}))/iy

/**
 * Reads commands as PowerShell does, with the variables and tables that are written out before. Nothing is run.
 * @throws PosternError bad-input when a quote is not closed
 */
export function readPowerShell(text: string): Script & { commands: PowerShellCommand[] } {
  checkLength(text)
  return new PowerShellReader(text).script()
}
/** Of the whole text: each may be in another. */
const MOST_GROUPS = 500

class PowerShellReader {
  readonly #text: string
  readonly #variables = new Map<string, PowerShellValue>()
  readonly #commands: PowerShellCommand[] = []
  #command: PowerShellCommand = { ...emptyCommand(), values: [] }
  #at = 0
  #start = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  script(): Script & { commands: PowerShellCommand[] } {
    while (this.#at < this.#text.length) this.#step()
    this.#end('')
    return { commands: this.#commands, substitutions: [], notes: [] }
  }

  #step(): void {
    const rest = this.#text.slice(this.#at, this.#at + 2)
    const char = rest.charAt(0)
    if (/^`\r?\n?/.test(rest) && /^`[ \t]*\r?\n/.test(this.#text.slice(this.#at, this.#at + 80))) {
      this.#at = this.#text.indexOf('\n', this.#at) + 1
    } else if (char === '\n' || char === ';' || char === '|') {
      this.#end(char)
      this.#at += 1
      this.#start = this.#at
    } else if (/\s/.test(char)) this.#at += 1
    else if (char === '#') this.#skipLine()
    else if (char === '&' && this.#command.values.length === 0) this.#at += 1
    else {
      const before = this.#at
      const value = this.#value()
      this.#command.values.push(value)
      if (this.#at === before) this.#at += 1
    }
  }

  #end(operator: string): void {
    const command = this.#command
    if (command.values.length > 0 && !this.#assign(command.values)) {
      command.words = command.values.map((value) => (typeof value === 'string' ? value : ''))
      command.end = operator
      command.source = this.#text.slice(this.#start, this.#at).trim()
      this.#commands.push(command)
    }
    this.#command = { ...emptyCommand(), values: [] }
  }

  /** `$name = value`, `$name.Add(…)` and `$name["key"] = value`, which are read where they stand. */
  #assign(values: PowerShellValue[]): boolean {
    const [name, sign, value = null] = values
    const variable = typeof name === 'string' ? /^\$([\w:]+)((?:\.\w+)?)$/.exec(name) : null
    if (!variable || sign !== '=') return false
    const [, plain = '', member = ''] = variable
    const key = plain.toLowerCase()
    // What a command brings is not known before it is run, and the command itself is what is looked for.
    if (values.length > 3 || (typeof value === 'string' && /^[A-Z]\w+-\w+$/i.test(value))) {
      if (typeof value === 'string' && /^new-object$/i.test(value)) {
        this.#variables.set(key, new Map())
        return true
      }
      this.#command.values = values.slice(2)
      return false
    }
    if (member === '') this.#variables.set(key, value)
    else this.#table(key).set(member.slice(1), value)
    return true
  }

  #table(name: string): Map<string, PowerShellValue> {
    const known = this.#variables.get(name)
    if (known instanceof Map) return known
    const made = new Map<string, PowerShellValue>()
    this.#variables.set(name, made)
    return made
  }

  #value(): PowerShellValue {
    const two = this.#text.slice(this.#at, this.#at + 2)
    if (two === '@{') return this.#hashTable()
    if (two === "@'" || two === '@"') return this.#hereString(two.charAt(1))
    if (two.startsWith('$')) return this.#variable()
    if (two.startsWith('(')) return this.#group()
    if (/^["']/.test(two)) return this.#quoted(two.charAt(0))
    return this.#bare()
  }

  /** What was set is put in; an assignment keeps its name. */
  #variable(): PowerShellValue {
    VARIABLE.lastIndex = this.#at
    const [written = '', braced, plain = ''] = VARIABLE.exec(this.#text) ?? []
    if (written === '') return this.#bare()
    const name = (braced ?? plain).toLowerCase()
    const after = this.#text.slice(this.#at + written.length, this.#at + written.length + 100)
    const isFirst = this.#command.values.length === 0
    if (isFirst) {
      const member = /^\.(\w+)\s*=/.exec(after)?.[1]
      if (/^\.(?:Headers\.)?Add\(/i.test(after)) return this.#callAdd(name, written.length)
      const index = /^\[["']([^"'\n]+)["']\]\s*=\s*/.exec(after)
      if (index) {
        this.#at += written.length + index[0].length
        this.#table(name).set(index[1] ?? '', this.#value())
        return null
      }
      if (/^\s*=/.test(after) || member !== undefined) {
        this.#at += written.length + (member === undefined ? 0 : member.length + 1)
        this.#command.values.push(`$${name}${member === undefined ? '' : `.${member}`}`)
        this.#at = this.#text.indexOf('=', this.#at) + 1
        return '='
      }
    }
    this.#at += written.length
    const value = this.#variables.get(name)
    if (value === undefined) this.#command.unresolved.push(written)
    return value ?? written
  }

  #callAdd(name: string, length: number): null {
    this.#at = this.#text.indexOf('(', this.#at + length) + 1
    const args: PowerShellValue[] = []
    while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== ')') {
      if (/[\s,]/.test(this.#text.charAt(this.#at))) this.#at += 1
      else args.push(this.#value())
    }
    this.#at += 1
    const [key, value = null] = args
    if (typeof key === 'string') this.#table(name).set(key, value)
    return null
  }

  #quoted(quote: string): string {
    const start = this.#at
    let text = ''
    for (this.#at += 1; ;) {
      const char = this.#text.charAt(this.#at)
      if (char === '') throw unclosed(this.#text, quote, start)
      if (char === quote) {
        this.#at += 1
        if (this.#text.charAt(this.#at) !== quote) return text
        text += quote
        this.#at += 1
      } else text += this.#inText(char, quote === '"')
    }
  }

  #inText(char: string, isExpanded: boolean): string {
    if (isExpanded && char === '`') {
      const next = this.#text.charAt(this.#at + 1)
      this.#at += 2
      return ESCAPES[next] ?? next
    }
    VARIABLE.lastIndex = this.#at
    const [written, braced, plain = ''] = (isExpanded && char === '$' && VARIABLE.exec(this.#text)) || [char]
    this.#at += written.length
    if (written === char) return char
    const value = this.#variables.get((braced ?? plain).toLowerCase())
    if (typeof value === 'string') return value
    this.#command.unresolved.push(written)
    return written
  }

  #hereString(quote: string): string {
    const start = this.#text.indexOf('\n', this.#at) + 1
    const end = this.#text.indexOf(`\n${quote}@`, start - 1)
    if (start === 0 || end === -1) throw unclosed(this.#text, `@${quote}`, this.#at)
    const raw = this.#text.slice(start, Math.max(start, end)).replaceAll('\r\n', '\n')
    this.#at = end + 3
    if (quote === "'") return raw
    const inner = new PowerShellReader(raw)
    for (const [name, value] of this.#variables) inner.#variables.set(name, value)
    let text = ''
    while (inner.#at < raw.length) text += inner.#inText(raw.charAt(inner.#at), true)
    this.#command.unresolved.push(...inner.#command.unresolved)
    return text
  }

  #deepen(): void {
    this.#depth += 1
    if (this.#depth > MOST_GROUPS) throw unreadable('it has too many brackets')
  }

  #hashTable(): Map<string, PowerShellValue> {
    this.#deepen()
    const table = new Map<string, PowerShellValue>()
    this.#at += 2
    while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== '}') {
      if (/[\s;,]/.test(this.#text.charAt(this.#at))) {
        this.#at += 1
        continue
      }
      const quote = /^["']/.exec(this.#text.charAt(this.#at))?.[0]
      const key = quote === undefined ? this.#key() : this.#quoted(quote)
      const [sign = ''] = /^\s*=\s*/.exec(this.#text.slice(this.#at, this.#at + 100)) ?? []
      this.#at += sign.length
      table.set(key, sign === '' ? null : this.#value())
    }
    this.#at += 1
    return table
  }

  #key(): string {
    const [key = this.#text.charAt(this.#at)] =
      /^[\w.-]+/.exec(this.#text.slice(this.#at, this.#at + 200)) ?? []
    this.#at += key.length
    return key
  }

  /** `(@{…} | ConvertTo-Json)`, and a text in brackets. */
  #group(): PowerShellValue {
    this.#deepen()
    this.#at += 1
    const values: PowerShellValue[] = []
    while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== ')') {
      if (/[\s|]/.test(this.#text.charAt(this.#at))) this.#at += 1
      else values.push(this.#value())
    }
    this.#at += 1
    const [first = null] = values
    const isJson = values.some((value) => typeof value === 'string' && /^convertto-json$/i.test(value))
    if (isJson) return JSON.stringify(plainOf(first))
    if (values.length === 1) return first
    this.#command.unresolved.push('(…)')
    return '(…)'
  }

  #bare(): string {
    const [word = ''] =
      /^[^\s;|(){}"'`=,]+(?:=[^\s;|(){}"'`]*)?/.exec(this.#text.slice(this.#at, this.#at + 16_384)) ?? []
    if (word === '') {
      this.#at += 1
      return this.#text.charAt(this.#at - 1)
    }
    this.#at += word.length
    return word
  }

  #skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at)
    this.#at = end === -1 ? this.#text.length : end
  }
}

/** As it is written as JSON: bare numbers and truth values are none of text. */
export function plainOf(value: PowerShellValue): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([name, inner]) => [name, plainOf(inner)]))
  if (value === '$true' || value === '$false') return value === '$true'
  return value
}
