import { commandKind, unfenced } from '../../diagnosis/commandKind.ts'
import { isPlaceholder } from '../../contract/placeholder.ts'
import { asHttp1 } from '../../contract/pseudoHeaders.ts'
import { PosternError } from '../../contract/errors.ts'
import { mediaTypeOf, isJsonType } from '../../contract/headers.ts'
import { parseJson } from '../../contract/values.ts'
import { readCurl } from './curl.ts'
import { readHttpie } from './httpie.ts'
import { findInvocation, type Invocation } from './invocation.ts'
import { readJavaScript } from './javaScript.ts'
import { cleaned, shortened } from './pastedScript.ts'
import { readPosixScript } from './posixShell.ts'
import { readPowerShell } from './powerShell.ts'
import { readRawHttp } from './rawHttp.ts'
import type { CommandReading } from './request.ts'
import { unreadable, type Script } from './script.ts'
import { readWebRequest } from './webRequest.ts'
import { readWget } from './wget.ts'
import { readWindowsScript } from './windowsPrompt.ts'

/** A shell, by which the quotes of a command are read. */
interface Dialect {
  /** Marks of it in a text. */
  marks: RegExp | null
  read(text: string): Script
  note: string | null
}

const POSIX: Dialect = { marks: null, read: readPosixScript, note: null }
const WINDOWS: Dialect = {
  marks: /^[^'"]*\^"|^[^']*?[ \t]\^\r?\n|^\s*[A-Z]:\\[^>\n]*>/,
  read: readWindowsScript,
  note: 'Postern read the quotes as the Windows prompt does.',
}
const POWER_SHELL: Dialect = {
  marks: /[ \t]`\r?\n|^PS [^\n>]*>|\$env:|@['"]\r?\n/m,
  read: readNativePowerShell,
  note: 'Postern read the quotes as PowerShell does.',
}
const DIALECTS = [POSIX, WINDOWS, POWER_SHELL]

/**
 * Reads the first command of a text that sends a request; null for a text without one.
 * @throws PosternError bad-input which says what stands in the way
 */
export function readCommandText(text: string): CommandReading | null {
  const plain = unfenced(text.replace(/^\uFEFF/, ''))
  switch (commandKind(plain)) {
    case null:
      return null
    case 'raw':
      return withAside(readRawHttp(asHttp1(plain)))
    case 'script':
      return readJavaScript(plain)
    case 'power-shell':
      return withAside(readWebRequest(cleaned(plain).text))
    case 'shell':
      return withAside(readWebRequest(cleaned(plain).text)) ?? bestReading(plain)
  }
}

function withAside(
  reading: (CommandReading & { aside: string[]; unresolved?: string[] }) | null,
): CommandReading | null {
  if (reading === null) return null
  return {
    ...reading,
    missing: [...reading.missing, ...(reading.unresolved ?? [])],
    notes: [...asideNote(reading.aside), ...reading.notes],
  }
}

function asideNote(aside: readonly string[]): string[] {
  const parts = aside.map((part) => part.trim()).filter((part) => part !== '')
  return parts.length === 0 ? [] : [`Postern set aside: ${parts.join(' · ')}`]
}

/** Which shell a text is for can seldom be told: the one in which it makes most sense. */
function bestReading(text: string): CommandReading | null {
  const { text: script, aside } = cleaned(text)
  const order = [...DIALECTS].sort((one, other) => Number(marked(other, text)) - Number(marked(one, text)))
  const straight = straightened(script)
  const candidates = [
    ...order.map((dialect) => ({ dialect, source: script, isStraight: false })),
    ...(straight === script ? [] : order.map((dialect) => ({ dialect, source: straight, isStraight: true }))),
  ]
  let best: { reading: CommandReading; doubts: number } | null = null
  const errors = new Map<unknown, PosternError>()
  for (const { dialect, source, isStraight } of candidates) {
    try {
      const reading = readIn(dialect, source, isStraight, aside)
      if (reading === null) continue
      const doubts = doubtsOf(reading)
      if (best === null || doubts < best.doubts) best = { reading, doubts }
      if (doubts === 0) break
    } catch (error) {
      if (!(error instanceof PosternError)) throw error
      // What only a straightened text is refused for is no fault of the text as it was pasted.
      if (!isStraight && !errors.has(dialect)) errors.set(dialect, error)
    }
  }
  // What the likeliest shell refuses, another reads only by chance.
  const error = errors.get(order[0]) ?? (best === null ? [...errors.values()][0] : undefined)
  if (error !== undefined && best?.doubts !== 0) throw error
  if (best && !isSound(best.reading))
    best.reading.notes.push('The body begins like JSON, but it is not valid JSON.')
  return best?.reading ?? null
}

function marked({ marks }: Dialect, text: string): boolean {
  return marks?.test(text) ?? false
}

function readIn(
  dialect: Dialect,
  source: string,
  isStraight: boolean,
  around: string[],
): CommandReading | null {
  const found = findInvocation(readTolerantly(dialect, source), dialect.read)
  if (found === null) return null
  const { request, notes, missing } = readProgram(found)
  const shell = dialect.note === null || !/["'^`%]/.test(source) ? [] : [dialect.note]
  return {
    request,
    missing: [...missing, ...found.unresolved],
    notes: [
      ...asideNote([...around, ...found.aside]),
      ...shell,
      ...(isStraight ? ['Postern read curly quotes as straight ones.'] : []),
      ...found.notes,
      ...notes,
    ],
  }
}

