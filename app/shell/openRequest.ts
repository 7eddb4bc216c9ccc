import { isAbsolute, resolve } from 'node:path'
import type { OfferedAnswer } from '../contract/offeredAnswer.ts'

/** What the system hands over when the user follows a link or opens a file. */
export type OpenRequest =
  | { kind: 'explain'; answer: OfferedAnswer }
  | { kind: 'har'; path: string }
  /** A file of another kind, whose text is explained as a response. */
  | { kind: 'text'; path: string }
  | { kind: 'refused'; reason: string }

/** In characters. Longer links do not fit on the command line of every system. */
export const LONGEST_LINK = 65_536

const LINK = /^postern:/i
const EXPLAIN = /^postern:\/\/explain\/?\?([^#]*)$/i
const STATUS = /^[1-5]\d\d$/

/**
 * Reads a link such as `postern://explain?status=403&body=…`, which anybody may have written. It can only put a text into
 * the room Explain, where nothing is sent and nothing is kept; a link that asks for anything else is refused.
 */
export function readLink(link: string): OpenRequest {
  if (link.length > LONGEST_LINK) return refused('it is too long')
  const query = EXPLAIN.exec(link)?.[1]
  if (query === undefined) return refused('only links that begin with postern://explain? mean anything here')
  const found = new Map<string, string>()
  for (const part of query.split('&')) {
    const [name = '', value = '', ...more] = part.split('=')
    if (!['status', 'body'].includes(name) || more.length > 0) return refused('it holds something unknown')
    if (found.has(name)) return refused(`it names the ${name} twice`)
    const text = decoded(value)
    if (text === null) return refused(`its ${name} is not well written`)
    found.set(name, text)
  }
  const status = found.get('status') ?? ''
  const body = found.get('body') ?? ''
  if (status !== '' && !STATUS.test(status)) return refused('its status is no HTTP status')
  if (status === '' && body.trim() === '') return refused('it holds no response')
  return { kind: 'explain', answer: { status: status === '' ? null : Number(status), body } }
}

/** Percent-decoded UTF-8 without control characters; null for anything else. */
function decoded(value: string): string | null {
  try {
    const text = decodeURIComponent(value)
    return /[^\P{Cc}\t\r\n]/u.test(text) ? null : text
  } catch {
    return null
  }
}

/**
 * The links and files on a command line. Switches belong to Chromium.
 * @param folder that relative paths start from
 */
export function readArguments(args: readonly string[], folder: string): OpenRequest[] {
  return args.flatMap((arg) => {
    if (LINK.test(arg)) return readLink(arg)
    return arg.startsWith('-') || arg === '' ? [] : readFilePath(arg, folder)
  })
}

/** A file that the user opened; a link can never name one. */
export function readFilePath(path: string, folder: string): OpenRequest {
  const kind = /\.har$/i.test(path) ? 'har' : 'text'
  return { kind, path: isAbsolute(path) ? path : resolve(folder, path) }
}

function refused(reason: string): OpenRequest {
  return { kind: 'refused', reason }
}
