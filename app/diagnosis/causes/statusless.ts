import { describe, step, type CatalogText, type Step } from '../../catalog/text.ts'
import type { Finding } from '../../contract/exchange.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext, Basis, Explanation, Retry } from '../answerContext.ts'
import { isSuccess } from '../decode.ts'
import type { Gateway } from '../gateways.ts'
import { faultInApi, isStackTrace } from '../stackTrace.ts'
import { isApiKind } from '../shapes.ts'
import { quoted, quotedAtEnd } from '../words.ts'
import { explainFate } from './fate.ts'
import { explainGateway } from './gateway.ts'
import { explainInvalid } from './invalid.ts'
import { idsSaid } from '../named.ts'
import { explainScope } from './scope.ts'
import { explainInWords } from './saidInWords.ts'
import { explainSuccess } from './success.ts'

export const enterStatus = step('Paste the response with its status line, or enter the HTTP status.')
const advice = 'The HTTP status decides whether a retry helps.'

const FAILED = describe(
  'The API reports a failure',
  'The service code says that the request failed. The text names no HTTP status.',
  'Postern cannot tell the kind of failure without the HTTP status.',
  [enterStatus],
  'unsafe',
  advice,
)

const UNREAD = describe(
  'Postern cannot tell the meaning of this body',
  'The body is not the envelope of the API, and the text names no HTTP status.',
  'Another service may have returned it, or parts of the response are missing.',
  [enterStatus, step('Check that you copied the whole response.', 'show-answer')],
  'unsafe',
  advice,
)

const traced = (cause: string, ask: string) =>
  describe(
    'This is a stack trace, not a response',
    'The body is not the envelope of the API, and the text names no HTTP status.',
    cause,
    [enterStatus, step(ask, 'copy-for-support')],
    'unsafe',
    advice,
  )

/** A stack trace in place of a body: the names in it let us guess whose program failed. */
function traceText({ response }: AnswerContext): CatalogText | null {
  if (!isStackTrace(response.body)) return null
  const guess = faultInApi(response.body)
  return guess === null
    ? traced(
        'Postern cannot tell whether your own program or a server wrote it.',
        'If a server returned it, send its owner the trace.',
      )
    : traced(guess, 'Send Guardhouse support the trace, with the time and the request.')
}

/** A page often has its status in its title, which nobody has to believe. */
function statusInTitle(said = ''): string {
  const status = /^\s*(?:HTTP )?(?:error )?([45]\d\d)\b/i.exec(said)?.[1]
  return status === undefined ? '' : `These words look like HTTP ${status}, which is a guess. `
}

export const CHECK_FIRST: Retry = { helps: 'unsafe', advice, notBefore: null }

/** By the documentation, whatever else is not known. */
export const NEVER_OF_403: Retry = {
  helps: 'no',
  advice: 'The API documentation forbids a retry of a 403.',
  notBefore: null,
}

