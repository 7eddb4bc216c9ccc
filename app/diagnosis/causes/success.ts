import { step, type Step } from '../../catalog/text.ts'
import { classText } from '../../catalog/statuses/classes.ts'
import type { Envelope, Finding, FindingRule } from '../../contract/exchange.ts'
import { capital, plural } from '../../contract/words.ts'
import type { HandOver } from '../../contract/handedSecret.ts'
import { isBlanked } from '../../contract/recorded.ts'
import { clip, isObject, own } from '../../contract/values.ts'
import { basisOf, retryOf, type AnswerContext, type Explanation } from '../answerContext.ts'
import { isDue, isListDue } from '../subject.ts'
import { isJsonText } from './otherForm.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { emptyReason, filtersIn, type EmptyReason } from '../values/emptyReason.ts'
import { quotedAtEnd } from '../words.ts'
import { explainAccepted, idIn } from './accepted.ts'
import { absentIn, explainAbsent } from './absent.ts'
import { explainLack, lackIn } from './creation.ts'
import { endingIn, stepBeforeEnd } from './ending.ts'
import { stateIn } from './recordState.ts'

/** A success: how many records came, and whether the response keeps its contract. */
export function explainSuccess(subject: AnswerContext, findings: readonly Finding[]): Explanation {
  const { decoded, response, catalog, messages, request } = subject
  // Without a status, code 0 says what 200 would.
  const status = response.status || 200
  const said = messages.find((message) => !SAYS_NOTHING.test(message))
  const lack = lackIn(subject)
  const ending = endingIn(subject, said)
  const isLater = said !== undefined && ending === null && SAYS_LATER.test(said)
  const isChange = request.url === '' || !isSafeMethod(request.method)
  if (isChange && (status === 202 || (isLater && lack?.part === 'record')))
    return explainAccepted(subject, said)
  if (decoded.envelope.kind === 'empty' && status === 204 && isSafeMethod(request.method) && isDue(subject))
    return explainBodiless(subject)
  const absent = absentIn(subject)
  if (absent) return explainAbsent(subject, absent, isLater ? said : undefined)
  const text = catalog.httpStatuses[status] ?? classText(status)
  const bent = bentOf(findings)
  const empty = isEmptyList(subject) ? emptyReason(subject) : null
  const state = lack === null ? stateIn(subject) : null
  const lacking: Partial<Explanation> = lack === null ? {} : explainLack(subject, lack)
  const qualifier =
    state === null ? qualified(subject, bent, empty, said, isLater, ending !== null) : `, but ${state}`
  return {
    headline: lacking.headline ?? `${contents(subject) ?? text.title}${qualifier}`,
    meaning: `${(lacking.meaning ?? text.meaning).replace(/\.$/, '')}${basisOf(subject)}.${isEmptyList(subject) ? ' The list is empty.' : ''}`,
    cause: [
      ...(said === undefined ? [] : [`The API says: ${quotedAtEnd(said)}`]),
      ...(ending?.header ? [ending.header] : []),
      ...(response.truncated ? ['The envelope is cut off, so Postern knows only a part of it.'] : []),
      ...causesOf(lacking, state, bent, empty),
      ...(said === undefined &&
      ending === null &&
      !response.truncated &&
      lack === null &&
      state === null &&
      bent.length === 0 &&
      !empty
        ? [hasNoData(subject) ? 'The response has null in data.' : text.cause]
        : []),
    ].join(' '),
    remedy: [
      ...(hasTextData(subject) ? [PARSE_DATA] : []),
      ...(lacking.remedy ?? [...secretSteps(subject), ...bentSteps(bent)]),
      ...(lack?.part === 'record' || lack?.part === 'id'
        ? []
        : isCreation(subject)
          ? keepId(subject)
          : text.remedy),
      ...(ending === null ? [] : [stepBeforeEnd(ending)]),
      ...(state === null ? [] : [askAbout(state)]),
      ...(SAYS_PARTIAL.test(said ?? '') && !isPartial(bent) ? [PARTIAL] : []),
      ...(empty ? empty.fixes.map((fix) => step(fix, 'edit-request')) : []),
      ...(decoded.envelope.page?.next && !bent.some(({ rule }) => rule === 'paging-disagrees')
        ? [nextPage(decoded.envelope)]
        : []),
    ],
    retry: lacking.retry ?? retryOf(text),
    scope: null,
    parameters: [],
  }
}

