import { step, type Step } from '../../catalog/text.ts'
import { clip } from '../../contract/values.ts'
import { isSafeToRepeat, type AnswerContext } from '../answerContext.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { listFor } from './absent.ts'
import { stepsToFindOut } from '../mayHaveRun.ts'
import { bodyFields } from '../named.ts'
import { answeredAt } from '../retryTime.ts'
import { isListDue } from '../subject.ts'
import { momentSaid } from '../moments.ts'
import { idSent, keyTypeIn, renewalDay, renewalNote, sentIn, thingIn } from '../topics/facts.ts'
import { isAskFirst } from '../topics/passedOn.ts'
import { isQuote } from '../topics/stepSaid.ts'
import { TOPIC_TEXTS } from '../topics/topicTexts.ts'
import type { Topic } from '../topics/topics.ts'
import { clockTime } from '../words.ts'
import { existingId, useExisting, useOnlyOne } from './duplicate.ts'
import { ofRecord } from './recordRemedy.ts'
import { replacementStep } from './replacement.ts'

/** The address that the API may not call, as the request has it. */
function publicUri({ body }: AnswerContext['request']): Step {
  const sent = bodyFields(body ?? '').find(({ name }) => /^(?:callback)?ur[il]$/i.test(name))?.value
  const now = typeof sent === 'string' ? ` It is ${clip(sent, 80)} now.` : ''
  return step(`Use a uri with a public host that the internet can reach.${now}`, 'edit-request')
}

const OF_READS: ReadonlySet<Topic['name']> = new Set(['timed-out', 'not-ready', 'unavailable'])

/** Topics whose words often name the step. */
const SAY_HOW: ReadonlySet<Topic['name']> = new Set([
  'approval',
  'retired',
  'too-much',
  'validation',
  'not-enabled',
])
/** Of those, the topics whose own first step says the same in general. */
const OWN_STEP: ReadonlySet<Topic['name']> = new Set(['too-much', 'validation', 'retired'])

function toldStep(topic: Topic, { messages, stepsIn }: AnswerContext): Step | undefined {
  if (!SAY_HOW.has(topic.name)) return undefined
  return [topic.words, ...messages.slice(0, 1)]
    .flatMap(stepsIn)
    .find((each) => !isAskFirst(each) && (topic.name !== 'approval' || isQuote(each)))
}

/** The value of a query that the words say is not there; a list without that filter shows which are. */
function filterSteps({ endpoint, target, sent: all }: AnswerContext, words: string): Step[] {
  const inBody = () => all().filter((each) => each.in === 'body')
  const sent = sentIn(words, target.query) ?? idSent(words, inBody())
  if (sent === null) return []
  const name = sent.slice(0, sent.indexOf('='))
  const known = endpoint?.parameters.find((each) => each.in === 'query' && each.name === name)
  return [
    step(`Check ${clip(sent, 80)}, which the message names.`, 'edit-request'),
    known && !known.required
      ? step(`Send the request without ${name}, to list the values that there are.`, 'edit-request')
      : step(`Compare ${name} with your own data.`),
  ]
}

/** The list in which a record is, though a file of it is missing. */
function listStep(subject: AnswerContext): Step[] {
  const list = listFor(subject)
  return list === null
    ? []
    : [step(`Look for the record with GET ${list}: it may be there without its file.`)]
}

/** Words about one record, which scope decides, and not a permission. */
const OF_A_RECORD =
  /\b(?:this|that|the) (?:employee|person|staff(?: member)?|customer|site|company|report|record|timesheet|shift|licen[cs]e|guard)\b/i

/** The list of what the key may see, where the request is for one record. */
function visibleStep(subject: AnswerContext): Step[] {
  const list = listFor(subject)
  return list === null
    ? []
    : [
        step(
          `Use an id that GET ${list} lists for this key: the API refuses records outside its scope.`,
          'edit-request',
        ),
      ]
}

/** What to do where the record of a request has another version now: a read takes none, and no call shows those of webhooks. */
function versionSteps({ endpoint, request, sent }: AnswerContext): readonly Step[] {
  if (request.url !== '' && isSafeMethod(request.method)) return TOPIC_TEXTS.concurrency.remedy
  if (endpoint?.whetherRun === undefined) return TOPIC_TEXTS.version.remedy
  const id = sent().find(({ name }) => /ids?$/i.test(name))
  const what = id === undefined ? 'the record' : `${id.name}=${clip(id.value, 40)}`
  return [
    step(
      `Check ${what} in your own data: the API documentation has no call that shows whether it has changed.`,
    ),
    step('Then send the request anew, with its present values.', 'edit-request'),
  ]
}

/** Whether the words are about the end of a key, which no fresh token changes. */
export const isOfKeyAlone = ({ name, words }: Topic) =>
  name === 'expired' && /\bkey\b/i.test(words) && !/\b(?:token|jwt|session|bearer)\b/i.test(words)

