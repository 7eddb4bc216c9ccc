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
  fix: string
}

/** A reason why a list may hold nothing; null where the request gives none. The most telling comes first. */
export function emptyReason(subject: AnswerContext): EmptyReason | null {
  return oddReason(subject) ?? scopeReason(subject) ?? anchorReason(subject) ?? defaultReason(subject)
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

function oddReason(subject: AnswerContext): EmptyReason | null {
  const odd = subject.odd().find(({ kind }) => EMPTYING.has(kind))
  if (!odd) return null
  const about = odd.kind === 'order' ? 'reversed dates' : spelled(odd)
  return {
    about,
    cause: `Postern guessed the reason from the request. ${odd.hint}`,
    fix: odd.kind === 'plus' ? `Write %2B for the plus in ${odd.name}.` : `Correct ${odd.name}.`,
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
    fix: `Use ${nounOf(row.claim, allowed.length)} ${listed(allowed)}, or a key with the wider scope.`,
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
    fix: `Leave out ${name} for the first page.`,
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
      fix: 'Send startDate and endDate for another range.',
    }
  const isByDefault = isLeftOut(endpoint, target, 'isActive')
  const sent = target.query.find(([name]) => name.toLowerCase() === 'isactive')?.[1]
  if (!isByDefault && sent?.toLowerCase() !== 'true') return null
  return {
    about: null,
    cause: `Postern guessed that the records are archived. isActive=true ${isByDefault ? 'is the default' : 'hides them'}.`,
    fix: 'Send isActive=false to list archived records.',
  }
}

/** True for a parameter that the endpoint knows and the request does not send. */
function isLeftOut(endpoint: Endpoint, { query }: Target, name: string): boolean {
  return (
    endpoint.parameters.some((each) => each.name === name) &&
    query.every(([sent]) => sent.toLowerCase() !== name.toLowerCase())
  )
}
