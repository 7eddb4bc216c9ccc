import type { Finding } from '../../../app/contract/exchange.ts'
import { pathOf, stepsOf } from '../../json/path.ts'
import { guideTo } from '../../json/tree.ts'
import type { JsonTree } from '../../composables/useJsonTree.ts'

/** A finding as it is written at a place. */
export interface Note {
  readonly finding: Finding
  /** True when the place itself is not there, and its nearest parent stands for it. */
  readonly isMissing: boolean
}

/** The findings by the path of the line that they are written at. `$` holds those on the answer as a whole. */
export function notesByPath(
  text: string,
  tree: JsonTree,
  findings: readonly Finding[],
): ReadonlyMap<string, readonly Note[]> {
  const notes = new Map<string, Note[]>()
  for (const finding of findings) {
    const steps = stepsOf(finding.path)
    const depth = tree.depthOf(guideTo(text, steps), steps.length) ?? steps.length
    const path = pathOf(steps.slice(0, depth))
    const note = { finding, isMissing: depth < steps.length }
    notes.set(path, [...(notes.get(path) ?? []), note])
  }
  return notes
}
