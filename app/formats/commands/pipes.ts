import type { ScriptCommand } from './script.ts'

/** Of these programs it is plain what they print; nothing is run for it. Null where it is not. */
const PRINTS: Readonly<Record<string, (args: string[], input: string | null) => string | null>> = {
  echo: echoed,
  printf: printed,
  cat: (args, input) => (args.every((arg) => arg === '-') ? input : null),
  base64: (args, input) =>
    input === null || args.some((arg) => !/^(?:-w|-w0|0|--wrap=0|-)$/.test(arg))
      ? null
      : `${Buffer.from(input).toString('base64')}\n`,
  tr: ([option, set], input) =>
    input !== null && option === '-d' && /^(?:\\r|\\n)+$/.test(set ?? '')
      ? input.replace(set === '\\n' ? /\n/g : /[\r\n]/g, '')
      : null,
}

/** What a pipeline prints, where that can be told without running it; null where not. */
export function outputOf(commands: readonly ScriptCommand[]): string | null {
  let output: string | null = null
  if (commands.length === 0) return null
  for (const [place, { words, stdin, unresolved, end }] of commands.entries()) {
    const isLast = place === commands.length - 1
    if (unresolved.length > 0 || (!isLast && end !== '|')) return null
    const input: string | null = stdin === null ? output : 'text' in stdin ? stdin.text : null
    const [name = '', ...args] = words
    output = Object.hasOwn(PRINTS, name) ? (PRINTS[name]?.(args, input) ?? null) : null
    if (output === null) return null
  }
  return output
}

function echoed(args: string[]): string {
  const first = args.findIndex((arg) => !/^-[neE]+$/.test(arg))
  const options = args.slice(0, first === -1 ? args.length : first).join('')
  const text = args.slice(first === -1 ? args.length : first).join(' ')
  const shown = options.includes('e') ? unescaped(text) : text
  return options.includes('n') ? shown : `${shown}\n`
}

function printed([format = '', ...values]: string[]): string | null {
  let next = 0
  const text = unescaped(format).replace(/%([%sd])/g, (_, sort: string) => {
    if (sort === '%') return '%'
    next += 1
    return values[next - 1] ?? ''
  })
  return next < values.length || /%[^%]/.test(format.replace(/%[%sd]/g, '')) ? null : text
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', '"': '"' }

/** Octal codes are bytes, and several of them may be one letter. */
function unescaped(text: string): string {
  return text
    .replace(/(?:\\0?[0-7]{3})+/g, (codes) =>
      Buffer.from(
        codes
          .split('\\')
          .slice(1)
          .map((digits) => Number.parseInt(digits, 8)),
      ).toString(),
    )
    .replace(/\\([nrt\\"])/g, (_, char: string) => ESCAPES[char] ?? char)
}
