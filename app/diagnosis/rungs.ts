import { GENERIC_CODE, SERVICE_CODES } from '../catalog/serviceCodes.ts'
import { classText } from '../catalog/statuses/classes.ts'
import { describe, step, type CatalogText } from '../catalog/text.ts'
import { type Basis, type AnswerContext } from './answerContext.ts'
import { isBodyless } from './subject.ts'
import { isApiKind } from './shapes.ts'

interface Rung {
  basis: Basis
  text: CatalogText
  /** The HTTP status whose explainer adds the evidence; null when the text stands alone. */
  status: number | null
  /** What has to be said about the choice of the text. */
  note: string
}

export function statusText({ catalog }: AnswerContext, status: number): CatalogText {
  return catalog.httpStatuses[status] ?? classText(status)
}

export function statusBasis({ catalog, response }: AnswerContext): Basis {
  return catalog.httpStatuses[response.status] ? 'http-status' : 'status-class'
}

export function rungOf(subject: AnswerContext): Rung {
  const { response, decoded, catalog } = subject
  const { kind, code, message, errors } = decoded.envelope
  const { status } = response
  const byStatus = (basis: Basis, note = ''): Rung => ({
    basis,
    text: statusText(subject, status),
    status,
    note,
  })
  if (kind === 'empty' && isBodyless(subject)) return byStatus(statusBasis(subject))
  if (!isApiKind(kind)) return byStatus('body-shape')
  if (subject.assessment.answerStatus === 'unclear') {
    const text = message !== null || errors.length > 0 ? UNCODED_FAILURE : UNCLEAR
    return { basis: statusBasis(subject), text, status: null, note: '' }
  }
  if (code === null) return byStatus(statusBasis(subject))
  if (code === 0) return byStatus(statusBasis(subject), SAYS_SUCCESS)
  const known = catalog.serviceCodes[code]
  if (typeof known?.mirrors === 'number') return mirrored(subject, known, known.mirrors)
  if (known?.generic === false) return { basis: 'service-code', text: known, status: null, note: '' }
  if (known)
    return status >= 400
      ? byStatus('service-code')
      : { basis: 'service-code', text: known, status: null, note: '' }
  const repeated = code >= 400 && code <= 599 ? catalog.httpStatuses[code] : undefined
  if (repeated && code === status) return byStatus('http-status')
  if (repeated && status < 300)
    return {
      basis: 'service-code',
      text: { ...repeated, retry: NO_RULE },
      status: null,
      note: `Code ${code} repeats HTTP ${code}.`,
    }
  const note = repeated
    ? `Service code ${code} repeats HTTP ${code}. The HTTP status decides.`
    : `Service code ${code} is not in the catalog, so this rests on the HTTP status and the messages.`
  if (status >= 300) return byStatus(statusBasis(subject), note)
  return { basis: statusBasis(subject), text: unknownFailure(code), status: null, note }
}

/** A code that repeats an HTTP status is explained by that status, unless the answer's own rules over it. */
function mirrored(subject: AnswerContext, known: CatalogText, status: number): Rung {
  const { assessment, response } = subject
  if (assessment.effectiveStatus === status) {
    const note =
      response.status === status
        ? ''
        : `The response has HTTP ${response.status} and the service code ${status}: the code says more.`
    return { basis: 'service-code', text: known, status, note }
  }
  const note = `The service code means HTTP ${status}, but the response has HTTP ${response.status}, which decides.`
  return {
    basis: statusBasis(subject),
    text: statusText(subject, response.status),
    status: response.status,
    note,
  }
}

const lookAndReport = [
  step('Look at the raw response.', 'show-answer'),
  step('Send Guardhouse support this response.', 'copy-for-support'),
]

/** A 2xx envelope that says neither success nor failure. */
const UNCLEAR = describe(
  'The response does not say whether it succeeded',
  'The API documentation gives a success code 0 in status.code. Postern cannot read a code there.',
  'The API left its code out or wrote it in another form, or another service responded.',
  lookAndReport,
  'no',
  'The same request most likely gets the same response.',
)

/** The same with messages: what nobody coded as success is a failure. */
const UNCODED_FAILURE = describe(
  'The API reports a failure without a code',
  'The API documentation gives each envelope a code in status.code. Postern cannot read one there.',
  'Only the messages of the response say why.',
  lookAndReport,
  'no',
  'The same request most likely gets the same response.',
)

/** From the design of the retry policy: a 2xx whose code says failure is not sent again. */
const NO_RULE = {
  helps: 'no' as const,
  advice: 'The response came with a success status, so Postern does not retry it.',
}

const SAYS_SUCCESS = 'Its envelope says success with code 0. The HTTP status decides.'

/** A 2xx with a code that nobody knows: all that is certain is that it is not 0. */
function unknownFailure(code: number): CatalogText {
  const general = SERVICE_CODES[GENERIC_CODE] ?? classText(400)
  return {
    ...general,
    title: `The API reports code ${code}`,
    cause: 'Postern does not know this code.',
  }
}
