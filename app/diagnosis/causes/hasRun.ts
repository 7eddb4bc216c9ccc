import { step, type Step } from '../../catalog/text.ts'
import { clip, isObject, own } from '../../contract/values.ts'
import { isSafeToRepeat, type AnswerContext, type Explanation } from '../answerContext.ts'
import { isSuccess } from '../decode.ts'
import { isDenied } from '../denial.ts'
import { stepsToFindOut } from '../mayHaveRun.ts'
import { bodyTexts } from '../named.ts'
import { thingIn } from '../topics/facts.ts'
import { sentencesOf } from '../topics/readTopics.ts'
import type { TopicName } from '../topics/topics.ts'
import { quotedAtEnd } from '../words.ts'
import { ID_NAME } from './creation.ts'
import { causeOfCut } from './unreadable.ts'

/** Why a request has run although its response reports an error, or came only in part. */
interface Run {
  by: 'words' | 'id' | 'cut'
  /** Of the record that it made; null where the response has none. */
  id: string | null
}

const DONE = 'saved|stored|created|committed|inserted|persisted|registered|updated|applied'
const THING = String.raw`(?:record|row|entry|item|object|resource|data|changes?|it|web ?hook|subscri(?:ption|ber))`
/** What goes on after it: more, such as "created in another region", would tell of the record and not of the request. */
const THEN = String.raw`(?=\s*(?:[.,;:!(—–-]|$|#?\d|(?:but|however|although|though|and|while|yet|as|id|ok|successfully|before the|in the d\w+|to the d\w+|with (?:id|warn\w+|errors?))\b))`
const SAID_DONE = new RegExp(
  [
    String.raw`^\W*(?:${DONE})${THEN}(?!\s*\d{4}-)`,
    String.raw`\b${THING}\b[^.,;]{0,40}? (?:was|were|has been|have been|got) (?:\w+ly )?(?:${DONE})${THEN}`,
    String.raw`\b${THING}(?: (?:id )?#?\d+)? (?:\w+ly )?(?:${DONE})${THEN}(?!\s*\d{4}-)`,
    String.raw`\bafter (?:the )?(?:\w+ ){0,2}(?:insert(?:ion)?|commit|save|creation|persist(?:ing|ence)?)\b`,
    String.raw`\b(?:insert(?:ion)?|commit|save|creation) (?:\w+ )?(?:succeeded|completed)\b`,
  ].join('|'),
  'i',
)
/** Words that take it back, or that speak of another request. */
const NOT_DONE =
  /\b(?:nothing|none|already|failed to|unable to|must|should|unless|until|before|cannot|if|when|once|being|will|only|that|which|who) (?:\w+ ){0,4}$/i
const TAKEN_BACK = /\broll(?:ed|ing)? ?back\b|\brevert|\bundone\b|\bdiscarded\b|\bremoved again\b/i
/** What an API reports of a request that it may have run before. */
const AFTERWARDS: ReadonlySet<TopicName> = new Set([
  'concurrency',
  'maintenance',
  'not-ready',
  'rate',
  'server-failed',
  'timed-out',
  'unavailable',
])
const LONGEST_BEGINNING = 20_000

/** Null where nothing shows that a request has run, or where it may run twice. */
export function runIn(subject: AnswerContext): Run | null {
  const { request, response, isTokenAnswer, gateway, decoded, messages } = subject
  const { status } = response
  const isPassed = status === 0 || (status >= 200 && status < 300)
  // Of a response that was only pasted, nobody knows the method.
  const isUnknown = request.url === ''
  if (isTokenAnswer || gateway || (!isUnknown && isSafeToRepeat(request))) return null
  if (decoded.envelope.kind === 'broken-json')
    return isPassed && (!isUnknown || status === 201) ? cutIn(subject) : null
  const isRefused = isPassed ? !isSuccess(status, decoded.envelope) : status >= 400
  if (!isRefused || status === 401 || status === 429) return null
  const sentence = messages.flatMap((message) => sentencesOf(message)).find(saysDone)
  const topics = subject.topics().map(({ name }) => name)
  if (topics.includes('duplicate') || messages.some((message) => TAKEN_BACK.test(message))) return null
  if (sentence !== undefined) return { by: 'words', id: idIn(subject) ?? idSaid(subject, messages) }
  const isOfRequest = status >= 400 && status < 500 && topics.some((name) => !AFTERWARDS.has(name))
  const isCreation = isUnknown ? status === 201 : /^post$/i.test(request.method)
  const id = isCreation && !isOfRequest ? idIn(subject) : null
  return id === null ? null : { by: 'id', id }
}

function saysDone(sentence: string): boolean {
  const match = SAID_DONE.exec(sentence)
  return match !== null && !isDenied(sentence, match) && !NOT_DONE.test(sentence.slice(0, match.index))
}

/** The id of the record in `data` that the request did not send. */
function idIn({ decoded, request }: AnswerContext): string | null {
  const data = isObject(decoded.value) ? own(decoded.value, 'data') : undefined
  const record: unknown = Array.isArray(data) ? data[0] : data
  if (!isObject(record)) return null
  const sent = valuesSent(request.body)
  const ids = Object.entries(record).filter(([name]) => ID_NAME.test(name))
  const found = ids.find(
    ([, value]) => (typeof value === 'number' && value > 0) || (typeof value === 'string' && value !== ''),
  )
  return found === undefined || sent.has(String(found[1])) ? null : clip(String(found[1]), 40)
}

