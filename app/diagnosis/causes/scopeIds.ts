import { step, type Step } from '../../catalog/text.ts'
import { idSent } from '../topics/facts.ts'
import type { Scope, ScopeRow } from '../../contract/exchange.ts'
import { type AnswerContext, type Explanation, theKey } from '../answerContext.ts'
import { idsSaid, type IdClaim } from '../named.ts'
import { clip } from '../../contract/values.ts'
import type { OddValue } from '../values/oddValues.ts'
import { nounOf, outside } from '../scope.ts'
import { listed, capital } from '../../contract/words.ts'

/** A refused company, customer or site: no id at all, one that the claims allow, or one outside them. */
export function explainById(subject: AnswerContext, scope: Scope, by: IdClaim): Told {
  const odd = oddId(subject, scope)
  const row = scope.rows.find((each) => each.claim === by)
  if (odd) return explainOdd(odd, sight(subject, row, odd.value, nounOf(by)))
  const value = scope.refusedValue ?? ''
  return row !== undefined && isHeld(scope, by)
    ? explainAllowed(subject, row, value)
    : explainOutside(subject, scope, by)
}

/** Words that name a right, and not an id alone. */
export const OF_RIGHT = /\b(?:permission|privilege|right|role)s?\b/i

/** Whether the claims of the token have the id that the response refuses. */
export function isHeld({ rows, refusedValue }: Scope, by: IdClaim): boolean {
  const allowed = rows.find((each) => each.claim === by)?.allowed ?? []
  return allowed.length > 0 && outside([refusedValue ?? ''], allowed).length === 0
}

type Told = Pick<Explanation, 'headline' | 'meaning' | 'cause' | 'remedy'> &
  Partial<Pick<Explanation, 'retry'>>

export const FRESH_AND_COMPARE = [
  // No button: it would send the refused request too.
  step('Get a fresh token and compare its claims with these.'),
  step('If they are the same, send Guardhouse support this response.', 'copy-for-support'),
]

/** The refused value where it is no id at all: no key could see it. */
export function oddId({ odd }: AnswerContext, { refusedValue }: Scope): OddValue | undefined {
  return odd().find(
    ({ kind, value }) =>
      NO_ID.has(kind) && (value === refusedValue || value.split(',').includes(refusedValue ?? '')),
  )
}

const NO_ID: ReadonlySet<string> = new Set(['placeholder', 'default', 'empty', 'range'])

function explainOdd({ name, value, hint }: OddValue, sees: string): Told {
  return {
    headline: `${name}=${clip(value, 40)} is likely not meant`,
    meaning: 'The API accepted the key and refused this value.',
    cause: `${hint} ${sees}`,
    remedy: [
      step(`Let your program send a real id in ${name}, or leave it out.`, 'edit-request'),
      step('If it is a real id, ask your key administrator whether the key may see it.'),
    ],
  }
}

/** The API refuses an id that the claims of the token allow. */
function explainAllowed(subject: AnswerContext, row: ScopeRow, value: string): Told {
  const noun = nounOf(row.claim)
  return {
    headline: `The API refuses ${noun} ${value}, which this token allows`,
    meaning: `${theKey(subject.evidence)} holds ${nounOf(row.claim, row.allowed?.length ?? 0)} ${listed(row.allowed ?? [])} in its token.`,
    cause: `The scope may have changed since the token was issued, or ${noun} ${value} does not go together with another id.`,
    remedy: FRESH_AND_COMPARE,
  }
}