/** How the envelopes of the API begin. */
const BEGINS_AS_ENVELOPE = /^\s*\{\s*"(?:status"\s*:\s*\{|isSuccess"\s*:)/
const pasteWhole = step('Paste the whole response, with its status line.')

const CUT: Explanation = {
  headline: 'This is the start of an envelope, cut off',
  meaning: 'The body begins as the envelope of the API does, and ends too early.',
  cause: 'Its service code is 0, which means success. Postern cannot read the rest.',
  remedy: [pasteWhole],
  retry: CHECK_FIRST,
  scope: null,
  parameters: [],
}

/** The start of an envelope, whose end is not there. */
function explainCutEnvelope({ decoded, messages, response }: AnswerContext): Explanation | null {
  if (response.truncated && isSuccess(0, decoded.envelope)) return CUT
  if (
    !decoded.syntax?.isCutShort ||
    !BEGINS_AS_ENVELOPE.test(response.body.replace(/^\uFEFF/, '').slice(0, 200))
  )
    return null
  const code = /^\s*\{\s*"status"\s*:\s*\{\s*"code"\s*:\s*(-?\d{1,9})\s*[,}]/.exec(response.body)?.[1]
  const [said] = messages
  return {
    ...CUT,
    cause: [
      ...(code === undefined ? [] : [`Its service code is ${code}.`]),
      ...(said === undefined ? [] : [`The part that is there says: ${quotedAtEnd(said)}`]),
      'Postern cannot read the rest.',
    ].join(' '),
  }
}

/** The steps that the words name, where they name any. */
function stepsInWords(subject: AnswerContext, text: CatalogText): readonly Step[] {
  const [said = ''] = subject.messages
  const isRead = subject.topics().length > 0 || subject.stepsIn(said).length > 0
  return isRead ? (explainInWords(subject, text)?.remedy ?? []) : []
}

/** What a gateway returned, by its words alone. */
function explainFromGateway(subject: AnswerContext, gateway: Gateway): Explanation {
  const isOfNetwork = gateway.says === 'network-sign-in'
  const { headline = UNREAD.title, meaning = '', cause = '', remedy = [] } = explainGateway(subject, gateway)
  return {
    headline,
    meaning: `${meaning} The text names no HTTP status, so Postern guessed this from its words.`,
    cause,
    remedy: [
      ...(isOfNetwork ? [] : [enterStatus]),
      ...remedy.filter(({ action }) => action !== 'replay' && action !== 'edit-request'),
    ],
    // Nobody told the status or the method, so what may have run is not to be replayed blindly.
    retry: CHECK_FIRST,
    scope: null,
    parameters: [],
  }
}

/** A response whose HTTP status nobody told: only its service code and its words count, and no advice rests on a status. */
export function explainStatusless(
  subject: AnswerContext,
  findings: readonly Finding[],
): { basis: Basis; explanation: Explanation } {
  const { decoded, messages, catalog } = subject
  const { kind, code } = decoded.envelope
  const cut = explainCutEnvelope(subject)
  if (cut) return { basis: 'body-shape', explanation: cut }
  if (isSuccess(0, decoded.envelope))
    return { basis: 'service-code', explanation: explainSuccess(subject, findings) }
  if (subject.gateway)
    return { basis: 'body-shape', explanation: explainFromGateway(subject, subject.gateway) }
  const known = code === null ? undefined : catalog.serviceCodes[code]
  const isCut = subject.response.truncated && isApiKind(kind)
  const askWhole = isCut ? pasteWhole : enterStatus
  const text: CatalogText = !isApiKind(kind)
    ? (traceText(subject) ?? UNREAD)
    : known && !known.generic
      ? known
      : FAILED
  const fate = code === 404 ? explainFate(subject) : null
  const [said] = messages
  const scope = code === 403 && idsSaid(messages).length > 0 ? explainScope(subject, text) : null
  const cutNote = isCut ? 'The envelope is cut off. ' : ''
  const says = said === undefined ? cutNote : `${cutNote}The response says: ${quotedAtEnd(said)} `
  return {
    basis: isApiKind(kind) ? 'service-code' : 'body-shape',
    explanation: {
      headline:
        fate?.headline ??
        (said === undefined || text !== FAILED ? text.title : `The API reports: ${quoted(clip(said, 120))}`),
      meaning: fate?.meaning ?? text.meaning,
      cause: fate?.cause ?? `${says}${isApiKind(kind) ? '' : statusInTitle(said)}${text.cause}`,
      remedy: fate?.remedy
        ? [...fate.remedy, askWhole]
        : [
            ...(text === FAILED ? stepsInWords(subject, text) : []),
            ...(text === FAILED
              ? [askWhole]
              : text.remedy.includes(enterStatus)
                ? text.remedy
                : [...text.remedy, askWhole]),
          ],
      ...(scope?.headline !== undefined && {
        headline: scope.headline,
        meaning: scope.meaning ?? text.meaning,
        cause: `${says}${scope.cause ?? text.cause}`,
        remedy: [...(scope.remedy ?? text.remedy), askWhole],
      }),
      retry: code === 403 ? NEVER_OF_403 : CHECK_FIRST,
      scope: scope?.scope ?? null,
      parameters: isApiKind(kind) ? (explainInvalid(subject, text).parameters ?? []) : [],
    },
  }
}
