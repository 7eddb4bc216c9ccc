import { step, type CatalogText } from '../../catalog/text.ts'
import type { Scope, ScopeRow } from '../../contract/exchange.ts'
import { type AnswerContext, type Explanation, theKey } from '../answerContext.ts'
import { compareScope, nounOf, outside } from '../scope.ts'
import { listed, capital, uncapital } from '../../contract/words.ts'
import { quotedAtEnd } from '../words.ts'

/** A 403: which claim refuses, and which id is meant. */
export function explainScope(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const { evidence, messages } = subject
  const scope = compareScope(subject, evidence.claims, messages)
  const by = scope.refusedBy
  if (by === null) return { scope, ...undecided(subject, scope) }
  if (by === 'KeyType') return { scope, ...explainKeyType(subject, scope) }

  const noun = nounOf(by)
  const value = scope.refusedValue ?? ''
  const row = scope.rows.find((each) => each.claim === by)
  const others = scope.rows.filter((each) => each !== row && each.verdict === 'refuses')
  const change = scope.namedIn?.startsWith('query ')
    ? `Change or drop ${scope.namedIn.slice(6)}=${value} in the query.`
    : `Ask for a ${noun} that the key may see instead of ${value}.`
  return {
    scope,
    headline: `${capital(noun)} ${value} is outside this key's scope`,
    meaning: `The API accepted the key, and refused the request: ${noun} ${value} is not one that the key may see.`,
    cause: [sight(subject, row, value, noun), ...others.map(alsoRefuses)].join(' '),
    remedy: [
      step(change, 'edit-request'),
      step(`Or send it with a key whose scope includes ${noun} ${value}.`, 'switch-key'),
      step(`If this key should see ${noun} ${value}, ask whoever issued it to widen its scope.`),
    ],
    retry: { ...base.retry, notBefore: null },
  }
}

function sight(subject: AnswerContext, row: ScopeRow | undefined, value: string, noun: string): string {
  const named = row?.requested ?? []
  const asks =
    named.length > 0 ? `the request asks for ${listed(named)}` : `the answer names ${noun} ${value}`
  if (!row || row.allowed === null) return `Which ids the key may see is not known here; ${asks}.`
  const key = theKey(subject.evidence)
  if (row.allowed.length === 0)
    return `The token of this key names no ${nounOf(row.claim, 2)}, so its claims do not show why; the API refuses ${noun} ${value} all the same.`
  const sees = `${key} may see ${nounOf(row.claim, row.allowed.length)} ${listed(row.allowed)}`
  if (outside([value], row.allowed).length === 0)
    return `${sees}, ${value} among them, yet the API refuses it. The scope may have changed since the token was issued, or ${noun} ${value} does not go together with another id in the request.`
  return `${sees}; ${asks}.`
}

function alsoRefuses(row: ScopeRow): string {
  if (row.claim === 'KeyType')
    return `The endpoint also needs the key type ${listed(row.requested)}, which the key does not have.`
  return `Also outside its scope: ${nounOf(row.claim)} ${listed(outside(row.requested, row.allowed ?? []))}.`
}

function explainKeyType(subject: AnswerContext, scope: Scope): Partial<Explanation> {
  const row = scope.rows.find((each) => each.claim === 'KeyType')
  const wanted = scope.refusedValue ?? 'another type'
  const held = row?.allowed ?? []
  const has = held.length > 0 ? `is of type ${listed(held)}` : 'is of a type that is not known here'
  return {
    headline: `This endpoint needs a key of type ${wanted}`,
    meaning:
      'The API accepted the key, but keys of its type do not open this endpoint, whatever ids are asked for.',
    cause: `${subject.endpoint?.path ?? 'This path'} opens for the key type ${wanted}; ${uncapital(theKey(subject.evidence))} ${has}.`,
    remedy: [
      step(`Send it with a key of type ${wanted}.`, 'switch-key'),
      step(
        'If you have none, ask whoever manages your keys for one: the type of a key cannot be changed by a request.',
      ),
    ],
    retry: { helps: 'no', advice: 'A retry carries the same key and gets the same answer.', notBefore: null },
  }
}

function undecided(subject: AnswerContext, scope: Scope): Partial<Explanation> {
  const said = subject.messages[0]
  const named = scope.rows.filter((row) => row.claim !== 'KeyType' && row.requested.length > 0)
  const asks = named.map((row) => `${nounOf(row.claim)} ${listed(row.requested)}`)
  const known =
    subject.evidence.claims === null
      ? `The claims of the token are not known here${asks.length > 0 ? `; the request asks for ${listed(asks)}` : ''}.`
      : asks.length > 0
        ? `The token's claims allow what the request names (${listed(asks)}), so they do not show what was refused.`
        : "The request names no company, customer or site, and the token's claims do not show what was refused."
  return {
    cause: `${said === undefined ? 'The answer does not say which part of the scope refuses.' : `The API says: ${quotedAtEnd(said)}`} ${known}`,
  }
}
