import { parseJson } from '../../../app/contract/values.ts'
import { laidOut } from '../../ui/text/lines.ts'
import { atOnce } from '../../ui/text/slices.ts'
import { isContainer, kindAt, nameOf, readMembers, rootOf } from '../answer/json/members.ts'

/** What lies deeper stays in the order in which it came. */
const DEEPEST = 50

/**
 * A JSON text with the members of each object in the order of their names, so that the same path stands at the same place in
 * two of them; null for any other text. It works on the text itself: numbers keep every digit.
 */
export function sortedJson(text: string): string | null {
  if (parseJson(text) === undefined) return null
  const start = rootOf(text)
  return laidOut(sorted(text, start, text.trimEnd().length, 0))
}

function sorted(text: string, start: number, end: number, depth: number): string {
  if (!isContainer(kindAt(text, start)) || depth >= DEEPEST) return text.slice(start, end)
  const members = atOnce(readMembers(text, start))
  const parts = Array.from({ length: members.count }, (_, index) => {
    const value = sorted(text, members.starts.at(index) ?? 0, members.ends.at(index) ?? 0, depth + 1)
    const written = text.slice(members.nameStarts.at(index) ?? 0, members.nameEnds.at(index) ?? 0)
    return { name: nameOf(text, members, index) ?? '', text: members.isList ? value : `${written}:${value}` }
  })
  if (members.isList) return `[${parts.map((part) => part.text).join(',')}]`
  const inOrder = parts.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  return `{${inOrder.map((part) => part.text).join(',')}}`
}
