import {
  indexAtOffset,
  indexOfStep,
  isContainer,
  kindAt,
  nameOf,
  type Members,
  type ValueKind,
} from './members.ts'
import type { Step } from '../../../../app/contract/jsonPath.ts'

/** An open object or list: its members, and those of them that are open too. */
export interface Branch {
  readonly start: number
  readonly members: Members
  readonly open: Map<number, Branch>
}

/** One line of the tree. */
export interface TreeRow {
  readonly steps: readonly Step[]
  /** 1 for the members of the root. */
  readonly depth: number
  /** Null in a list. */
  readonly name: string | null
  readonly index: number
  /** How many members its parent has. */
  readonly siblings: number
  readonly start: number
  readonly end: number
  readonly kind: ValueKind
  readonly branch: Branch
  readonly isOpen: boolean
}

export function branchOf(start: number, members: Members): Branch {
  return { start, members, open: new Map() }
}

/** How many lines a branch shows below its own. */
export function rowsBelow({ members, open }: Branch): number {
  let rows = members.count
  for (const child of open.values()) rows += rowsBelow(child)
  return rows
}

function openInOrder({ open }: Branch): [number, Branch][] {
  return [...open].sort(([a], [b]) => a - b)
}

/** The line of that number, counted from 0. */
export function rowAt(text: string, root: Branch, line: number): TreeRow | null {
  let branch = root
  let rest = line
  const steps: Step[] = []
  for (;;) {
    let index = rest
    let inside: Branch | null = null
    for (const [at, child] of openInOrder(branch)) {
      if (index <= at) break
      const below = rowsBelow(child)
      if (index <= at + below) {
        inside = child
        rest = index - at - 1
        index = at
        break
      }
      index -= below
    }
    const row = rowOf(text, branch, index, steps)
    if (row === null || inside === null) return row
    steps.push(stepOf(row))
    branch = inside
  }
}

function rowOf(text: string, branch: Branch, index: number, above: readonly Step[]): TreeRow | null {
  const { members, open } = branch
  const start = members.starts.at(index)
  const end = members.ends.at(index)
  if (start === undefined || end === undefined) return null
  const name = nameOf(text, members, index)
  return {
    steps: [...above, name ?? index],
    depth: above.length + 1,
    name,
    index,
    siblings: members.count,
    start,
    end,
    kind: kindAt(text, start),
    branch,
    isOpen: open.has(index),
  }
}

function stepOf({ name, index }: TreeRow): Step {
  return name ?? index
}

/** Chooses a member on the way down; -1 when none leads on. */
export type Guide = (members: Members, depth: number) => number

/** Leads to a path; it ends early where the path does. */
export function guideTo(text: string, steps: readonly Step[]): Guide {
  return (members, depth) => {
    const step = steps[depth]
    return step === undefined ? -1 : indexOfStep(text, members, step)
  }
}

/** Leads to the member that holds a place of the text. */
export function guideToOffset(offset: number): Guide {
  return (members) => indexAtOffset(members, offset)
}

/** A member that is closed and has to be opened for the way to lead on. */
export interface Opening {
  readonly branch: Branch
  readonly index: number
}

export interface Way {
  /** The line that was reached, or is nearest; -1 for the root itself. */
  readonly line: number
  /** How many steps were found. */
  readonly depth: number
  readonly next: Opening | null
}

/** Follows a guide as far as the branches are open. */
export function follow(text: string, root: Branch, guide: Guide, mostSteps = Infinity): Way {
  let branch = root
  let line = -1
  for (let depth = 0; ; depth += 1) {
    const index = depth < mostSteps ? guide(branch.members, depth) : -1
    if (index < 0) return { line, depth, next: null }
    line += 1 + index
    for (const [at, child] of branch.open) if (at < index) line += rowsBelow(child)
    const child = branch.open.get(index)
    if (!child) {
      const start = branch.members.starts.at(index) ?? -1
      const leadsOn = depth + 1 < mostSteps && isContainer(kindAt(text, start))
      return { line, depth: depth + 1, next: leadsOn ? { branch, index } : null }
    }
    branch = child
  }
}
