import { headerOf } from '../../contract/headers.ts'
import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import { keyTypeIn } from '../topics/facts.ts'
import { clockTime, quotedAtEnd } from '../words.ts'
import type { Scope, ScopeRow } from '../../contract/exchange.ts'
import { retryOf, type AnswerContext, type Explanation, type Found, theKey } from '../answerContext.ts'
import { isForeignLanguage } from '../language.ts'
import { isGeneral } from '../said.ts'
import { sentencesOf } from '../topics/readTopics.ts'
import { explainInWords, saysMoreThan, stepsForUnread } from './saidInWords.ts'
import { remedyFor } from './topicRemedy.ts'
import { compareScope, nounOf } from '../scope.ts'
import { isAskFirst } from '../topics/passedOn.ts'
import { tiedInAnyLanguage } from './unread.ts'
import { listed } from '../../contract/words.ts'
import { explainById, FRESH_AND_COMPARE, isHeld, MOST_LIKELY, oddId, OF_RIGHT } from './scopeIds.ts'

/** A 403: which claim refuses, and which id is meant; where the words tell of something else, they lead. */
export function explainScope(subject: AnswerContext, base: CatalogText): Found {
  const { evidence, messages } = subject
  const scope = compareScope(subject, evidence.claims, messages)
  const by = scope.refusedBy
  const [topic] = subject.topics()
  const isOfScope = by !== null || topic?.name === 'key-type' || !saysMoreThan(subject, 403)
  if (isOfScope && isKeyless(subject)) return { ...explainKeyless(subject), scope }
  const isOfOtherType = topic?.name === 'key-type' && by !== 'KeyType'
  const heldAlready = isOfOtherType ? typeHeld(subject, topic.words) : null
  if (heldAlready !== null) return { ...explainTypeHeld(subject, heldAlready), scope }
  const isByClaims =
    scope.rows.some((row) => row.verdict === 'refuses') && topic !== undefined && BELOW_CLAIMS.has(topic.name)
  if (!isByClaims && (isOfOtherType || saysMoreThan(subject, 403))) {
    const said = explainInWords(subject, base)
    if (said)
      return {
        scope,
        ...said,
        cause: `${said.cause ?? ''} ${isOfOtherType ? heldType(subject) : expiryOf(subject)}`.trim(),
      }
  }
  if (
    by !== null &&
    by !== 'KeyType' &&
    topic?.name === 'permission' &&
    OF_RIGHT.test(topic.words) &&
    isHeld(scope, by)
  ) {
    const said = explainInWords(subject, base)
    if (said) return { scope, ...said }
  }
  if (by === null) return { ...undecided(subject, scope, base), scope }
  if (by === 'KeyType') return { ...withWords(subject, explainKeyType(subject, scope)), scope }
  const told = explainById(subject, scope, by)
  if (oddId(subject, scope)) return { ...told, scope }
  const more = alsoSaid(subject, scope.refusedValue ?? '')
  // Written out: to spread an object here would cost a fifth of the whole explanation.
  return {
    headline: told.headline,
    meaning: told.meaning,
    cause: [told.cause, ...more.map(({ words }) => `The API also says: ${quotedAtEnd(words)}`)].join(' '),
    remedy: [...told.remedy, ...more.flatMap(({ steps }) => steps.slice(0, 1))],
    scope,
    retry: told.retry ?? retryOf(base),
  }
}

/** Whether Postern knows that the request went without a token. What others recorded often lacks the header. */
function isKeyless({ request, evidence }: AnswerContext): boolean {
  const hasCredentials = ['authorization', 'cookie'].some((name) => headerOf(request.headers, name) !== null)
  return evidence.profile !== null && evidence.key === null && evidence.claims === null && !hasCredentials
}

/** No key was asked, so none has a scope that refuses. */
function explainKeyless({ messages: [said] }: AnswerContext): Found {
  return {
    headline: 'The API refused a request without a token',
    meaning: 'The request had no key and no token.',
    cause: said === undefined ? 'The response does not say why.' : `The API says: ${quotedAtEnd(said)}`,
    remedy: [step('Replay it with a key. Postern sends a key to the host of its profile alone.')],
    retry: {
      helps: 'no',
      advice: 'The same request without a token gets the same response.',
      notBefore: null,
    },
  }
}

