import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import {
  indexOfStep,
  isContainer,
  isEmptyAt,
  kindAt,
  readMembers,
  rootOf,
  type Members,
} from './json/members.ts'
import type { RecordList } from './json/recordGrid.ts'
import { isTakenApart } from './json/records.ts'
import { inSlices } from '../../ui/text/slices.ts'
import {
  branchOf,
  follow,
  rowAt,
  rowsBelow,
  type Branch,
  type Guide,
  type Opening,
  type TreeRow,
} from './json/tree.ts'

export interface JsonTree {
  /** Null until the text is read. */
  readonly root: Readonly<ShallowRef<Branch | null>>
  readonly count: ComputedRef<number>
  /** The records that the text carries; null when it carries none. */
  readonly records: Readonly<ShallowRef<RecordList | null>>
  readonly isReading: Readonly<Ref<boolean>>
  rowAt(line: number): TreeRow | null
  toggle(row: TreeRow): Promise<void>
  /** Opens all that stands in the way, and resolves to the line that was reached and how deep it lies. */
  reveal(guide: Guide, mostSteps?: number): Promise<{ line: number; depth: number }>
  /** The line that a guide leads to without opening anything, and whether what it means is not in the text. */
  find(guide: Guide, mostSteps: number): { line: number; isMissing: boolean }
}

/** Short enough to be shown opened from the start. */
const SHORT = 2_000
const MOST_OPENED = 200
/** How many members tell whether a list is one of records. */
const SAMPLED = 20
/** Where the envelope keeps its records. */
const DATA = 'data'

/** A JSON text as a tree of which only what is opened is read. The text must be valid. */
export function useJsonTree(text: () => string): JsonTree {
  const root = shallowRef<Branch | null>(null)
  const records = shallowRef<RecordList | null>(null)
  const isReading = shallowRef(false)
  /** Changes when a branch opens or closes. */
  const version = shallowRef(0)
  let current = new AbortController()

  function read(start: number): Promise<Members | null> {
    return inSlices(readMembers(text(), start), { signal: current.signal })
  }

  async function open({ branch, index }: Opening): Promise<Branch | null> {
    const start = branch.members.starts.at(index)
    if (start === undefined) return null
    const { signal } = current
    const members = await read(start)
    if (members === null || signal.aborted) return null
    const child = branchOf(start, members)
    branch.open.set(index, child)
    version.value += 1
    return child
  }

  async function begin(): Promise<void> {
    current.abort()
    current = new AbortController()
    const { signal } = current
    root.value = null
    records.value = null
    const whole = text()
    const start = rootOf(whole)
    isReading.value = start >= 0 && isContainer(kindAt(whole, start))
    if (!isReading.value) return
    const members = await read(start)
    if (members === null) return
    const found = branchOf(start, members)
    const data = members.isList ? -1 : indexOfStep(whole, members, DATA)
    let list: Members | null = members.isList ? members : null
    if (data >= 0 && kindAt(whole, members.starts.at(data) ?? 0) === 'list') {
      list = (await open({ branch: found, index: data }))?.members ?? null
    }
    await openShort(found)
    if (signal.aborted) return
    records.value =
      list && holdsObjects(whole, list) ? { name: members.isList ? null : DATA, members: list } : null
    root.value = found
    isReading.value = false
  }

  /** Opens what is short, level by level, so that an envelope without many records is seen in full. */
  async function openShort(from: Branch): Promise<void> {
    const waiting = [from]
    let opened = 0
    for (let branch = waiting.shift(); branch && opened < MOST_OPENED; branch = waiting.shift()) {
      const { starts, ends, count } = branch.members
      if (count > MOST_OPENED) continue
      for (let index = 0; index < count && opened < MOST_OPENED; index += 1) {
        const start = starts.at(index) ?? 0
        const isShort = (ends.at(index) ?? 0) - start <= SHORT
        if (!isContainer(kindAt(text(), start)) || !isShort || isEmptyAt(text(), start)) continue
        opened += 1
        const child = branch.open.get(index) ?? (await open({ branch, index }))
        if (child) waiting.push(child)
      }
    }
  }

  watch(text, begin, { immediate: true })
  onScopeDispose(() => {
    current.abort()
  })

  return {
    root,
    records,
    isReading,
    count: computed(() => {
      void version.value
      return root.value ? rowsBelow(root.value) : 0
    }),
    rowAt: (line) => {
      void version.value
      return root.value ? rowAt(text(), root.value, line) : null
    },
    async toggle({ branch, index, kind, isOpen, start }) {
      if (isOpen) {
        branch.open.delete(index)
        version.value += 1
      } else if (isContainer(kind) && !isEmptyAt(text(), start)) await open({ branch, index })
    },
    async reveal(guide, mostSteps) {
      for (;;) {
        if (!root.value) return { line: -1, depth: 0 }
        const { line, depth, next } = follow(text(), root.value, guide, mostSteps)
        if (next === null || (await open(next)) === null) return { line, depth }
      }
    },
    find(guide, mostSteps) {
      void version.value
      if (!root.value) return { line: -1, isMissing: false }
      const { line, depth, next } = follow(text(), root.value, guide, mostSteps)
      return { line, isMissing: next === null && depth < mostSteps }
    },
  }
}

function holdsObjects(text: string, list: Members): boolean {
  const { starts, count } = list
  for (let index = 0; index < Math.min(count, SAMPLED); index += 1) {
    if (kindAt(text, starts.at(index) ?? 0) !== 'object') return false
  }
  return count > 0 && isTakenApart(list, 0)
}
