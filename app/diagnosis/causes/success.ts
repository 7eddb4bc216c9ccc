import { step, type Step } from '../../catalog/text.ts'
import { classText } from '../../catalog/statuses/classes.ts'
import type { Finding } from '../../contract/exchange.ts'
import { capital, plural } from '../../contract/words.ts'
import type { HandOver } from '../../contract/handedSecret.ts'
import { isBlanked } from '../../contract/recorded.ts'
import { isObject, own } from '../../contract/values.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { isListDue } from '../subject.ts'
import { emptyReason } from '../values/emptyReason.ts'

/** A success: how many records came, and whether the answer keeps its contract. */
export function explainSuccess(subject: AnswerContext, findings: readonly Finding[]): Explanation {
  const { decoded, response, catalog } = subject
  // Without a status, code 0 says what 200 would.
  const status = response.status || 200
  const text = catalog.httpStatuses[status] ?? classText(status)
  const bent = countBent(findings)
  const what = contents(subject) ?? text.title
  const order = isComplete(status) ? ', all in order' : ''
  const empty = isEmptyList(subject) ? emptyReason(subject) : null
  const told = empty?.about ? `, perhaps because of ${empty.about}` : order
  return {
    headline: bent === 0 ? `${what}${told}` : `${what}, with ${plural(bent, 'finding', 'findings')}`,
    meaning: `${text.meaning.replace(/\.$/, '')}${basisOf(subject)}.`,
    cause: [bent === 0 ? text.cause : BENT, ...(empty ? [empty.cause] : [])].join(' '),
    remedy: [...secretSteps(subject), ...text.remedy, ...(empty ? [step(empty.fix, 'edit-request')] : [])],
    retry: {
      helps: text.retry.helps,
      advice: text.retry.advice + (decoded.envelope.page?.next ? ' More records are on the next page.' : ''),
      notBefore: null,
    },
    scope: null,
    parameters: [],
  }
}

/** What says so, in brackets. */
function basisOf({ response, decoded, evidence }: AnswerContext): string {
  const { code } = decoded.envelope
  const said = [
    ...(evidence.isStatusGuessed ? [] : [`HTTP ${response.status}`]),
    ...(code === null ? [] : [`service code ${code}`]),
  ]
  return said.length === 0 ? '' : ` (${said.join(', ')})`
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
    step('Postern redacted the secret and holds no copy. Get a new secret from the API.'),
    step('Save that one: “Save secret…” in the window, or --secret-to FILE.'),
  ],
}

/** Whoever sent the request themselves may have the secret. */
const SECRET_OF_OTHERS: Step[] = [
  step('Use the copy of the secret that you stored. Postern redacted the secret and holds no copy.'),
  step('If you stored no copy, get a new secret from the API, and save it.'),
]

function countBent(findings: readonly Finding[]): number {
  return findings.length === 0 ? 0 : findings.filter((finding) => finding.severity !== 'info').length
}

const BENT =
  'The answer is a success, but it bends the contract in places: see the findings before your code relies on them.'

/** Other successes, such as 206, have something to say of their own. */
const isComplete = (status: number) => status === 200 || status === 201 || status === 204

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
    return `${plural(data.length, one, many)}${more}`
  }
  if (isObject(data) && !isListDue(subject)) return capital(`one ${one}`)
  return null
}