/** A 204 where the API documentation promises an envelope: a program that parses its body fails. */
function explainBodiless({ endpoint, response }: AnswerContext): Explanation {
  return {
    headline: 'Success, without a body',
    meaning: `The server ran the request and returned no body (HTTP ${response.status}).`,
    cause: 'The API documentation promises an envelope here. A program that parses the body fails.',
    remedy: [
      step(`Let your program take a 204 as ${endpoint?.noun ? `no ${endpoint.noun[1]}` : 'no result'}.`),
      step('If there should be some, send Guardhouse support this response.', 'copy-for-support'),
    ],
    retry: { helps: 'no', advice: 'No retry is needed.', notBefore: null },
    scope: null,
    parameters: [],
  }
}

const PARTIAL = step('Check the part that the message names: the data may lack it.', 'show-answer')
const askAbout = (state: string) =>
  step(`Ask Guardhouse support why ${state}, if you did not ask for it.`, 'copy-for-support')

function causesOf(
  lacking: Partial<Explanation>,
  state: string | null,
  bent: readonly Finding[],
  empty: EmptyReason | null,
): string[] {
  if (lacking.cause !== undefined) return [lacking.cause]
  return [
    ...(state === null
      ? []
      : [`In the record, ${state}. It may not work yet. The response does not say why.`]),
    ...(bent.length > 0 ? [brokenBy(bent)] : []),
    ...(empty && bent.length === 0 ? [empty.cause] : []),
  ]
}

const isCreation = ({ response, endpoint }: AnswerContext) =>
  response.status === 201 || endpoint?.whetherRun !== undefined

/** What a service says when it has nothing to say. */
const SAYS_NOTHING =
  /^(?:ok(?:ay)?|success(?:ful(?:ly)?)?|done|completed?|created|no errors?|(?:the )?(?:request|operation) (?:was )?(?:succe\w+|completed?\w*))?\W*$/i
/** Words of a success that leaves something out. */
const SAYS_PARTIAL =
  /\b(?:partial(?:ly)?|incomplete|skipped|omitted|excluded|delayed|truncated|could not|cannot|unavailable|missing|failed|not (?:be )?(?:read|loaded|available|included)|limited to|only (?:the )?(?:first|last)|first \d+|\d+ of \d+)\b/i

/** Words of a success that has not happened yet. */
const SAYS_LATER =
  /\b(?:queued|pending|accepted|scheduled|enqueued|awaiting|will be|not (?:\w+ )?(?:activated|active|enabled|verified|confirmed|delivered)|inactive|disabled|in progress|not (?:yet|been)|background|being (?:\w+ly )?\w+ed|shortly|later)\b/i

function qualified(
  subject: AnswerContext,
  bent: readonly Finding[],
  empty: EmptyReason | null,
  said: string | undefined,
  isLater: boolean,
  isEnding: boolean,
): string {
  if (subject.response.truncated || isPartial(bent) || SAYS_PARTIAL.test(said ?? ''))
    return ', perhaps only a part'
  if (empty?.about) return `, perhaps because of ${empty.about}`
  if (bent.length > 0) return `, with ${plural(bent.length, 'finding', 'findings')}`
  if (hasNoData(subject)) return ', without data'
  if (isEnding) return ', but a part of the API will end'
  if (said !== undefined) return isLater ? ', perhaps not ready yet' : ', with a message'
  if (isEmptyList(subject)) return matching(subject)
  return isComplete(subject.response.status || 200) ? ', all in order' : ''
}

const PARSE_DATA = step('Parse data once more: it is a text that holds JSON.')

function hasTextData({ decoded }: AnswerContext): boolean {
  const data = isObject(decoded.value) ? own(decoded.value, 'data') : undefined
  return typeof data === 'string' && isJsonText(data)
}

/** A change may well return nothing; a call that reads has to. */
function hasNoData({ decoded, request }: AnswerContext): boolean {
  return isSafeMethod(request.method) && isObject(decoded.value) && own(decoded.value, 'data') === null
}

function matching({ target }: AnswerContext): string {
  const [filter, ...others] = filtersIn(target)
  if (filter === undefined) return ' came: the list is empty'
  return others.length === 0 ? ` match ${filter}` : ` match the ${others.length + 1} filters of the request`
}

/** Findings that a program may stumble over. */
function bentOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.length === 0 ? findings : findings.filter((finding) => finding.severity !== 'info')
}

/** A success that lists errors beside its data leaves something out. */
const isPartial = (bent: readonly Finding[]) => bent.some(({ rule }) => rule === 'errors-present-on-success')

