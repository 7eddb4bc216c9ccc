import { step, type Step } from '../../catalog/text.ts'
import type { EnvelopeKind, ParameterError } from '../../contract/exchange.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { isBodyless, isDue, isLeftOut } from '../subject.ts'
import { isForeign } from '../decode.ts'
import { explainGateway, gatewayIn } from './gateway.ts'
import { headerOf } from '../../contract/headers.ts'
import { wantsSubscription } from '../assessment.ts'
import { cannotDecode, unknownCoding } from '../coding.ts'
import { mayHaveRun } from '../mayHaveRun.ts'
import { isSignIn, pathOf } from '../../contract/redirects.ts'
import { signInAt } from './signIn.ts'
import { plural } from '../../contract/words.ts'
import { isGeneral } from '../said.ts'
import { quotedAtEnd } from '../words.ts'

/** Who seems to have answered, for bodies that are not the API's envelope. */
const SENDERS: Readonly<Partial<Record<EnvelopeKind, string>>> = {
  gateway: 'A gateway in front of the API gave this answer, not the API itself.',
  'problem-details': "The API's web framework wrote this response as problem details.",
  html: 'A web page came instead of the envelope: a proxy or load balancer on the way answered, not the API.',
  text: 'Plain text came instead of the envelope: something on the way answered, most likely not the API.',
  empty: 'The answer has no body, so only its status tells what happened.',
  'broken-json':
    'The body starts like JSON and cannot be read as JSON, so only the status tells what happened.',
  'other-json': 'The body is JSON, but not the envelope that the API answers with.',
}

/** Adds to an explanation by status who answered, and what follows from that. */
export function addSender(subject: AnswerContext, explained: Explanation): Explanation {
  const { kind, message } = subject.decoded.envelope
  if (isBodyless(subject) || (kind === 'empty' && subject.evidence.isBodyPartial)) return explained
  if (isLeftOut(subject.response))
    return {
      ...explained,
      meaning: `The HAR file left the body out, so only the status tells what happened. ${explained.meaning}`,
    }
  const sender = gatewayIn(subject) || (kind === 'other-json' && !isDue(subject)) ? '' : (SENDERS[kind] ?? '')
  const says =
    message === null || explained.cause.includes(message) || (subject.said.length > 0 && isGeneral(message))
      ? ''
      : ` It says: ${quotedAtEnd(message)}`
  return { ...explained, meaning: `${sender} ${explained.meaning}`.trim(), cause: explained.cause + says }
}

const OF_SCOPE = /scope|key ?type|\b(company|customer|site)s?(id)?\b/i

/** Whether a 403 is about the scope of the key: the API's own are, and others where their words say so. */
export function isOfScope({ decoded, messages }: AnswerContext): boolean {
  const { kind } = decoded.envelope
  if (kind !== 'other-json') return !isForeign(kind)
  return messages.length === 0 || messages.some((message) => OF_SCOPE.test(message.slice(0, 2000)))
}

/** Words of a refusal that looks at where a request comes from. */
const OF_NETWORK =
  /\b(?:ip|ip-?address|your address|network|vpn|country|region|location|geo\w*|firewall|waf|web application firewall|blocked|bot|security (?:rule|policy|reasons?)|incident|unusual traffic)\b/i

/** The explanations by status that change when something else answers in place of the API. */
export function overrideForeign(subject: AnswerContext): Partial<Explanation> {
  const { response } = subject
  const { kind } = subject.decoded.envelope
  const isOfSubscription = wantsSubscription({ subject, response, envelope: subject.decoded.envelope })
  const gateway = isOfSubscription ? null : gatewayIn(subject)
  if (gateway) return explainGateway(subject, gateway)
  if (response.status === 403 && !isOfScope(subject)) {
    const isOfNetwork = OF_NETWORK.test(response.body.slice(0, 8192))
    return {
      headline: isForeign(kind)
        ? 'A gateway or firewall refused the request'
        : 'The request was refused, by whom is not sure',
      meaning: isForeign(kind)
        ? 'The request was stopped before it reached the API, so this says nothing about the scope of the key.'
        : 'The answer is not in the form of the API, and does not speak of a scope: something in front of the API may have given it.',
      cause: isOfNetwork
        ? 'A rule on the way forbids the request: by your address, by your network, or by what it holds.'
        : 'The response does not say why. A rule, a missing key of the gateway or a wrong URL can be the reason.',
      remedy: [
        ...(isOfNetwork
          ? [step('Try from another network, or without the VPN.')]
          : [step('Check the base URL.', 'open-settings'), step('Check the path.', 'edit-request')]),
        step('Send support what came back: whoever runs the gateway can see the rule.', 'copy-for-support'),
      ],
      retry: { helps: 'no', advice: 'The same rule refuses it again.', notBefore: null },
    }
  }
  if (response.status === 429 && isForeign(kind))
    return {
      meaning: `More requests came in a short time than ${kind === 'gateway' ? 'the gateway' : 'what stands in front of the API'} lets through.`,
      cause: "A gateway may have a limit of its own, beside the API's 60 requests a minute for each key.",
    }
  if (isOfSubscription) {
    return {
      parameters: refusedHeader(subject),
      headline: 'The gateway wants the subscription key',
      meaning:
        'The gateway in front of live operations asks for a key of its own, and did not look at the token.',
      cause: `Live operations need the header ${SUBSCRIPTION_HEADER} beside the token, with the value of your region.`,
      remedy: [
        step(`Set the header ${SUBSCRIPTION_HEADER} to your region's subscription key.`, 'edit-request'),
        step('Check that the profile is for the region that the subscription key is for.', 'open-settings'),
      ],
      retry: {
        helps: 'no',
        advice: 'Without the right header every request gets the same response.',
        notBefore: null,
      },
    }
  }
  return {}
}