/** Behind a command may stand a sentence, whose apostrophe opens no quote. */
function readTolerantly({ read }: Dialect, source: string): Script {
  try {
    return read(source)
  } catch (error) {
    for (const shorter of shortened(source)) {
      try {
        return read(shorter)
      } catch {
        // The next is shorter still.
      }
    }
    throw error
  }
}

/** Nobody writes more, and reading them takes longer than their number grows. */
const MOST_WORDS = 5000

function readProgram(found: Invocation): CommandReading {
  if (found.args.length > MOST_WORDS)
    throw unreadable(`it has more than ${MOST_WORDS.toLocaleString('en')} words`)
  switch (found.program) {
    case 'curl':
      return readCurl(found.args, found)
    case 'wget':
      return readWget(found.args, found)
    case 'http':
    case 'https':
      return readHttpie(found.args, found.program, found)
  }
}

/** How PowerShell hands words to programs that are none of its own: the library of C undoes `\"`. */
function readNativePowerShell(text: string): Script {
  const script = readPowerShell(text)
  return {
    ...script,
    commands: script.commands.map((command) => ({
      ...command,
      words: command.words.map((word) => word.replaceAll('\\"', '"')),
    })),
  }
}

/** Programs for letters turn quotes and dashes into others. */
function straightened(text: string): string {
  return text
    .replaceAll(/[“”„«»]/g, '"')
    .replaceAll(/[‘’‚]/g, "'")
    .replaceAll(/(?<=\s)—(?=[a-z])/g, '--')
    .replaceAll(/(?<=\s)–(?=[A-Za-z-])/g, '-')
    .replaceAll('\u00a0', ' ')
}

/** How much in a reading looks like quotes that were read for another shell. */
function doubtsOf(reading: CommandReading): number {
  const { url, headers, body } = reading.request
  const isOdd = (text: string) => /^["'“”‘’^`\\]|["'“”‘’^`]$/.test(text)
  return [
    /["'“”‘’^`\\]/.test(url),
    !isSound(reading),
    body !== null && (/^["'“”‘’^`\\]/.test(body) || /^\{?\\"/.test(body)),
    reading.missing.some((part) => part.startsWith('<content of ')),
    headers.some(
      ([name, value]) => isOdd(name) || (isOdd(value) && !/^"[^"]*"$/.test(value) && !isPlaceholder(value)),
    ),
    reading.notes.some((note) => /left out a header|names \d+ addresses/.test(note)),
  ].filter(Boolean).length
}

function isSound({ request: { body, headers }, missing }: CommandReading): boolean {
  if (body === null || !/^\s*[{[]/.test(body) || missing.some((part) => body.includes(part))) return true
  const type = mediaTypeOf(headers)
  const mayBeOther = type !== null && !isJsonType(type) && type !== 'application/x-www-form-urlencoded'
  return mayBeOther || /\{\{|<[A-Za-z]/.test(body) || parseJson(body) !== undefined
}
