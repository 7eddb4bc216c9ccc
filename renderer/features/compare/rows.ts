import { listed } from '../../../app/contract/words.ts'
import type { BodyComparison, Comparison, HeaderDiff, Verdict } from '../../../app/contract/comparison.ts'
import type { Tone } from '../../ui/outcome.ts'

interface Difference<T> {
  readonly before: T | null
  readonly after: T | null
}

type JsonChange = Extract<BodyComparison, { kind: 'json' }>['diff']['changes'][number]

interface DifferenceRow {
  readonly what: string
  /** Where in a JSON body. */
  readonly path?: string
  readonly before: string
  readonly after: string
}

export const VERDICT_WORDS = {
  fixed: { word: 'Fixed', tone: 'success' },
  same: { word: 'Same', tone: 'neutral' },
  'different-failure': { word: 'Different failure', tone: 'warning' },
  worse: { word: 'Worse', tone: 'failure' },
  'still-succeeds': { word: 'Still succeeds', tone: 'success' },
  undecided: { word: 'Cannot tell', tone: 'neutral' },
} satisfies Record<Verdict, { word: string; tone: Tone }>

const NOTHING = 'absent'

/** Everything that differs, as lines of a table: what was asked, then what was answered, then its body by path. */
export function rowsOf(comparison: Comparison): DifferenceRow[] {
  const { request, headers } = comparison
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
    ...bodyRows('Body', withoutMirrors(comparison)),
  ]
}

const CODE_MIRRORS = /^\$\.(status\.code|statusCode|errors\[0\]\.code)$/
const MESSAGE_MIRRORS = /^\$\.(message|statusMessage|status\.errorMessage|errors\[0\]\.message)$/

/** An envelope says its code and its message in several places; here once is enough. */
function withoutMirrors({ body, code, message }: Comparison): BodyComparison {
  if (body.kind !== 'json') return body
  const repeats = (change: JsonChange, mirrored: Difference<string | number> | null) =>
    mirrored !== null &&
    isNothingOr(change.before, mirrored.before) &&
    isNothingOr(change.after, mirrored.after)
  const changes = body.diff.changes.filter(
    (change) =>
      !(CODE_MIRRORS.test(change.path) && repeats(change, code)) &&
      !(MESSAGE_MIRRORS.test(change.path) && repeats(change, message)),
  )
  return { ...body, diff: { ...body.diff, changes } }
}

function isNothingOr(written: string | null, value: string | number | null): boolean {
  return written === null || written === 'null' || written === '""' || written === JSON.stringify(value)
}

/** What differs between any two answers and was left out, or did not fit; in a sentence, empty when nothing was. */
export function remarkOf({ headers, body }: Comparison): string {
  const aside = [...headers.setAside, ...(body.kind === 'json' ? body.diff.setAside : [])]
  const sentences = [
    body.kind === 'written-otherwise' ? `Body: ${body.sentence}` : '',
    aside.length > 0 ? `Ignored (always differs): ${listed(aside, MOST_NAMES)}.` : '',
  ]
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

const MOST_NAMES = 8

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
        what,
        path,
        before: textOf(before),
        after: textOf(after),
      }))
  }
}
