import { GENERIC_CODE } from '../catalog/serviceCodes.ts'
import { step, type CatalogText } from '../catalog/text.ts'
import type { Finding } from '../contract/exchange.ts'
import {
  isSafeToRepeat,
  retryOf,
  type Basis,
  type AnswerContext,
  type Explanation,
  type Found,
} from './answerContext.ts'
import { afterTimeout, checkFirst, checkFirstRetry, isMethodUntold, whenMethodUnknown } from './mayHaveRun.ts'
import { explainAccepted } from './causes/accepted.ts'
import { explainChallenge } from './causes/challenge.ts'
import { explainGone } from './causes/gone.ts'
import { explainRun, runIn } from './causes/hasRun.ts'
import { explainInvalid } from './causes/invalid.ts'
import { explainKeyExchange } from './causes/keyExchange.ts'
import { explainMethod } from './causes/method.ts'
import { explainMissing } from './causes/missing.ts'
import { explainScope } from './causes/scope.ts'
import { explainStatusless } from './causes/statusless.ts'
import { isUnoffered } from './causes/notOffered.ts'
import { explainServer } from './causes/server.ts'
import { addSender, isOfScope, overrideForeign } from './causes/shape.ts'
import { explainUnreadable } from './causes/unreadable.ts'
import { explainSuccess } from './causes/success.ts'
import { explainToken } from './causes/token.ts'
import { explainWindow } from './causes/rateWindow.ts'
import { explainToldScope } from './causes/toldScope.ts'
import { explainTokenless, lacksToken } from './causes/tokenless.ts'
import { isSuccess } from './decode.ts'
import { MAX_ERRORS } from './bodyErrors.ts'
import { formatCount } from '../contract/words.ts'
import { isApiKind } from './shapes.ts'
import { PART, recordsBeside } from './causes/otherForm.ts'
import { redirectSentence } from '../contract/redirects.ts'
import { hasRetryRule, isServerError } from './assessment.ts'
import { explainInWords, explainWithWords, quotedAhead } from './causes/saidInWords.ts'
import { statusText, statusBasis, rungOf } from './rungs.ts'

type Explainer = (subject: AnswerContext, base: CatalogText) => Found

/** What the evidence of a single case adds to the text of its status. */
const BY_STATUS: Readonly<Record<number, Explainer>> = {
  400: explainInvalid,
  401: explainToken,
  403: explainApiScope,
  404: explainMissing,
  405: explainMethod,
  410: explainGone,
  422: explainInvalid,
  429: explainWindow,
}

export interface Explained {
  basis: Basis
  explanation: Explanation
}

/** The ladder: service code, HTTP status, its class; a body that is not an envelope is explained by its shape. */
export function explain(subject: AnswerContext, findings: readonly Finding[]): Explained {
  const { response, decoded } = subject
  const { kind, code } = decoded.envelope
  const run = runIn(subject)
  if (run)
    return {
      basis: run.by === 'words' ? 'words' : statusBasis(subject),
      explanation: explainRun(subject, run),
    }
  if (response.status === 0) return explainStatusless(subject, findings)
  if (isSuccess(response.status, decoded.envelope) && !subject.isTokenAnswer) {
    if (lacksToken(subject)) return { basis: 'body-shape', explanation: explainTokenless(subject) }
    if (response.status === 202 && kind === 'other-json' && !isSafeToRepeat(subject.request))
      return { basis: 'http-status', explanation: explainAccepted(subject, subject.messages[0]) }
    if (subject.assessment.answerStatus === 'unusable' || isCut(subject))
      return { basis: 'body-shape', explanation: guarded(subject, explainUnreadable(subject)) }
    if (kind === 'empty' && subject.evidence.isBodyPartial)
      return { basis: statusBasis(subject), explanation: explainStatusAlone(subject) }
    const basis = code === 0 ? 'service-code' : statusBasis(subject)
    return { basis, explanation: explainSuccess(subject, findings) }
  }
  const { basis, text, status, note } = rungOf(subject)
  const found = explainerFor(subject, status)(subject, text)
  const override = isApiKind(kind) || subject.isTokenAnswer ? NOTHING : overrideForeign(subject)
  const retry = override.retry ?? found.retry ?? retryOf(adviceFor(subject, text))
  const explanation = guarded(subject, {
    headline: override.headline ?? found.headline ?? text.title,
    meaning: join(
      override.meaning ?? found.meaning ?? text.meaning,
      note,
      manyErrors(subject),
      redirectSentence(subject.evidence.attempts.at(-1)?.redirects),
    ),
    cause: override.cause ?? found.cause ?? text.cause,
    remedy: override.remedy ?? found.remedy ?? text.remedy,
    retry,
    scope: found.scope ?? null,
    parameters: override.parameters ?? found.parameters ?? [],
  })
  return {
    basis: override.headline === undefined ? (found.basis ?? basis) : basis,
    explanation: isApiKind(kind) ? explanation : addSender(subject, explanation),
  }
}

