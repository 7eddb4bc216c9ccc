import type { Endpoint } from '../../catalog/endpoint.ts'
import type { Target } from '../../contract/url.ts'
import { clip } from '../../contract/values.ts'
import { listed } from '../../contract/words.ts'
import type { AnswerContext } from '../answerContext.ts'
import { compareScope, nounOf, outside } from '../scope.ts'
import type { OddKind } from './oddKinds.ts'
import { spelled } from './oddValues.ts'

/** Why a list may be empty: always a guess. */
export interface EmptyReason {
  /** The value that explains it, fit for a headline; null where a default is all that there is. */
  about: string | null
  cause: string
  fixes: readonly string[]
}

/** A reason why a list may hold nothing; null where the request gives none. The most telling comes first. */
export function emptyReason(subject: AnswerContext): EmptyReason | null {
  return (
    oddReason(subject) ??
    scopeReason(subject) ??
    anchorReason(subject) ??
    defaultReason(subject) ??
    filterReason(subject)
  )
}

/** Values that the API may accept without taking them for what was meant. */
const EMPTYING: ReadonlySet<OddKind> = new Set<OddKind>([
  ...([
    'placeholder',
    'default',
    'empty',
    'order',
    'plus',
    'range',
    'encoding',
    'quotes',
    'separator',
    'enum',
  ] as const),
  ...(['date-format', 'type', 'blank', 'repeated'] as const),
])

const MOST_IN_HEADLINE = 2

function oddReason(subject: AnswerContext): EmptyReason | null {
  const odd = subject.odd().find(({ kind }) => EMPTYING.has(kind))
  if (!odd) return null
  const alike = subject.odd().filter(({ kind }) => kind === odd.kind)
  const names = listed(alike.map(({ name }) => name))
  return {
    about: odd.kind === 'order' ? 'reversed dates' : listed(alike.map(spelled), MOST_IN_HEADLINE),
    cause: `Postern guessed the reason from the request. ${alike.map(({ hint }) => hint).join(' ')}`,
    fixes: [odd.kind === 'plus' ? `Write %2B for the plus in ${names}.` : `Correct ${names}.`],
  }
}

/** Ids that the claims do not hold: some endpoints leave those records out where others refuse. */
function scopeReason(subject: AnswerContext): EmptyReason | null {
  const { claims } = subject.evidence
  if (claims === null) return null
  const row = compareScope(subject, claims, []).rows.find(
    ({ claim, verdict }) => claim !== 'KeyType' && verdict === 'refuses',
  )
  if (!row) return null
  const allowed = row.allowed ?? []
  const ids = outside(row.requested, allowed)
  const noun = nounOf(row.claim, ids.length)
  return {
    about: `${noun} ${listed(ids, 2)}`,
    cause: `Postern guessed the reason from the token. Its claims hold ${nounOf(row.claim, allowed.length)} ${listed(allowed)}, not ${listed(ids)}.`,
    fixes: [`Use ${nounOf(row.claim, allowed.length)} ${listed(allowed)}, or a key with the wider scope.`],
  }
}

const ANCHORS: ReadonlySet<string> = new Set([
  'referenceid',
  'referencename',
  'referencedatetime',
  'nextpageparameter',
])

/** The page after the last one holds nothing. */
function anchorReason({ target }: AnswerContext): EmptyReason | null {
  const anchor = target.query.find(([name]) => ANCHORS.has(name.toLowerCase()))
  if (!anchor) return null
  const [name, value] = anchor
  return {
    about: null,
    cause: `Postern guessed that no page follows. ${name}=${clip(value, 40)} may be the last record.`,
    fixes: [`Leave out ${name} for the first page.`],
  }
}

/** What the API takes where the request leaves something out. */
function defaultReason({ endpoint, target }: AnswerContext): EmptyReason | null {
  if (!endpoint) return null
  if (
    endpoint.envelope === 'live-operations' &&
    isLeftOut(endpoint, target, 'startDate') &&
    isLeftOut(endpoint, target, 'endDate')
  )
    return {
      about: null,
      cause:
        'Postern guessed that nothing falls into the default range. It covers 17 hours before now and 17 hours after.',
      fixes: ['Send startDate and endDate for another range.'],
    }
  return null
}

const NO_FILTERS: ReadonlySet<string> = new Set(['limit', 'direction', 'isactive', ...ANCHORS])

/** What the query asks for, as `searchText=Novak`, without paging. */
export function filtersIn({ query }: Target): string[] {
  return query
    .filter(([name, value]) => value !== '' && !NO_FILTERS.has(name.toLowerCase()))
    .map(([name, value]) => `${clip(name, 40)}=${clip(value, 40)}`)
}

/** Nothing in the request is wrong: what it filters by, and what the API leaves out by itself. */
function filterReason({ endpoint, target }: AnswerContext): EmptyReason | null {
  const filters = filtersIn(target)
  const isByDefault = endpoint !== undefined && isLeftOut(endpoint, target, 'isActive')
  const sent = target.query.find(([name]) => name.toLowerCase() === 'isactive')?.[1]
  const isActive = isByDefault || sent?.toLowerCase() === 'true'
  if (filters.length === 0 && !isActive) return null
  const what =
    filters.length === 0
      ? 'the records are inactive'
      : `no ${isActive ? 'active ' : ''}record matches ${listed(filters, 4)}`
  const by = isActive ? ` isActive=true ${isByDefault ? 'is the default' : 'hides the others'}.` : ''
  return {
    about: null,
    cause: `Postern guessed that ${what}.${by}`,
    fixes: [
      ...(filters.length === 0 ? [] : [`Check ${listed(filters, 4)}, or leave out a filter.`]),
      ...(isActive ? ['Send isActive=false to list inactive records.'] : []),
    ],
  }
}

/** True for a parameter that the endpoint knows and the request does not send. */
function isLeftOut(endpoint: Endpoint, { query }: Target, name: string): boolean {
  return (
    endpoint.parameters.some((each) => each.name === name) &&
    query.every(([sent]) => sent.toLowerCase() !== name.toLowerCase())
  )
}
