import type { JsonChange, JsonDiff } from '../contract/comparison.ts'
import { below, elementPath } from '../contract/jsonPath.ts'
import { isObject, type JsonObject } from '../contract/values.ts'
import { matchElements } from './elements.ts'
import { isVolatileField } from './setAside.ts'
import { isEqual, shortValue } from './values.ts'

const MOST_CHANGES = 200
/** Real answers have a dozen levels. What lies deeper is compared as a whole. */
const DEEPEST = 100

interface DiffOptions {
  /** Changes that are counted only, because they were listed before. */
  skip?: number
  /** Changes that are listed. */
  most?: number
}

/** Compares two values of JSON. The time grows with their size, the result stays small. */
export function diffJson(
  before: unknown,
  after: unknown,
  { skip = 0, most = MOST_CHANGES }: DiffOptions = {},
): JsonDiff {
  let found = 0
  const diff: JsonDiff = {
    changes: [],
    counts: { added: 0, removed: 0, changed: 0 },
    more: 0,
    setAside: [],
  }

  // A path is made only for what is told: a text for each of a million equal values would cost most of the time.
  function tell(kind: JsonChange['kind'], path: () => string, left: unknown, right: unknown): void {
    diff.counts[kind] += 1
    found += 1
    if (found <= skip) return
    if (diff.changes.length >= most) {
      diff.more += 1
      return
    }
    diff.changes.push({
      kind,
      path: path(),
      before: kind === 'added' ? null : shortValue(left),
      after: kind === 'removed' ? null : shortValue(right),
    })
  }

  function walk(left: unknown, right: unknown, path: () => string, depth: number): void {
    if (left === right) return
    if (depth >= DEEPEST) {
      if (!isEqual(left, right)) tell('changed', path, left, right)
    } else if (Array.isArray(left) && Array.isArray(right)) {
      walkArrays(left, right, path, depth)
    } else if (isObject(left) && isObject(right)) {
      walkObjects(left, right, path, depth)
    } else {
      tell('changed', path, left, right)
    }
  }

  function walkObjects(left: JsonObject, right: JsonObject, path: () => string, depth: number): void {
    for (const name of Object.keys(left)) {
      if (Object.hasOwn(right, name) && left[name] === right[name]) continue
      const at = () => below(path(), name)
      if (isVolatileField(name)) setAside(left[name], right[name], at)
      else if (Object.hasOwn(right, name)) walk(left[name], right[name], at, depth + 1)
      else tell('removed', at, left[name], undefined)
    }
    for (const name of Object.keys(right)) {
      if (Object.hasOwn(left, name)) continue
      const at = () => below(path(), name)
      if (isVolatileField(name)) setAside(undefined, right[name], at)
      else tell('added', at, undefined, right[name])
    }
  }

  function walkArrays(
    left: readonly unknown[],
    right: readonly unknown[],
    path: () => string,
    depth: number,
  ): void {
    const { idField, pairs } = matchElements(left, right)
    for (const pair of pairs) {
      const { id, index } = pair
      const at = () =>
        idField === null || id === null ? below(path(), index) : elementPath(path(), idField, id)
      if (!pair.isInRight) tell('removed', at, pair.left, undefined)
      else if (!pair.isInLeft) tell('added', at, undefined, pair.right)
      else walk(pair.left, pair.right, at, depth + 1)
    }
  }

  function setAside(left: unknown, right: unknown, path: () => string): void {
    if (diff.setAside.length < most && !isEqual(left, right)) diff.setAside.push(path())
  }

  walk(before, after, () => '$', 0)
  return diff
}