const NOTHING: Partial<Explanation> = {}

/** The status is all that is known of the response. */
function explainStatusAlone(subject: AnswerContext): Explanation {
  const text = statusText(subject, subject.response.status)
  const { title, meaning, cause, remedy } = text
  return {
    headline: title,
    meaning,
    cause,
    remedy,
    retry: retryOf(text),
    scope: null,
    parameters: [],
  }
}

/** A body that we cut, so that nothing can be told of what it holds. */
function isCut({ response, decoded }: AnswerContext): boolean {
  return response.truncated && !isApiKind(decoded.envelope.kind)
}

function join(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}

/** Whatever a text says: what may have run and may not run twice is not to be sent again blindly. */
function guarded(subject: AnswerContext, explanation: Explanation): Explanation {
  const { request, response, isTokenAnswer, assessment } = subject
  const isUnclear = assessment.answerStatus === 'unclear' || assessment.answerStatus === 'unusable'
  if (
    response.status === 408 &&
    explanation.retry.helps === 'no' &&
    !isTokenAnswer &&
    !isSafeToRepeat(request)
  )
    return { ...explanation, ...afterTimeout(request, explanation.remedy) }
  if (isMethodUntold(subject.evidence) && !isTokenAnswer && (isServerError(response.status) || isUnclear))
    return explanation.retry.helps === 'no'
      ? explanation
      : { ...explanation, ...whenMethodUnknown(explanation.remedy) }
  if ((response.status < 500 && !isUnclear) || isTokenAnswer || isSafeToRepeat(request)) return explanation
  return {
    ...explanation,
    // What the server does not offer has most likely not run: to ask for it comes first.
    remedy: isUnoffered(subject) ? explanation.remedy : checkFirst(request, explanation.remedy),
    retry: explanation.retry.helps === 'no' && !isUnclear ? explanation.retry : checkFirstRetry(request),
  }
}

/** Where the guide tells how to retry a status, that holds, whatever advice a code has of its own. */
function adviceFor(subject: AnswerContext, text: CatalogText): CatalogText {
  const { assessment, isTokenAnswer } = subject
  return hasRetryRule(assessment.effectiveStatus) && !isTokenAnswer
    ? statusText(subject, assessment.effectiveStatus)
    : text
}

function explainerFor({ isTokenAnswer }: AnswerContext, status: number | null): Explainer {
  if (isTokenAnswer) return explainKeyExchange
  if (status === null) return explainService
  return BY_STATUS[status] ?? (isServerError(status) ? explainServer : explainWithWords)
}

/** For codes with a text of their own: what the status would have added as evidence stays. */
function explainService(subject: AnswerContext, base: CatalogText): Found {
  const { scope = null } = subject.response.status === 403 ? explainScope(subject, base) : NOTHING
  const { parameters = [] } = explainInvalid(subject, base)
  const { retry } = subject.assessment.effectiveStatus === 429 ? explainWindow(subject, base) : NOTHING
  const evidence = { ...(scope && { scope }), parameters, ...(retry && { retry }) }
  const code = subject.decoded.envelope.code ?? GENERIC_CODE
  const isGeneric = subject.catalog.serviceCodes[code]?.generic ?? true
  const said = isGeneric
    ? (explainToldScope(subject) ?? explainInWords(subject, base) ?? wordless(subject, base))
    : null
  const told = { ...(said ?? quotedAhead(subject, base)), ...evidence }
  const part = recordsBeside(subject)
  return part === null
    ? told
    : {
        ...told,
        cause: join(told.cause ?? base.cause, part),
        remedy: [PART, ...(told.remedy ?? base.remedy)],
      }
}

/** A 2xx whose envelope says failure, and nothing more. */
function wordless({ response, decoded }: AnswerContext, base: CatalogText): Found {
  const { kind, code } = decoded.envelope
  if (code === null) return { ...base, retry: retryOf(base) }
  const says = kind === 'live-operations' ? 'isSuccess says false' : `status.code is ${code}`
  return {
    headline: 'The API says that it failed, and not why',
    meaning: `The API returned HTTP ${response.status}, and ${says}.`,
    cause: 'The response has no message, so Postern cannot tell the reason.',
    remedy: [
      step('Compare the parameters with the catalog.', 'open-catalog'),
      step('If they are right, send Guardhouse support this response.', 'copy-for-support'),
    ],
  }
}

/** A 403 that the API itself did not give says nothing of the key's scope. */
function explainApiScope(subject: AnswerContext, base: CatalogText): Found {
  return explainChallenge(subject, base) ?? (isOfScope(subject) ? explainScope(subject, base) : {})
}

function manyErrors({ decoded }: AnswerContext): string {
  return decoded.errorTotal > MAX_ERRORS
    ? `The response lists ${formatCount(decoded.errorTotal)} errors. Postern read the first ${MAX_ERRORS}.`
    : ''
}
