import type { BodyComparison, Comparison, HeaderDiff, Verdict } from '../../../app/contract/comparison.ts'
import type { Tone } from '../../outcome.ts'

interface Difference<T> {
  readonly before: T | null
  readonly after: T | null
}

export interface DifferenceRow {
  readonly what: string
  readonly before: string
  readonly after: string
}

export const VERDICT_WORDS = {
  fixed: { word: 'Fixed', tone: 'success' },
  same: { word: 'Same', tone: 'neutral' },
  'different-failure': { word: 'Different failure', tone: 'warning' },
  worse: { word: 'Worse', tone: 'failure' },
  'still-succeeds': { word: 'Still succeeds', tone: 'success' },
  undecided: { word: 'Undecided', tone: 'neutral' },
} satisfies Record<Verdict, { word: string; tone: Tone }>

const NOTHING = '–'

/** Everything that differs, as lines of a table: what was asked, then what was answered, then its body by path. */
export function rowsOf(comparison: Comparison): DifferenceRow[] {
  const { request, body, headers } = comparison
  return [
    ...plain('Method', request?.method ?? null),
    ...plain('Address', request?.url ?? null),
    ...(request ? headerRows('Sent ', request.headers) : []),
    ...(request ? bodyRows('Sent body', request.body) : []),
    ...plain('Key', comparison.key),
    ...plain('HTTP status', comparison.status),
    ...plain('Service code', comparison.code),
    ...plain('Message', comparison.message),
    ...plain('Failure', comparison.failure),
    ...plain('Attempts', comparison.attempts),
    ...headerRows('', headers),
    ...bodyRows('Body', body),
  ]
}

/** What differs between any two answers and was left out, or did not fit; in a sentence, empty when nothing was. */
export function remarkOf({ headers, body }: Comparison): string {
  const aside = [...headers.setAside, ...(body.kind === 'json' ? body.diff.setAside : [])]
  const sentences = [
    body.kind === 'written-otherwise' ? `Body: ${body.sentence}` : '',
    aside.length > 0 ? `Set aside, because it differs each time: ${shortList(aside)}.` : '',
  ]
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

const MOST_NAMES = 8

function shortList(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES
  return names.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

function plain<T extends string | number>(what: string, difference: Difference<T> | null): DifferenceRow[] {
  if (!difference) return []
  return [{ what, before: textOf(difference.before), after: textOf(difference.after) }]
}

function textOf(value: string | number | null): string {
  return value === null ? NOTHING : String(value)
}

function headerRows(lead: string, { changes }: HeaderDiff): DifferenceRow[] {
  return changes.map(({ name, before, after }) => ({
    what: `${lead}${lead === '' ? 'Header' : 'header'} ${name}`,
    before: textOf(before),
    after: textOf(after),
  }))
}

function bodyRows(what: string, body: BodyComparison): DifferenceRow[] {
  switch (body.kind) {
    case 'equal':
    case 'written-otherwise':
      return []
    case 'missing':
      return body.side === 'before'
        ? [{ what, before: NOTHING, after: 'there is one' }]
        : [{ what, before: 'there was one', after: NOTHING }]
    case 'text': {
      const { line, before, after } = body.firstDifference
      return [{ what: `${what}, line ${line}`, before: textOf(before), after: textOf(after) }]
    }
    case 'json':
      return body.diff.changes.map(({ path, before, after }) => ({
        what: `${what} ${path}`,
        before: textOf(before),
        after: textOf(after),
      }))
  }
}
