const BEGINNING = /<<(-?)[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([^\s;|&<>'"]+))/y

/** Lines below a command that it reads as its input, up to a line that says `end`. */
export interface HereDocument {
  readonly end: string
  /** Whether it is taken to the letter. */
  readonly isQuoted: boolean
  /** Whether tabs before its lines do not count. */
  readonly isIndented: boolean
}

/** The here-document that is announced at a place, and how that is written. */
export function hereDocumentAt(text: string, at: number): HereDocument & { written: string } {
  BEGINNING.lastIndex = at
  const [written = '<<', dash = '', single, double, plain] = BEGINNING.exec(text) ?? []
  const isQuoted = plain === undefined || written.includes('\\')
  return { end: single ?? double ?? plain ?? '', isQuoted, isIndented: dash !== '', written }
}

/** Its lines, which begin at a place, and the place behind them. */
export function bodyOf({ end, isIndented }: HereDocument, text: string, start: number) {
  let body = ''
  let at = start
  while (at < text.length) {
    const lineEnd = text.indexOf('\n', at)
    const next = lineEnd === -1 ? text.length : lineEnd
    const written = text.slice(at, next).replace(/\r$/, '')
    const line = isIndented ? written.replace(/^\t+/, '') : written
    at = next + 1
    if (line.trimEnd() === end) break
    body += `${line}\n`
  }
  return { body, at }
}