/** What the words tell beside the refused id: other sentences, with the step of the reason that they name. */
function alsoSaid(subject: AnswerContext, value: string): Array<{ words: string; steps: readonly Step[] }> {
  return subject.messages
    .slice(0, MOST_MESSAGES)
    .flatMap((message) => sentencesOf(message))
    .filter(
      (words) => words.length > 12 && !isGeneral(words) && !words.includes(value) && !OF_SCOPE.test(words),
    )
    .slice(0, 2)
    .map((words) => {
      const [topic] = subject.topicsIn(words)
      return { words, steps: topic === undefined || topic.name === 'scope' ? [] : remedyFor(topic, subject) }
    })
}

const MOST_MESSAGES = 5

const OF_SCOPE = /\bscope\b|\bsupport\b|\bcontact\b/i

/** Words that say less of a 403 than claims that refuse. */
const BELOW_CLAIMS: ReadonlySet<string> = new Set([
  'not-found',
  'archived',
  'validation',
  'server-failed',
  'conflict',
  'permission',
])

/** The KeyType that the words ask for, where the token has it already. */
function typeHeld({ evidence }: AnswerContext, words: string): string | null {
  const asked = keyTypeIn(words)
  const held = (evidence.claims?.keyType ?? '').split(',').map((type) => type.trim().toLowerCase())
  return asked !== null && held.includes(asked.toLowerCase()) ? asked : null
}

function explainTypeHeld(subject: AnswerContext, type: string): Found {
  return {
    headline: `The API wants KeyType ${type}, which the token has`,
    meaning: `${theKey(subject.evidence)} has KeyType ${type} in its token.`,
    cause: `The API says: ${quotedAtEnd(subject.messages[0] ?? '')} The type of the key may have changed since the token was issued.`,
    remedy: FRESH_AND_COMPARE,
  }
}

/** When the token expired, beside words that say so. */
function expiryOf({ evidence, topics }: AnswerContext): string {
  const expiresAt = evidence.claims?.expiresAt ?? null
  const isOver = topics()[0]?.name === 'expired' && expiresAt !== null && expiresAt < evidence.now
  return isOver ? `The token expired at ${clockTime(expiresAt, evidence.now)}.` : ''
}

/** What the API says leads, where it is about another thing than the type. */
function withWords({ messages: [said] }: AnswerContext, found: Partial<Explanation>): Partial<Explanation> {
  if (said === undefined || isGeneral(said) || /\bkey ?type\b/i.test(said)) return found
  return { ...found, cause: `The API says: ${quotedAtEnd(said)} ${found.cause ?? ''}` }
}

/** Which KeyType the token has, beside words that ask for another. */
function heldType({ evidence }: AnswerContext): string {
  const held = evidence.claims?.keyType ?? null
  return held === null ? '' : `${theKey(evidence)} has KeyType ${held}.`
}

function explainKeyType(subject: AnswerContext, scope: Scope): Partial<Explanation> {
  const row = scope.rows.find((each) => each.claim === 'KeyType')
  const wanted = scope.refusedValue ?? 'another type'
  const held = row?.allowed ?? []
  const has = held.length > 0 ? `has KeyType ${listed(held)}` : 'has a KeyType that Postern does not know'
  return {
    headline: `This endpoint needs a key with KeyType ${wanted}`,
    meaning: 'The API accepted the key, but keys of its type do not open this endpoint.',
    cause: `${subject.endpoint?.path ?? 'This path'} needs KeyType ${wanted}. ${theKey(subject.evidence)} ${has}.`,
    remedy: [
      step(`Replay it with a key that has KeyType ${wanted}.`, 'switch-key'),
      step('If you have none, ask your key administrator for one.'),
    ],
    retry: { helps: 'no', advice: 'The same key gets the same response.', notBefore: null },
  }
}

const OF_EVERY_403 = 'In any language, 403 means a KeyType or an id outside the scope of the key.'

