import type { Command } from './command.ts'

type Named = Pick<Command, 'group' | 'title' | 'also' | 'sends'>

/** How well a command fits, from the best: its title begins so; its title's words do; other words of it do; somewhere inside. */
const BEGINS = 0
const WORDS_OF_TITLE = 1
const WORDS = 2
const INSIDE = 3

const wordsOf = (text: string) => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')

function rankOf({ group, title, also = '' }: Named, typed: string): number | null {
  const name = title.toLowerCase()
  const said = `${name} ${group} ${also}`.toLowerCase()
  const wanted = wordsOf(typed)
  if (name.startsWith(typed)) return BEGINS
  const begin = (text: string) => {
    const words = wordsOf(text)
    return wanted.every((each) => words.some((word) => word.startsWith(each)))
  }
  if (begin(name)) return WORDS_OF_TITLE
  if (begin(said)) return WORDS
  return typed.split(/\s+/).every((word) => said.includes(word)) ? INSIDE : null
}

/** Which word of the title begins with what was typed first: of two that fit alike, the earlier is nearer. */
function placeIn({ title }: Named, typed: string): number {
  const [first = ''] = wordsOf(typed)
  const words = wordsOf(title.toLowerCase())
  const at = words.findIndex((word) => word.startsWith(first))
  return at < 0 ? words.length : at
}

/** Whether it was asked for by how its title begins: what sends a request must be meant. */
function isMeant({ title, sends = false }: Named, typed: string): boolean {
  const [first = ''] = wordsOf(typed)
  return !sends || (first !== '' && title.toLowerCase().startsWith(first))
}

interface Fitting<C> {
  readonly command: C
  /** False for what sends a request and was not asked for by its name: Enter alone must not run it. */
  readonly isMeant: boolean
}

/** The commands that fit what was typed, the best first; all in their own order while nothing is. */
export function fittingCommands<C extends Named>(
  commands: readonly C[],
  text: string,
): readonly Fitting<C>[] {
  const typed = text.trim().toLowerCase()
  return commands
    .flatMap((command) => {
      const rank = typed === '' ? BEGINS : rankOf(command, typed)
      return rank === null
        ? []
        : [
            {
              command,
              rank,
              at: typed === '' ? 0 : placeIn(command, typed),
              isMeant: isMeant(command, typed),
            },
          ]
    })
    .toSorted(
      (one, other) =>
        (typed === '' ? 0 : Number(other.isMeant) - Number(one.isMeant)) ||
        one.rank - other.rank ||
        one.at - other.at,
    )
    .map(({ command, isMeant: selection }) => ({ command, isMeant: selection }))
}
