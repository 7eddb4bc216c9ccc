import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext, Found, Retry } from '../answerContext.ts'
import { TOPIC_TEXTS } from '../topics/topicTexts.ts'
import { idSent, sentIn, thingIn } from '../topics/facts.ts'
import { isForeignLanguage } from '../language.ts'
import { explainInWords, saysMoreThan, unreadNote } from './saidInWords.ts'
import { isForeign } from '../decode.ts'
import { listFor } from './absent.ts'
import { explainFate } from './fate.ts'
import { isGeneral } from '../said.ts'
import { gatewayIn } from './gateway.ts'
import { recordOf, regionStep } from './recordNamed.ts'
import { namedIds } from '../named.ts'
import { isApiKind } from '../shapes.ts'
import { isListDue } from '../subject.ts'
import { listed, capital } from '../../contract/words.ts'
import { quoted, quotedAtEnd } from '../words.ts'
import {
  spelledAs,
  explainRoute,
  withAddress,
  pathFault,
  LOOKS,
  oddHeadline,
  placeOf,
  unknownPath,
} from './missingRoute.ts'

/** A 404: not there, or archived; in the other region; or no such route at all. */
export function explainMissing(subject: AnswerContext, base: CatalogText): Found {
  const { endpoint, request, decoded } = subject
  const { kind } = decoded.envelope
  // Others may tell of a response without its request: then nothing can be said of a path.
  const isPathKnown = request.url !== ''
  // Of a response whose body nobody shows, nothing tells a path from a record.
  const isUnseen = kind === 'empty' && subject.evidence.isBodyPartial === true
  const found =
    isPathKnown && !isUnseen && !isApiKind(kind) && (!endpoint || isForeign(kind) || gatewayIn(subject))
      ? explainRoute(subject)
      : explainRecord(subject, base)
  const known = isApiKind(kind) ? null : spelledAs(subject)
  const respell = (path: string) =>
    step(`Write the path as the API documentation has it: ${clip(path, 100)}.`, 'edit-request')
  return known === null ? found : { ...found, remedy: [respell(known), ...(found.remedy ?? base.remedy)] }
}

/** A record is missing, as the API itself says; where its words tell of something else, they lead. */
function explainRecord(subject: AnswerContext, base: CatalogText): Found {
  const { messages, request, target, endpoint } = subject
  const fate = explainFate(subject)
  if (fate) return fate
  const [topic] = subject.topics()
  if (topic && saysMoreThan(subject, 404)) return { ...explainInWords(subject, base) }
  const [said] = messages
  const record = recordOf(subject) ?? thingIn(said ?? '')
  const path = request.url === '' ? null : (pathFault(subject) ?? unknownPath(subject))
  const odd = request.url === '' ? [] : subject.odd()
  const isOfList = record === null && isListDue(subject) && namedIds(request, target).length === 0
  const byOdd = odd.find(
    (each) =>
      each.in === 'path' ||
      (each.in === 'query' && LOOKS[each.kind] && (!record || record.endsWith(each.value))),
  )
  const isOfAddress = path !== null || isOfList || byOdd !== undefined
  const found: Found = {
    headline: byOdd
      ? oddHeadline(byOdd)
      : (path?.headline ??
        (isOfList
          ? 'The API returned 404 for a list'
          : path && record === null && isApiKind(subject.decoded.envelope.kind)
            ? 'The API found nothing at this path'
            : namedHeadline(subject, record, base))),
    ...(!isOfAddress &&
      tellsOther(said ?? '') && { meaning: 'The words of the API say more than its status 404.' }),
    cause: [
      ...(said === undefined ? [] : [`The API says: ${quotedAtEnd(said)}`]),
      ...(said !== undefined && isForeignLanguage(said) ? [unreadNote(said)] : []),
      ...(path
        ? [path.cause]
        : byOdd
          ? placeOf(byOdd, endpoint)
          : isOfList
            ? [listWithoutId(subject)]
            : TELLS_WHY.test(said ?? '') || tellsOther(said ?? '')
              ? []
              : [base.cause]),
    ].join(' '),
    remedy: [
      ...(path && odd.length > 0 ? [path.fix] : []),
      ...odd.slice(0, MOST_ODD).map(({ hint }) => step(hint, 'edit-request')),
      ...recordSteps(
        subject,
        base,
        byOdd ? [] : quotedSteps(said ?? '', record, subject),
        isOfAddress ? withAddress(odd.length > 0 ? null : (path?.fix ?? null)) : null,
      ),
    ],
  }
  if (isOfAddress) {
    found.meaning = 'The API found nothing at this URL.'
    found.retry = SAME_URL
  }
  return found
}

