import type { Problem } from '../../../app/contract/problem.ts'

export type ProblemColumn = 'status' | 'headline' | 'count' | 'last'

export interface ProblemSort {
  readonly by: ProblemColumn
  readonly isRising: boolean
}

/** How each column is first sorted: a number or a time from the greatest. */
const BEGINS_RISING: Readonly<Record<ProblemColumn, boolean>> = {
  status: true,
  headline: true,
  count: false,
  last: false,
}

/** The sorting after a click on a column: the same one is turned round. */
export function sortAfter({ by, isRising }: ProblemSort, column: ProblemColumn): ProblemSort {
  return { by: column, isRising: by === column ? !isRising : BEGINS_RISING[column] }
}

/** What the status column says: the status, or why there is none. */
export function answerOf({ status, failure }: Pick<Problem, 'status' | 'failure'>): string {
  return String(status ?? failure ?? '–')
}

export function nameOf({ headline, fingerprint }: Pick<Problem, 'headline' | 'fingerprint'>): string {
  return headline ?? fingerprint
}

const COMPARE: Readonly<Record<ProblemColumn, (one: Problem, other: Problem) => number>> = {
  status: (one, other) => answerOf(one).localeCompare(answerOf(other)),
  headline: (one, other) => nameOf(one).localeCompare(nameOf(other)),
  count: (one, other) => one.count - other.count,
  last: (one, other) => one.lastSeen.localeCompare(other.lastSeen),
}

/** All that is said of a problem, to be looked through. */
function textOf(problem: Problem, note: string): string {
  const { method, route, code, keys, ids } = problem
  const named = [...keys.map(({ key }) => key ?? ''), ...ids.map(({ name, value }) => `${name} ${value}`)]
  const parts = [answerOf(problem), nameOf(problem), method, route, code === null ? '' : `code ${code}`]
  return [...parts, ...named, note].join(' ').toLowerCase()
}

/** The problems that have every word of the text, in that order; of equal ones the one seen last comes first. */
export function arranged(
  problems: readonly Problem[],
  { text, sort, notes }: { text: string; sort: ProblemSort; notes: Readonly<Record<string, string>> },
): readonly Problem[] {
  const words = text.toLowerCase().split(/\s+/)
  const has = (problem: Problem) => {
    const said = textOf(problem, notes[problem.fingerprint] ?? '')
    return words.every((word) => said.includes(word))
  }
  const direction = sort.isRising ? 1 : -1
  return problems
    .filter(has)
    .toSorted(
      (one, other) => direction * COMPARE[sort.by](one, other) || other.lastSeen.localeCompare(one.lastSeen),
    )
}