/** Neither words nor claims tell what is refused: the words of the API lead, if they say more than "Forbidden". */
function undecided(subject: AnswerContext, scope: Scope, base: CatalogText): Found {
  const [said] = subject.messages
  const named = scope.rows.filter((row) => row.claim !== 'KeyType' && row.requested.length > 0)
  const asks = listed(
    named.map((row) => `${nounOf(row.claim, row.requested.length)} ${listed(row.requested)}`),
  )
  const known =
    subject.evidence.claims === null ? unknownClaims(asks) : knownClaims(named, subject.request.url !== '')
  if (said !== undefined && !isGeneral(said)) {
    const inWords = explainInWords(subject, base)
    const steps = subject.topics().length > 0 ? inWords?.remedy : undefined
    const isForeign = isForeignLanguage(said)
    const told = isForeign ? [] : subject.stepsIn(said)
    // Where the claims are known, they say more about an id than a number in the words.
    const tied = isForeign && subject.evidence.claims === null ? tiedInAnyLanguage(subject, said) : null
    return {
      ...inWords,
      meaning: 'The API knows the key and refused the request.',
      cause: [inWords?.cause, isForeign ? OF_EVERY_403 : '', known].filter(Boolean).join(' '),
      ...(isOfScopeAlone(subject) ? {} : { retry: MOST_LIKELY }),
      remedy: steps ?? [
        ...(tied === null ? [] : [tied]),
        ...told,
        ...(told.some(isAskFirst)
          ? []
          : stepsForUnread(said, step('Ask your key administrator about this message.'))),
        ...NOTHING_NAMED.slice(2),
      ],
    }
  }
  const isTypeAsked = scope.rows.some(
    ({ claim, requested, verdict }) => claim === 'KeyType' && (requested.length > 0 || verdict !== 'allows'),
  )
  const steps = isTypeAsked ? NOTHING_NAMED : NOTHING_NAMED.slice(1)
  const isMute = subject.decoded.envelope.kind === 'empty'
  return {
    ...(isMute && {
      headline: 'The API or a gateway refused the request',
      meaning: 'The API documentation gives 403 for a request outside the scope of the key.',
      retry: MOST_LIKELY,
    }),
    cause: `The response does not say ${isMute ? 'who refused it, or why' : 'which part of the scope refuses'}. ${known}`,
    ...(asks.length > 0 && !isMute ? {} : { remedy: isMute ? [COMPARE_IDS, ...steps] : steps }),
  }
}

const COMPARE_IDS = step('Check whether the key may see what the request asks for.', 'edit-request')

/** Whether the words speak of the scope, and of nothing else. */
function isOfScopeAlone({ topics }: AnswerContext): boolean {
  return topics().some(({ name }) => name === 'scope' || name === 'permission' || name === 'key-type')
}

const unknownClaims = (asks: string) =>
  `Postern does not know the claims of the token.${asks === '' ? '' : ` The request asks for ${asks}.`}`

/** What the claims say of the ids that the request names, and that they do not show the reason. */
function knownClaims(named: readonly ScopeRow[], isRequestKnown: boolean): string {
  if (!isRequestKnown) return 'Postern does not know the request, so the claims do not show the reason.'
  if (named.length === 0)
    return 'The request names no company, customer or site, so the claims do not show the reason.'
  const isHeld = ({ allowed }: ScopeRow) => (allowed?.length ?? 0) > 0
  const held = named
    .filter(isHeld)
    .map((row) => `${nounOf(row.claim, row.requested.length)} ${listed(row.requested)}`)
  const unheld = named.filter((row) => !isHeld(row)).map(({ claim }) => `no ${nounOf(claim, 2)}`)
  const parts = [
    ...(held.length > 0 ? [`allow ${listed(held)}`] : []),
    ...(unheld.length > 0 ? [`name ${listed(unheld)}`] : []),
  ]
  return `The claims of the token ${listed(parts)}, so they do not show the reason.`
}

const NOTHING_NAMED = [
  step('Compare the claims of the token with the KeyType that the endpoint needs.', 'open-catalog'),
  step('Replay it with a key that has a wider scope.', 'switch-key'),
  step('If the key should be enough, send Guardhouse support this response.', 'copy-for-support'),
]
