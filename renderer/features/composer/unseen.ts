import { unseenIn } from '../../ui/shownTexts.ts'
import type { Draft } from './draft.ts'

/** Says where the request holds characters that make it look like another one; null where it holds none. */
export function unseenNote({ target, headers, body }: Draft): string | null {
  const parts: [name: string, text: string][] = [
    ['target', target],
    ...headers.map(({ name, value }): [string, string] => [`header ${name.trim()}`, name + value]),
    ['body', body],
  ]
  const notes = parts.flatMap(([name, text]) => {
    const unseen = unseenIn(text)
    return unseen.length === 0 ? [] : [`You cannot see these characters in the ${name}: ${unseen.join(' ')}`]
  })
  return notes.length === 0 ? null : `${notes.join('. ')}.`
}