/** One or several ids of one kind are not among those that the key may see. */
function explainOutside(subject: AnswerContext, scope: Scope, by: IdClaim): Told {
  const row = scope.rows.find((each) => each.claim === by)
  const value = scope.refusedValue ?? ''
  const known = row?.allowed ?? []
  const said = idsSaid(subject.messages)
    .filter((each) => each.claim === by)
    .map((each) => each.value)
  const refused = known.length === 0 ? said : outside([...(row?.requested ?? []), ...said], known)
  const values = [...new Set([value, ...refused])]
  const noun = nounOf(by, values.length)
  const named = `${noun} ${listed(values)}`
  const isSure = (row?.allowed?.length ?? 0) > 0 || subject.messages.some(speaksOfScope)
  return {
    headline: isSure
      ? `${capital(named)} ${values.length === 1 ? 'is' : 'are'} outside this key's scope`
      : `The API refuses ${named}`,
    ...(isSure ? {} : { retry: MOST_LIKELY }),
    meaning: 'The API accepted the key and refused the request.',
    cause: [
      sight(subject, row, value, nounOf(by)),
      ...(isSure ? [] : ['The API documentation gives 403 for what is outside the scope of the key.']),
      ...scope.rows.filter((each) => each !== row && each.verdict === 'refuses').map(alsoRefuses),
    ].join(' '),
    remedy: [
      step(changeFor(subject, scope, row, values), 'edit-request'),
      ...alsoChange(scope, by),
      step(`Or replay it with a key whose scope includes ${named}.`, 'switch-key'),
      step(
        `If this key should see ${values.length === 1 ? 'it' : 'them'}, ask your key administrator to widen its scope.`,
      ),
    ],
  }
}

/** Whether words speak of the scope themselves: what is only refused may be refused for another reason. */
const speaksOfScope = (message: string) => /\bscope\b|\bclaims?\b/i.test(message.slice(0, 1000))

/** Each further kind of id has to be changed too. */
function alsoChange({ rows }: Scope, by: IdClaim): Step[] {
  return rows
    .filter(
      ({ claim, verdict, allowed }) =>
        verdict === 'refuses' && claim !== by && claim !== 'KeyType' && (allowed?.length ?? 0) > 0,
    )
    .map(({ claim, allowed }) =>
      step(`Ask for ${nounOf(claim, allowed?.length)} ${listed(allowed ?? [])} too.`, 'edit-request'),
    )
}

/** What to write in place of the refused ids, where the query names them. */
function changeFor(
  { messages, sent }: AnswerContext,
  { namedIn }: Scope,
  row: ScopeRow | undefined,
  values: readonly string[],
): string {
  const noun = row ? nounOf(row.claim) : 'record'
  const allowed = (row?.requested ?? []).filter((each) => !values.includes(each))
  const name = namedIn?.startsWith('query ') ? namedIn.slice('query '.length) : null
  const asked = row?.requested ?? []
  if (name === null && asked.length > 0 && !asked.includes(values[0] ?? ''))
    return `Check why the response names ${noun} ${values[0]}: the request asks for ${listed(asked)}.`
  if (name === null) {
    const asked = idSent(messages[0] ?? '', sent())
    return asked === null
      ? `Ask for a ${noun} that the key may see.`
      : `Check ${asked}, which the message names.`
  }
  if (allowed.length > 0) return `Write ${name}=${allowed.join(',')} in the query.`
  return `Change or remove ${name}=${values.join(',')} in the query.`
}

function sight(subject: AnswerContext, row: ScopeRow | undefined, value: string, noun: string): string {
  const asks =
    (row?.requested ?? []).length > 0
      ? `The request asks for ${row ? nounOf(row.claim, row.requested.length) : noun} ${listed(row?.requested ?? [])}`
      : `The response names ${noun} ${value}${subject.request.url === '' ? '' : `. The request names no ${noun}`}`
  if (row?.allowed === null && subject.evidence.claims !== null)
    return `${asks}. The token names no ${nounOf(row.claim, 2)}, so its claims do not show why.`
  if (!row || row.allowed === null) return `${asks}. Postern does not know which ids the key may see.`
  const key = theKey(subject.evidence)
  if (row.allowed.length === 0)
    return `${asks}. The token sets no limit for ${nounOf(row.claim, 2)}, so its claims do not show why.`
  return `${key} may see ${nounOf(row.claim, row.allowed.length)} ${listed(row.allowed)}. ${asks}.`
}

function alsoRefuses(row: ScopeRow): string {
  if (row.claim === 'KeyType')
    return `The endpoint also needs KeyType ${listed(row.requested)}, which the key does not have.`
  const ids = outside(row.requested, row.allowed ?? [])
  return `Also outside its scope: ${nounOf(row.claim, ids.length)} ${listed(ids)}.`
}

export const MOST_LIKELY = {
  helps: 'no' as const,
  advice: 'The same request most likely gets the same response.',
  notBefore: null,
}
