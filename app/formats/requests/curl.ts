import type { Exchange } from '../../contract/exchange.ts'
import type { Redacted } from '../../contract/redacted.ts'
import { belongsToConnection, isHttpToken } from '../../contract/http.ts'
import { headerParts, textParts, type Numbering } from './placeholders.ts'
import { shellQuote, shellWord } from './shellQuote.ts'

/**
 * The request as a command for a POSIX shell, one option a line. Environment variables stand where secrets were; the
 * shell refuses to run it while one of them is not set.
 * @throws PosternError bad-input when no command line can carry the request
 */
export function toCurl({ request }: Redacted<Exchange>): string {
  const { method, url, headers, body } = request
  const numbering: Numbering = { count: 0 }
  const words = [`--url ${shellWord(textParts(url, numbering))}`]
  // curl would take these for patterns of several addresses, and resolve dots by itself.
  if (/[[\]{}]/.test(url)) words.push('--globoff')
  if (/\/\.{1,2}(?:[/?]|$)/.test(url)) words.push('--path-as-is')
  if (method === 'HEAD') words.push('--head')
  else if (method !== 'GET' || body !== null) words.push(`--request ${shellQuote(method)}`)

  let hasType = false
  for (const [name, value] of headers) {
    if (!isHttpToken(name) || belongsToConnection(name)) continue
    const lower = name.toLowerCase()
    if (lower === 'accept-encoding') {
      words.push('--compressed')
      continue
    }
    if (lower === 'user-agent' && /^Postern\b/.test(value)) continue
    hasType ||= lower === 'content-type'
    // "Name;" is how curl is told to send a header without a value.
    const parts = value === '' ? [`${name};`] : [`${name}: `, ...headerParts(name, value, numbering)]
    words.push(`--header ${shellWord(merged(parts))}`)
  }
  if (body !== null) {
    // Without a type of its own curl would call any body a form.
    if (!hasType) words.push(`--header 'Content-Type:'`)
    words.push(`--data-raw ${shellWord(textParts(body, numbering)) || "''"}`)
  }
  return `curl ${words.join(' \\\n  ')}\n`
}

/** Texts that stand side by side become one, so that they are quoted once. */
function merged<T extends object>(parts: readonly (string | T)[]): (string | T)[] {
  const result: (string | T)[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part
    else result.push(part)
  }
  return result
}
