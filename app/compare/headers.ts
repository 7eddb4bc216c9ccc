import type { HeaderDiff } from '../contract/comparison.ts'
import type { Header } from '../contract/exchange.ts'
import { isVolatileHeader } from './setAside.ts'

const MOST_CHANGES = 100

/** `volatile`: further names that are set aside, such as those in which a profile looks for trace IDs. */
export function diffHeaders(
  before: readonly Header[],
  after: readonly Header[],
  volatile: readonly string[] = [],
): HeaderDiff {
  const [left, right] = [joined(before), joined(after)]
  const further = new Set(volatile.map((name) => name.toLowerCase()))
  const differing = [...new Set([...left.keys(), ...right.keys()])]
    .filter((name) => left.get(name) !== right.get(name))
    .sort()
  const isAside = (name: string) => isVolatileHeader(name) || further.has(name)
  return {
    changes: differing
      .filter((name) => !isAside(name))
      .slice(0, MOST_CHANGES)
      .map((name) => ({ name, before: left.get(name) ?? null, after: right.get(name) ?? null })),
    setAside: differing.filter(isAside),
  }
}

function joined(headers: readonly Header[]): Map<string, string> {
  const result = new Map<string, string>()
  for (const [name, value] of headers) {
    const lower = name.toLowerCase()
    const known = result.get(lower)
    result.set(lower, known === undefined ? value : `${known}, ${value}`)
  }
  return result
}
