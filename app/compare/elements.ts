import { isObject, own } from '../contract/values.ts'
import { isEqual } from './values.ts'

export type Id = string | number

/** Elements of two arrays that belong together; undefined where one has no partner. */
export interface Pair {
  left: unknown
  right: unknown
  isInLeft: boolean
  isInRight: boolean
  /** Position in the right array, or in the left one where it is only there. */
  index: number
  /** The element's own id, when the arrays are matched by it. */
  id: Id | null
}

/** How the elements of two arrays are told apart; `idField` is null when only their positions tell. */
interface Matching {
  idField: string | null
  pairs: Pair[]
}

const ID_FIELD = /^id$|[a-z]I[dD]$|_id$/

/**
 * Matches elements by a field that names each of them, so that one that moved is not a change; else by position,
 * once the equal beginnings and ends are taken off.
 */
export function matchElements(left: readonly unknown[], right: readonly unknown[]): Matching {
  const idField = findIdField(left, right)
  return idField === null
    ? { idField, pairs: pairByPosition(left, right) }
    : { idField, pairs: pairById(left, right, idField) }
}

/** The first field that looks like an id, that every element has, and that no two elements of an array share. */
function findIdField(left: readonly unknown[], right: readonly unknown[]): string | null {
  const first = left[0] ?? right[0]
  if (left.length === 0 || right.length === 0 || !isObject(first)) return null
  const names = Object.keys(first).filter((name) => ID_FIELD.test(name))
  const ordered = [...names.filter((name) => name === 'id'), ...names.filter((name) => name !== 'id')]
  return ordered.slice(0, 8).find((name) => isNaming(left, name) && isNaming(right, name)) ?? null
}

function isNaming(elements: readonly unknown[], name: string): boolean {
  const seen = new Set<Id>()
  for (const element of elements) {
    const id = idOf(element, name)
    if (id === null || seen.has(id)) return false
    seen.add(id)
  }
  return true
}

function idOf(element: unknown, name: string): Id | null {
  const id = isObject(element) ? own(element, name) : null
  return typeof id === 'string' || typeof id === 'number' ? id : null
}

function pairById(left: readonly unknown[], right: readonly unknown[], name: string): Pair[] {
  const byId = new Map(left.map((element, index) => [idOf(element, name), { element, index }]))
  const pairs = right.map((element, index): Pair => {
    const id = idOf(element, name)
    const partner = byId.get(id)
    byId.delete(id)
    return {
      left: partner?.element,
      right: element,
      isInLeft: partner !== undefined,
      isInRight: true,
      index,
      id,
    }
  })
  for (const [id, { element, index }] of byId) {
    pairs.push({ left: element, right: undefined, isInLeft: true, isInRight: false, index, id })
  }
  return pairs
}

function pairByPosition(left: readonly unknown[], right: readonly unknown[]): Pair[] {
  const shorter = Math.min(left.length, right.length)
  let start = 0
  while (start < shorter && isEqual(left[start], right[start])) start += 1
  let end = 0
  while (end < shorter - start && isEqual(left.at(-1 - end), right.at(-1 - end))) end += 1

  const pairs: Pair[] = []
  const count = Math.max(left.length, right.length) - end
  for (let index = start; index < count; index += 1) {
    const isInLeft = index < left.length - end
    const isInRight = index < right.length - end
    pairs.push({ left: left[index], right: right[index], isInLeft, isInRight, index, id: null })
  }
  return pairs
}