const NEW_KEY = [step('Ask your key administrator for a new key.'), step('Enter the new key.', 'enter-key')]
const CERTIFICATE = [
  step('Ask your key administrator for the client certificate that the server wants.'),
  step('Let your program send it with each connection.'),
]
const KEEP_TOKEN = step('In your program, keep one token for its whole lifetime.')
/** Topics that pass with time. */
const WAITS: ReadonlySet<Topic['name']> = new Set(['maintenance', 'not-ready', 'temporary', 'unavailable'])
const NAMES_END = /\b(?:until|till|by|at|after|from|in|expected|finish\w*|back)\b[^.;]{0,40}\d/i
const UNTIL_TOLD = step('Wait as long as the message says, then read it again.')
const FEWER = step(
  'Ask for a smaller part of the list, to see whether only some records fail.',
  'edit-request',
)

const withoutIf = (each: Step): Step => ({ ...each, text: each.text.replace(/^If not, s/, 'S') })

/** The steps for a reason, with what its words name. */
export function remedyFor(topic: Topic, subject: AnswerContext): readonly Step[] {
  const { endpoint, evidence, messages, request, isTokenAnswer } = subject
  const { remedy } = TOPIC_TEXTS[topic.name]
  const id = topic.name === 'duplicate' ? existingId(subject) : null
  if (id !== null) return useExisting(id)
  const only = topic.name === 'limit-reached' ? useOnlyOne(subject, topic.words) : null
  if (only !== null) return only
  if (topic.name === 'limit-reached' && /\b(?:tokens|sessions)\b/i.test(topic.words)) return [KEEP_TOKEN]
  if (WAITS.has(topic.name) && isSafeToRepeat(request) && NAMES_END.test(topic.words))
    return [UNTIL_TOLD, ...remedy.slice(1)]
  const instead = topic.name === 'retired' ? replacementStep(subject) : null
  if (instead !== null) return [instead, ...remedy]
  // What no step may repeat is more than a value that is wrong.
  const held = topic.name === 'validation' ? subject.stepsIn(topic.words).filter(isAskFirst) : []
  if (held.length > 0) return held
  const said = toldStep(topic, subject)
  if (said) return [said, ...remedy.slice(OWN_STEP.has(topic.name) ? 1 : 0)]
  if (isOfKeyAlone(topic)) return NEW_KEY
  if (topic.name === 'old-tls' && /\bcertificate\b/i.test(topic.words)) return CERTIFICATE
  if (topic.name === 'program-fault' && isListDue(subject)) return [FEWER, ...remedy.slice(1)]
  if (topic.name === 'permission' && OF_A_RECORD.test(topic.words))
    return [...visibleStep(subject), ...remedy]
  if (topic.name === 'stored-file') return [...listStep(subject), ...remedy]
  // A call of the API uses no link: the API does.
  if (topic.name === 'signed-link' && endpoint !== undefined) return remedy.slice(1).map(withoutIf)
  if (topic.name === 'version') return versionSteps(subject)
  if (topic.name === 'private-uri') return [publicUri(request), ...remedy.slice(1)]
  if (topic.name === 'program-fault' && !isSafeToRepeat(request))
    return request.url === '' ? remedy.slice(1) : [...stepsToFindOut(request), ...remedy.slice(1)]
  // What reads again or asks for less is no way to repeat a creation.
  if (OF_READS.has(topic.name) && !isSafeToRepeat(request) && !isTokenAnswer && request.url !== '')
    return [...stepsToFindOut(request), ...remedy.slice(1)]
  if (topic.name === 'quota') {
    const renewed = momentSaid(topic.words, answeredAt(evidence) ?? evidence.now)
    const day = renewalDay(messages.join(' '))
    const told = day === null ? null : `${day}, which the message names`
    const until =
      renewed === null
        ? (told ?? `the quota is renewed. ${renewalNote(messages.join(' '))}`)
        : clockTime(renewed, evidence.now)
    return [step(`Wait until ${until.replace(/\.$/, '')}.`, 'wait-and-replay'), ...remedy.slice(1)]
  }
  const filter = topic.name === 'not-found' ? filterSteps(subject, topic.words) : []
  if (filter.length > 0) return filter
  const named = ofRecord(topic, subject)
  if (named !== null) return named
  if (topic.name === 'not-found') {
    const thing = thingIn(topic.words)
    if (thing !== null) return [step(`Check ${thing}, which the message names.`, 'edit-request'), ...remedy]
  }
  const type = topic.name === 'key-type' ? keyTypeIn(topic.words) : null
  return type === null
    ? remedy
    : [step(`Send the request with a key that has KeyType ${type}.`, 'switch-key'), ...remedy.slice(1)]
}
