import { classText } from '../catalog/statuses/classes.ts'
import type { CatalogText } from '../catalog/text.ts'
import {
  isBodyless,
  isDue,
  isSafeToRepeat,
  unsafeRetry,
  type Basis,
  type Case,
  type Explanation,
  type Retry,
} from './case.ts'
import { explainInvalid } from './causes/invalid.ts'
import { explainKeyExchange } from './causes/keyExchange.ts'
import { explainMethod, explainMissing } from './causes/missing.ts'
import { explainScope } from './causes/scope.ts'
import { explainServer } from './causes/server.ts'
import { addSender, explainUnreadable, gatewayOverride } from './causes/shape.ts'
import { explainSuccess } from './causes/success.ts'
import { explainToken } from './causes/token.ts'
import { explainWindow } from './causes/window.ts'
import { isForeign, isSuccess } from './decode.ts'
import { isApiKind, MAX_ERRORS } from './shapes.ts'
import { clip } from './values.ts'
import { quoted } from './words.ts'

type Explainer = (subject: Case, base: CatalogText) => Partial<Explanation>

/** What the evidence of a single case adds to the text of its status. */
const BY_STATUS: Readonly<Record<number, Explainer>> = {
  400: explainInvalid,
  401: explainToken,
  403: explainApiScope,
  404: explainMissing,
  405: explainMethod,
  422: explainInvalid,
  429: explainWindow,
}

interface Rung {
  basis: Basis
  text: CatalogText
  /** The HTTP status whose explainer adds the evidence; null when the text stands alone. */
  status: number | null
  /** What has to be said about the choice of the text. */
  note: string
}

/** The ladder: service code, HTTP status, its class; a body that is not an envelope is explained by its shape. */
export function explain(subject: Case): Explanation & { basis: Basis } {
  const { response, decoded } = subject
  const { kind } = decoded.envelope
  if (isSuccess(response.status, decoded.envelope) && !subject.isTokenAnswer) {
    const isRight = isApiKind(kind) || (kind === 'other-json' && !isDue(subject))
    if (isRight || (kind === 'empty' && isBodyless(subject)))
      return {
        ...explainSuccess(subject),
        basis: decoded.envelope.code === 0 ? 'service-code' : statusBasis(subject),
      }
    return { ...explainUnreadable(subject), basis: 'body-shape' }
  }
  const rung = rungOf(subject)
  const { text } = rung
  const general: Explanation = {
    headline: text.title,
    meaning: text.meaning,
    cause: text.cause,
    remedy: text.remedy,
    retry: { ...text.retry, notBefore: null },
  }
  const explainer = explainerFor(subject, rung)
  const explained = {
    ...general,
    ...explainer(subject, text),
    ...gatewayOverride(subject),
  }
  const noted = {
    ...explained,
    meaning: [explained.meaning, rung.note, manyErrors(subject)].filter(Boolean).join(' '),
  }
  const sent = isApiKind(kind) ? noted : addSender(subject, noted)
  return { ...sent, retry: guardRetry(subject, sent.retry), basis: rung.basis }
}

/** Whatever a text says: what failed on the server and may not be done twice is not to be retried blindly. */
function guardRetry({ request, response, isTokenAnswer }: Case, retry: Retry): Retry {
  if (response.status < 500 || isTokenAnswer || isSafeToRepeat(request)) return retry
  return retry.helps === 'no' || retry.helps === 'unsafe' ? retry : { ...retry, ...unsafeRetry(request) }
}

function explainerFor({ isTokenAnswer }: Case, { status }: Rung): Explainer {
  if (isTokenAnswer) return explainKeyExchange
  if (status === null) return explainService
  return BY_STATUS[status] ?? (status >= 500 ? explainServer : withMessages)
}

/** For codes with a text of their own: what the status would have added as evidence stays. */
function explainService(subject: Case, base: CatalogText): Partial<Explanation> {
  const { scope } = subject.response.status === 403 ? explainScope(subject, base) : {}
  const { parameters } = explainInvalid(subject, base)
  const [said] = subject.messages
  const isGeneric = subject.catalog.serviceCodes[subject.decoded.envelope.code ?? 0]?.generic ?? true
  return {
    ...withMessages(subject, base),
    ...(isGeneric &&
      said !== undefined && {
        headline: `The service failed: ${quoted(clip(said, 120))}`,
        cause: `The service says: ${quoted(said)}`,
      }),
    ...(scope && { scope }),
    ...(parameters && { parameters }),
  }
}

/** A 403 that the API itself did not give says nothing of the key's scope. */
function explainApiScope(subject: Case, base: CatalogText): Partial<Explanation> {
  return isForeign(subject.decoded.envelope.kind) ? {} : explainScope(subject, base)
}

function statusText({ catalog }: Case, status: number): CatalogText {
  return catalog.httpStatuses[status] ?? classText(status)
}

function statusBasis({ catalog, response }: Case): Basis {
  return catalog.httpStatuses[response.status] ? 'http-status' : 'status-class'
}

function rungOf(subject: Case): Rung {
  const { response, decoded, catalog } = subject
  const { kind, code } = decoded.envelope
  const { status } = response
  const byStatus = { text: statusText(subject, status), status, note: '' }
  if (kind === 'empty' && isBodyless(subject)) return { ...byStatus, basis: statusBasis(subject) }
  if (!isApiKind(kind)) return { ...byStatus, basis: 'body-shape' }
  if (code === null) return { ...byStatus, basis: statusBasis(subject) }
  if (code === 0)
    return {
      ...byStatus,
      basis: statusBasis(subject),
      note: 'The envelope says success with its code 0; the HTTP status decides.',
    }
  const known = catalog.serviceCodes[code]
  if (!known) return unknownCode(subject, code, byStatus)
  if (!known.generic) return { basis: 'service-code', text: known, status: known.mirrors, note: '' }
  return status >= 400
    ? { ...byStatus, basis: 'service-code' }
    : { basis: 'service-code', text: known, status: null, note: '' }
}

function unknownCode(subject: Case, code: number, byStatus: Omit<Rung, 'basis'>): Rung {
  const basis = statusBasis(subject)
  const note = `Service code ${code} is not in the catalog, so this rests on the HTTP status and the messages.`
  if (subject.response.status >= 300) return { ...byStatus, basis, note }
  const generic = subject.catalog.serviceCodes[100] ?? byStatus.text
  return {
    basis,
    status: null,
    note,
    text: {
      ...generic,
      title: `The service answered with code ${code}`,
      cause: 'What the code stands for is not known here.',
    },
  }
}

/** For statuses without an explainer of their own: the general text, with the words of the answer. */
function withMessages({ messages }: Case, base: CatalogText): Partial<Explanation> {
  const [said] = messages
  return said === undefined ? {} : { cause: `The answer says: ${quoted(said)} ${base.cause}`.trim() }
}

function manyErrors({ decoded }: Case): string {
  return decoded.errorTotal > MAX_ERRORS
    ? `The answer lists ${decoded.errorTotal} errors; the first ${MAX_ERRORS} were read.`
    : ''
}
