import { asHttp1 } from '../contract/pseudoHeaders.ts'

/** Of a text that sends a request when it is run. Only marks are looked at; main reads the command itself. */
const METHOD = 'GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS'

/** curl or wget, and what begins an option or an address. */
const CURL =
  /(?:^|[\s;|&({>`'"\\/!])(curl|wget)(?:\.exe|:[\w.-]+)?[ \t]+(?:[\\^`]\r?\n|["'“‘$^<{–—-]|https?:|localhost\b|(?!\d+\.\d+(?:\.\d+)?[\s(])[\w.-]+[.:/])/im
/** HTTPie: its name is a word of addresses and sentences too. */
const HTTPIE = new RegExp(
  `(?:^|[;|&]\\s*|[$%>]\\s+|sudo\\s+)(https?|xhs?)[ \\t]+(?:--?[\\w-]+(?:=\\S+)?[ \\t]+(?:(?:'[^'\\n]*'|"[^"\\n]*"|[^\\s"'-]\\S*)[ \\t]+)?){0,12}(?:(?:${METHOD})[ \\t]+)?["']?(?:https?://|:\\d*/|localhost\\b|[\\w-]+\\.[a-z]|[\\w.-]+:\\d)`,
  'm',
)
const POWERSHELL = /\b(?:Invoke-(?:WebRequest|RestMethod)|iwr|irm)\s+[-"'$@h]/i
const RAW = new RegExp(
  `^(?:\\s*(?:#.*|//.*|@[\\w.-]+\\s*=.*)?\\n)*(?:${METHOD})[ \\t]+(?:https?://|/|\\{\\{)\\S*(?:[ \\t]+HTTP/[\\d.]+)?[ \\t]*(?:\\r?\\n|$)`,
)
const SCRIPT_BEGINS =
  /^\s*(?:\/\/|\/\*|import\b|const\b|let\b|var\b|await\b|return\b|try\b|\(?async\b|\(\)|(?:window\.)?fetch\s*\(|(?:axios|got|ky)\b)/
const SCRIPT_CALLS = /\b(?:fetch|axios(?:\.\w+)?|got(?:\.\w+)?|ky(?:\.\w+)?)\s*\(/
/** A document, or what came back. */
const DOCUMENT = /^\s*(?:\{(?!\s+\w+\s)|\[(?![\w.-]+@)|[<"]|HTTP\/)/
const FENCE = /^[ \t]*```[^\n`]*\n([\s\S]*?)^[ \t]*```/gm

export type CommandKind = 'shell' | 'power-shell' | 'raw' | 'script'

/** What kind of command a text holds; null where it holds none. */
export function commandKind(text: string): CommandKind | null {
  if (DOCUMENT.test(text)) return null
  const plain = asHttp1(unfenced(text))
  if (RAW.test(plain)) return 'raw'
  if (SCRIPT_BEGINS.test(plain) && SCRIPT_CALLS.test(plain)) return 'script'
  if (POWERSHELL.test(plain)) return 'power-shell'
  return placeOfProgram(plain) === null ? null : 'shell'
}

/** The text in the first fence of Markdown that holds a command; the text itself without one. */
export function unfenced(text: string): string {
  if (!text.includes('```')) return text.replace(/^\s*`([^`\n]+)`\s*$/, '$1')
  const blocks = [...text.matchAll(FENCE)].map(([, block = '']) => block)
  return blocks.find((block) => commandKind(block) !== null) ?? text
}

/** Where the program that sends stands; null without one. */
export function placeOfProgram(text: string): number | null {
  const places = [CURL, HTTPIE].flatMap((pattern) => {
    const found = pattern.exec(text)
    return found ? [found.index + found[0].indexOf(found[1] ?? '')] : []
  })
  return places.length === 0 ? null : Math.min(...places)
}
