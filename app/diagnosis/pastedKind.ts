import { asHttp1 } from '../contract/pseudoHeaders.ts'
import { commandKind } from './commandKind.ts'

/** What somebody pasted or dropped, by its beginning alone. */
export type PastedKind = 'command' | 'har' | 'answer'

/** So much is looked at, so that a file need not be read for it. What curl says of TLS goes before the answer. */
export const BEGINNING = 16 * 1024

/** Behind a command: it has been run, and what follows is what came back. */
const ANSWER = /^(?:< ?)?HTTP\/\d/m

export function kindOfPasted(beginning: string): PastedKind {
  const text = asHttp1(beginning.slice(0, BEGINNING).trimStart())
  if (commandKind(text) !== null) return ANSWER.test(text) ? 'answer' : 'command'
  if (/^\uFEFF?\{\s*"log"\s*:\s*\{/.test(text)) return 'har'
  return 'answer'
}
