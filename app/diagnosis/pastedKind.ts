/** What somebody pasted or dropped, by its beginning alone. */
export type PastedKind = 'curl' | 'har' | 'answer'

/** So much is looked at, so that a file need not be read for it. What curl says of TLS goes before the answer. */
export const BEGINNING = 16 * 1024

const COMMAND = /^(?:[$%]\s+)?(?:[A-Za-z_]\w*=\S*\s+)*(?:\S*[\\/])?curl(?:\.exe)?\s/i
/** Behind a command: it has been run, and what follows is what came back. */
const ANSWER = /^(?:< ?)?HTTP\/\d/m

export function kindOfPasted(beginning: string): PastedKind {
  const text = beginning.slice(0, BEGINNING).trimStart()
  if (COMMAND.test(text)) return ANSWER.test(text) ? 'answer' : 'curl'
  if (/^\uFEFF?\{\s*"log"\s*:\s*\{/.test(text)) return 'har'
  return 'answer'
}