function idSaid({ request }: AnswerContext, messages: readonly string[]): string | null {
  const sent = valuesSent(request.body)
  const ids = messages.flatMap((message) => [
    /\b(?:id|as)[\s:=#]{1,3}(\d{1,12})\b/i.exec(message)?.[1] ?? '',
    /\d+$/.exec(thingIn(message) ?? '')?.[0] ?? '',
  ])
  return ids.find((id) => id !== '' && !sent.has(id)) ?? null
}

function valuesSent(body: string | null): ReadonlySet<string> {
  return new Set(bodyTexts(body ?? ''))
}

/** A beginning of a response that shows its success: by 201, or by the code 0 in it. */
function cutIn({ response }: AnswerContext): Run | null {
  const beginning = response.body.slice(0, LONGEST_BEGINNING)
  if (response.status !== 201 && !/"code"\s*:\s*0\s*[,}]/.test(beginning)) return null
  // Without the comma or bracket that ends it, a number may be cut too.
  const id = /"id"\s*:\s*(?:(\d{1,20})\s*[,}]|"([^"]{1,40})")/.exec(beginning)
  return { by: 'cut', id: id?.[1] ?? id?.[2] ?? null }
}

/** What has run is not to be sent again: the id comes first, then what the error leaves open. */
export function explainRun(subject: AnswerContext, { by, id }: Run): Explanation {
  const { request, response, endpoint } = subject
  const method = request.url === '' ? 'request' : clip(request.method.toUpperCase(), 20)
  const isServerError = response.status >= 500
  const isLikely = by === 'id' || isServerError
  const isSure = response.status !== 0 && !isServerError && by !== 'cut'
  const again = `Another one could ${isChange(method) ? 'change the record twice' : 'create a second record'}.`
  return {
    headline: headlineOf(method, by, id, isLikely),
    meaning: meaningOf(subject, by),
    cause: causeOf(subject, by, id),
    remedy: [
      ...(isServerError && request.url !== '' ? stepsToFindOut(request) : []),
      ...keep(method, id, !hasSecret(endpoint, response.body)),
      ...secretOf(subject, id),
      ...followUp(subject, by, id),
    ],
    retry: {
      helps: isSure ? 'no' : 'unsafe',
      advice: `The ${method} has ${isLikely ? 'likely ' : ''}run. ${again}`,
      notBefore: null,
    },
    scope: null,
    parameters: [],
  }
}

function headlineOf(method: string, by: Run['by'], id: string | null, isLikely: boolean): string {
  const record = id === null ? '' : ` (id ${id})`
  const rest = by === 'cut' ? 'and its response is cut' : 'despite the error'
  return `The ${method} has ${isLikely ? 'likely ' : ''}run${record}, ${rest}`
}

function meaningOf({ response, evidence }: AnswerContext, by: Run['by']): string {
  if (evidence.isStatusGuessed || response.status === 0) return 'The text names no HTTP status.'
  if (by === 'cut')
    return `The server ran the request (HTTP ${response.status}). The JSON in the body ends too early.`
  return response.status < 300
    ? `The API returned HTTP ${response.status}, and its envelope reports an error.`
    : `The API returned HTTP ${response.status}.`
}

function causeOf(subject: AnswerContext, by: Run['by'], id: string | null): string {
  const { messages, response, endpoint } = subject
  if (by === 'cut') {
    const has = id === null ? 'The id of the record is lost.' : `The part that came has the id ${id}.`
    return `${causeOfCut(subject)} ${has}${hasSecret(endpoint, response.body) ? '' : ' It has no secret.'}`
  }
  const says = messages.slice(0, 3).map(quotedAtEnd).join(' ')
  const quote = says === '' ? '' : `The API says: ${says} `
  return by === 'words'
    ? `${quote}The words ${response.status < 500 ? 'say' : 'suggest'} that the API saved the record${id === null ? '' : `, with id ${id}`}. The error is about another part.`
    : `${quote}The response has the id ${id} all the same, so the record likely exists.`
}

const isChange = (method: string) => method !== 'POST' && method !== 'request'

function keep(method: string, id: string | null, isSecretLost: boolean): Step[] {
  if (isChange(method)) return [step('Do not replay it. Check the state of the record first.')]
  if (id !== null) return [step(`Keep the id ${id}, and do not create another record.`)]
  const what = isSecretLost ? 'the id and the secret' : 'the id'
  return [
    step(`Ask Guardhouse support for ${what} of the record.`, 'copy-for-support'),
    step('Do not create another one.'),
  ]
}

function hasSecret(endpoint: AnswerContext['endpoint'], body: string): boolean {
  const name = endpoint?.onceSecret?.replace(/^data\./, '')
  return (
    name === undefined ||
    new RegExp(String.raw`"${name}"\s*:\s*"[^"]+"`).test(body.slice(0, LONGEST_BEGINNING))
  )
}

/** A secret that the API returns only once, where the response lacks it. */
function secretOf({ endpoint, response }: AnswerContext, id: string | null): Step[] {
  if (id === null || hasSecret(endpoint, response.body)) return []
  return [
    step(
      `Ask Guardhouse support how to get the secret of ${id}. The API returns it only once.`,
      'copy-for-support',
    ),
  ]
}

const OF_RECEIVER = /\b(?:ping|probe|receiver|deliver\w*|callback|uri|hook|endpoint)\b/i

function followUp({ messages, endpoint, traceId }: AnswerContext, by: Run['by'], id: string | null): Step[] {
  if (by === 'cut') return [step('Look at the part that came.', 'show-answer')]
  const isOfReceiver = messages.some((message) => OF_RECEIVER.test(message))
  const trace = traceId === null ? '' : ` Its trace ID is ${traceId}.`
  return [
    ...(isOfReceiver && endpoint?.body.some(({ name }) => name === 'uri')
      ? [step('Check that the receiver at the uri responds.')]
      : []),
    ...(id === null
      ? []
      : [step(`Ask Guardhouse support whether the failed part matters.${trace}`, 'copy-for-support')]),
  ]
}
