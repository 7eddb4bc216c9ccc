import type { Finding } from '../../../../app/contract/exchange.ts'
import type { JsonTree } from '../useJsonTree.ts'
import { readPath } from '../../../../app/contract/jsonPath.ts'
import { guideTo } from '../json/tree.ts'

/** A finding as it is written at a line. */
export interface Note {
  readonly finding: Finding
  /** True when the place itself is not there, and its nearest parent stands for it. */
  readonly isMissing: boolean
}

/** The line of a path, or of what is nearest to it; -1 where nothing but the root is. */
export function lineOfPath(text: string, tree: JsonTree, path: string): ReturnType<JsonTree['find']> {
  const steps = readPath(path)
  return tree.find(guideTo(text, steps), steps.length)
}

/**
 * The findings by the line that they are written at: that of their place, or of what is nearest to it, be it that
 * the place is not there or that it lies in something closed. Those on the answer as a whole have no line.
 */
export function notesByLine(
  text: string,
  tree: JsonTree,
  findings: readonly Finding[],
): ReadonlyMap<number, readonly Note[]> {
  const notes = new Map<number, Note[]>()
  for (const finding of findings) {
    const { line, isMissing } = lineOfPath(text, tree, finding.path)
    if (line >= 0) notes.set(line, [...(notes.get(line) ?? []), { finding, isMissing }])
  }
  return new Map([...notes].sort(([a], [b]) => a - b))
}
