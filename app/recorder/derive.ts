import type { Catalog } from '../catalog/catalog.ts'
import type { PosternError } from '../contract/errors.ts'
import type { ApiResponse, Diagnosis, Envelope, Exchange } from '../contract/exchange.ts'
import { cancelledFailure, type Ending } from '../contract/recording.ts'
import { outcomeOf } from '../diagnosis/assessment.ts'
import type { Evidence, Reading } from '../diagnosis/evidence.ts'
import { subjectOf } from '../diagnosis/subject.ts'
import { explainDelivery } from '../webhooks/explain.ts'

export interface DerivePorts {
  catalog: Catalog
  envelopeOf(response: ApiResponse): Envelope
  explain(evidence: Evidence): Reading | Promise<Reading>
}

/** The exchange with what follows from how it ended. It must be redacted before, so that nothing that follows holds a secret. */
export async function derive(
  exchange: Exchange,
  ending: Ending,
  { catalog, envelopeOf, explain }: DerivePorts,
): Promise<Exchange> {
  const { at, stoppedBy, error } = ending
  if (ending.delivery)
    return { ...exchange, ...explainDelivery(exchange, ending.delivery), endedAt: new Date(at).toISOString() }
  const last = exchange.attempts.at(-1)
  const response = last?.response ?? null
  const isUnanswered = stoppedBy !== null && response === null
  const failure = last?.failure ?? (isUnanswered ? cancelledFailure(last !== undefined) : null)
  const evidence: Evidence = {
    request: exchange.request,
    response,
    failure,
    ...(ending.isOthers
      ? { attempts: [], earlier: exchange.attempts.slice(0, -1) }
      : { attempts: exchange.attempts }),
    key: exchange.key,
    profile: ending.profile,
    claims: ending.claims,
    now: at,
    clockOffsetMs: ending.clockOffsetMs,
    window: ending.window,
    ...(ending.handedOver && { handedOver: ending.handedOver }),
    traceHeaders: ending.traceHeaders,
    catalog,
  }
  const { method } = exchange.request
  const answered = response && {
    subject: subjectOf(evidence),
    method,
    response,
    envelope: envelopeOf(response),
    catalog,
  }
  const reading = await explained(evidence, explain, answered?.envelope ?? null)
  const isInWait = stoppedBy !== null && failure?.code !== 'CANCELLED'
  const diagnosis = stoppedIn(isInWait ? 'wait' : 'attempt', stoppedBy, reading.diagnosis)
  return {
    ...exchange,
    ...reading,
    endedAt: new Date(at).toISOString(),
    outcome: stoppedBy === null ? outcomeOf(failure, answered) : STOPPED[stoppedBy].outcome,
    diagnosis: error ? explainedBy(diagnosis, error) : diagnosis,
  }
}

type Explained = Pick<Exchange, 'envelope' | 'findings' | 'diagnosis'>

/** An exchange is worth more than its explanation: without one it is kept all the same. */
async function explained(
  evidence: Evidence,
  explain: DerivePorts['explain'],
  envelope: Envelope | null,
): Promise<Explained> {
  try {
    return await explain(evidence)
  } catch {
    return { envelope, findings: [], diagnosis: null }
  }
}

const STOPPED = {
  cancel: { outcome: 'cancelled', word: 'Cancelled' },
  quit: { outcome: 'interrupted', word: 'Interrupted' },
} as const

/** The explanation of the last attempt, for an exchange that ended before the next one, or in the middle of it. */
function stoppedIn(
  place: 'wait' | 'attempt',
  by: Ending['stoppedBy'],
  diagnosis: Diagnosis | null,
): Diagnosis | null {
  if (diagnosis === null || by === null) return diagnosis
  if (place === 'wait')
    return { ...diagnosis, headline: `${STOPPED[by].word} before the next attempt: ${diagnosis.headline}` }
  if (by === 'cancel') return diagnosis
  return { ...diagnosis, headline: 'Postern quit before the response came' }
}

/** An error whose own words explain best why nothing was sent. */
function explainedBy(diagnosis: Diagnosis | null, error: PosternError): Diagnosis | null {
  if (!diagnosis) return null
  const isAboutKey = error.code === 'key-missing' || error.code === 'key-unreadable'
  return {
    ...diagnosis,
    headline: error.message,
    meaning: 'Postern sent nothing.',
    cause: error.message,
    remedy: [error.remedy],
    remedyActions: [isAboutKey ? 'enter-key' : null],
    retry: { helps: 'no', advice: 'A replay changes nothing before that.', notBefore: null },
  }
}