/** The cursor is one encoded string for the query; pages of incident reports have a path of their own. */
function nextPage({ kind, page }: Envelope): Step {
  const next = clip(page?.next ?? '', 80)
  return step(
    kind === 'paged'
      ? `Read the next page: ${next}.`
      : `Read the next page: append ${next} to the query, unchanged.`,
    'edit-request',
  )
}

const MOST_TOLD = 2

function brokenBy(bent: readonly Finding[]): string {
  const told = bent.slice(0, MOST_TOLD).map(({ message }) => message)
  return `The response succeeds, but differs from the API documentation. ${told.join(' ')}`
}

function bentSteps(bent: readonly Finding[]): Step[] {
  if (isPartial(bent))
    return [step('Check the parts that the errors name: the data may lack them.', 'show-answer')]
  const steps = bent.map((each) => (isCircle(each) ? STOP_LOOP : (STEPS_BY_RULE[each.rule] ?? CHECK_PARTS)))
  return [...new Set(steps)].slice(0, MOST_TOLD)
}

/** Pages that lead to themselves. */
const isCircle = ({ rule, path }: Finding) => rule === 'paging-disagrees' && /\.(?:next|prev)Page/.test(path)
const STOP_LOOP = step('Let your program stop when a cursor repeats, and report it to Guardhouse support.')

const CHECK_PARTS = step('Check these parts of the response before your program uses them.', 'show-answer')

const STEPS_BY_RULE: Readonly<Partial<Record<FindingRule, Step>>> = {
  'count-disagrees': step('Count the records in data. Do not rely on count.'),
  'paging-disagrees': step('Count the records in data. Do not rely on the counts of the page.'),
  'number-loses-precision': step('Let your program read large integers as text.'),
  'content-type-wrong': step('Let your program read the body as JSON, whatever its Content-Type says.'),
}

/** What to do about a secret that the API returns only once; nothing where the response holds none. */
function secretSteps({ endpoint, response, evidence }: AnswerContext): Step[] {
  const isExpected = endpoint?.onceSecret !== undefined
  const isLost = isBlanked(response.body) && (isExpected || response.status === 201)
  const fate = evidence.handedOver ?? (isLost ? 'gone' : null)
  if (fate === null) return []
  return fate === 'gone' && evidence.profile === null ? SECRET_OF_OTHERS : SECRET_STEPS[fate]
}

const SECRET_STEPS: Readonly<Record<HandOver, Step[]>> = {
  held: [
    step(
      'Save the secret within 10 minutes of the response. Then Postern forgets it, and the API may not return it again.',
      'save-secret',
    ),
  ],
  saved: [step('Store the secret from your file where your program reads it. Postern holds no copy.')],
  gone: [
    step(
      'The response held the secret only once. Your program has it if it got this response. Postern redacted the secret and holds no copy.',
    ),
    step(
      'If it has none, ask Guardhouse support how to get a new one. Do not create another record for it.',
      'copy-for-support',
    ),
  ],
}

/** Whoever sent the request themselves may have the secret. */
const SECRET_OF_OTHERS: Step[] = [
  step('Save the secret from your own copy of the response. Postern redacted the secret and holds no copy.'),
  step('If you have none, ask Guardhouse support how to get a new one. Do not create another record for it.'),
]

/** Other successes, such as 206, have something to say of their own. */
const isComplete = (status: number) => status === 200 || status === 201 || status === 204

/** What was created has to be found again. */
function keepId(subject: AnswerContext): Step[] {
  const id = idIn(subject)
  return [step(id === null ? 'Keep the id in the response.' : `Keep the id ${id}.`)]
}

function isEmptyList({ decoded }: AnswerContext): boolean {
  const data = isObject(decoded.value) ? own(decoded.value, 'data') : undefined
  return Array.isArray(data) && data.length === 0
}

function contents(subject: AnswerContext): string | null {
  const { endpoint, decoded } = subject
  if (endpoint?.done) return endpoint.done
  const data = isObject(decoded.value) ? own(decoded.value, 'data') : undefined
  const [one, many] = endpoint?.noun ?? ['record', 'records']
  if (Array.isArray(data)) {
    if (data.length === 0) return `No ${many}`
    const more = decoded.envelope.page?.next ? ' and a next page' : ''
    const total = decoded.envelope.page?.totalRecordCount ?? 0
    return total > data.length
      ? `${data.length} of ${plural(total, one, many)}${more}`
      : `${plural(data.length, one, many)}${more}`
  }
  if (isObject(data) && !isListDue(subject)) return capital(`one ${one}`)
  return null
}