const SAME_URL: Retry = { helps: 'no', advice: 'The same request gets the same response.', notBefore: null }

/** Where the words repeat a value of the query, that is what to check. */
function quotedSteps(said: string, record: string | null, subject: AnswerContext): Step[] {
  const { request, target } = subject
  const inBody = subject.sent().filter((each) => each.in === 'body')
  const sent = sentIn(said, target.query) ?? idSent(said, inBody)
  if (sent !== null) return [step(`Check ${clip(sent, 80)}, which the message names.`, 'edit-request')]
  const ids =
    record === null ? namedIds(request, target).filter(({ where }) => where.startsWith('query ')) : []
  const asked = ids
    .slice(0, 3)
    .map(({ where, value }) => `${where.slice('query '.length)}=${clip(value, 40)}`)
  return asked.length === 0 ? [] : [step(`Check ${listed(asked)} in the query.`, 'edit-request')]
}

/** What to do about the record; where the path or a list is what is missing, about the address. */
function recordSteps(
  subject: AnswerContext,
  base: CatalogText,
  quoted: readonly Step[],
  address: readonly Step[] | null,
): Step[] {
  const region = regionStep(subject)
  if (address !== null) return [...quoted, ...address, region]
  // Words that say so leave no doubt about the id or the region.
  if (isArchived(subject.messages[0])) return [...TOPIC_TEXTS.archived.remedy]
  const steps = base.remedy
    .filter(({ text }) => !quoted.some(isOfMessage) || !text.startsWith('Check the id'))
    .flatMap((each) => listStep(subject, each))
  return /\bregion\b/i.test(subject.messages[0] ?? '')
    ? [region, ...quoted, ...steps]
    : [...quoted, ...steps, region]
}

const isOfMessage = ({ text }: Step) => text.endsWith('which the message names.')

/** Where a list call is proposed, the one that the catalog has; none where it knows that there is none. */
function listStep(subject: AnswerContext, each: Step): Step[] {
  const { endpoint } = subject
  if (!endpoint || !each.text.includes(LIST_CALL)) return [each]
  const list = isListDue(subject) && !endpoint.path.includes('{') ? endpoint.path : listFor(subject)
  if (list !== null) return [{ ...each, text: each.text.replace(LIST_CALL, `with GET ${list}`) }]
  return [step('The API documentation has no list of such records: look for the id in your own data.')]
}

const LIST_CALL = 'in a list call'

function listWithoutId({ target }: AnswerContext): string {
  return `${clip(target.path, 100)} is a list, and the request names no id.`
}

/** Words of the API that tell as much as the status does. */
const TELLS_WHY = /\barchived\b|\b(?:not|no longer) exist/i

const MOST_ODD = 3

/** Whether the words say so, and leave nothing open. */
const isArchived = (said = '') =>
  /\barchived\b/i.test(said) && !/\b(?:or|not|no|neither|unless)\b/i.test(said)

const LONGEST_QUOTE = 90

const SAYS_MISSING =
  /\bnot (?:be )?(?:found|there|exist\w*|available|known|present|located|in|match)\b|n['’]t (?:exist|find|found)|\b(?:has|have) no\b|\bno (?:such|longer|\w+ (?:with|found|exists?|for|matches))\b|\b(?:unknown|missing|archived?|absent|invalid|nonexistent|does not|cannot find|could not find|unable to|never existed)\b/i

/** A whole sentence that says neither that a record is missing nor that it is archived. */
function tellsOther(said: string): boolean {
  return (
    !isGeneral(said) &&
    !isForeignLanguage(said) &&
    said.split(/\s+/, 4).length > 3 &&
    !SAYS_MISSING.test(said)
  )
}

/** What the API says of the record is surer than what the status leaves open. */
function namedHeadline({ messages }: AnswerContext, record: string | null, base: CatalogText): string {
  const [said = ''] = messages
  if (tellsOther(said)) return `Not found: ${quoted(clip(said, LONGEST_QUOTE))}`
  if (record === null) return base.title
  return `${capital(record)} ${isArchived(messages[0]) ? 'has been archived' : 'is not there, or has been archived'}`
}