const SUBSCRIPTION_HEADER = 'external-gh-apim-sub-key'

/** Of an answer that was only pasted, nobody knows which headers were sent. */
function refusedHeader({ evidence, request, messages }: AnswerContext): ParameterError[] {
  if (evidence.attempts.length === 0) return []
  const value = headerOf(request.headers, SUBSCRIPTION_HEADER)
  const message = messages[0] ?? 'The gateway asks for it.'
  return [{ message, in: 'header', name: SUBSCRIPTION_HEADER, value }]
}

/** A 2xx whose body is not what it should be. */
export function explainUnreadable(subject: AnswerContext): Explanation {
  return { ...(redirectedPage(subject) ?? describeUnreadable(subject)), scope: null, parameters: [] }
}

/** A web page that a redirect led to; null where none did. */
function redirectedPage({
  evidence,
  decoded,
}: AnswerContext): Omit<Explanation, 'scope' | 'parameters'> | null {
  const last = evidence.attempts.at(-1)?.redirects?.at(-1)
  if (!last || decoded.envelope.kind !== 'html') return null
  const path = pathOf(last.url)
  return {
    headline: `The server redirected to ${path}, and a web page came`,
    meaning: 'The web page is not an answer of the API.',
    ...(isSignIn(last.url) ? signInAt(path) : MOVED),
    retry: { helps: 'no', advice: 'The same request is redirected again.', notBefore: null },
  }
}

const showPage = step('Look at the web page.', 'show-answer')
const MOVED = {
  cause: 'The path may belong to a website, or the API may have moved.',
  remedy: [showPage, step('Check the base URL and the path.', 'open-settings')],
}

function describeUnreadable(subject: AnswerContext): Omit<Explanation, 'scope' | 'parameters'> {
  const { kind } = subject.decoded.envelope
  const { response, decoded, request, evidence, gateway } = subject
  const sent = evidence.isStatusGuessed
    ? 'Nobody told the HTTP status of this answer'
    : `HTTP ${response.status} says that the request was carried out`
  const check: Step = step('Look at the raw answer.', 'show-answer')
  const coding = kind === 'text' ? unknownCoding(response) : null
  if (coding !== null)
    return {
      headline: `Postern cannot decode ${coding}`,
      meaning: `${sent}. Postern cannot tell what the body says.`,
      cause: cannotDecode(coding),
      remedy: [step(`Take ${coding} out of the header Accept-Encoding.`, 'edit-request'), check],
      retry: { helps: 'no', advice: 'The same request most likely gets the same coding.', notBefore: null },
    }
  const base = {
    remedy: [check, step('If the base URL is right, send support what came back.', 'copy-for-support')],
    retry: {
      helps: 'no' as const,
      advice: 'The same request most likely gets the same answer.',
      notBefore: null,
    },
  }
  if (isLeftOut(response)) {
    return {
      headline: 'The HAR file left the body out',
      meaning: `HTTP ${response.status} says that the request was carried out. The HAR file does not hold the ${plural(response.bodyBytes, 'byte')} of its body.`,
      cause: 'Browsers leave bodies out that are long, or that are gone when the file is saved.',
      remedy: [step('Save the HAR file again, with content and right after the request.')],
      retry: { helps: 'no', advice: 'No retry is needed.', notBefore: null },
    }
  }
  if ((kind === 'broken-json' && decoded.syntax?.isCutShort) || (response.truncated && !isForeign(kind))) {
    const isSafe = request.idempotent && !response.truncated && !evidence.isStatusGuessed
    return {
      headline: 'The answer is cut short',
      meaning: `${sent}, ${evidence.isStatusGuessed ? 'and' : 'but'} the JSON in the body ends too early.`,
      cause: response.truncated
        ? 'The body went over the size that the profile keeps, and the rest was cut.'
        : 'The connection or something on the way lost the rest of the body.',
      remedy: [
        step(
          response.truncated ? 'Ask for less at once.' : 'Send it again, or ask for less at once.',
          isSafe ? 'replay' : 'edit-request',
        ),
        ...base.remedy,
      ],
      retry: response.truncated
        ? {
            helps: 'no',
            advice: 'The same answer is cut again. Ask for less, or let the profile keep more.',
            notBefore: null,
          }
        : isSafe
          ? { helps: 'now', advice: 'A second try often brings the whole answer.', notBefore: null }
          : {
              helps: 'unsafe',
              advice: evidence.isStatusGuessed
                ? 'What the whole answer said is not known, so first find that out.'
                : mayHaveRun(`The ${request.method}`),
              notBefore: null,
            },
    }
  }
  if (gateway) {
    const {
      headline = '',
      meaning = '',
      cause = '',
      remedy = [],
      retry = base.retry,
    } = explainGateway(subject, gateway)
    return { headline, meaning, cause, remedy, retry }
  }
  return {
    headline: HEADLINES[kind] ?? 'The answer is not the envelope that the API promises',
    meaning: `${sent}. ${kind === 'empty' ? 'But no body came, where the contract promises an envelope.' : (SENDERS[kind] ?? '')}`,
    cause: isDue(subject)
      ? 'The base URL may lead to another service, or something on the way answered in place of the API.'
      : 'This path is not one that the catalog knows, so what it should answer is not known either.',
    remedy: [check, step('Check the base URL and the path.', 'open-settings')],
    retry: base.retry,
  }
}

const HEADLINES: Readonly<Partial<Record<EnvelopeKind, string>>> = {
  html: 'A web page came instead of an answer',
  text: 'Plain text came instead of an answer',
  empty: 'The answer is empty',
  'broken-json': 'The body is not valid JSON',
}
