import { printable } from '../contract/printable.ts'

/** A block that shows a text as it is; its fence is longer than any run of backticks in the text. */
export function block(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}\n`
}

/** A text within a line, as it is: nothing in it can be taken for Markdown, HTML or a link. */
export function code(text: string): string {
  const line = printable(text.replace(/\s+/g, ' '))
  const fence = '`'.repeat(longestRun(line) + 1)
  const gap = line.startsWith('`') || line.endsWith('`') || line.trim() === '' ? ' ' : ''
  return `${fence}${gap}${line}${gap}${fence}`
}

/** A sentence: what could be taken for Markdown or HTML is escaped, and it stays in its line. */
export function prose(text: string): string {
  return printable(text.replace(/\s+/g, ' '))
    .trim()
    .replace(/[\\`*_[\]<>|#~!&]/g, '\\$&')
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll(/(?<!\\)\|/g, '\\|')).join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('')
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
}
