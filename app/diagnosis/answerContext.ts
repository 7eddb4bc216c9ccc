import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogText, Step } from '../catalog/text.ts'
import type { ApiRequest, ApiResponse, Diagnosis, ParameterError, Said, Scope } from '../contract/exchange.ts'
import type { Decoded } from './decode.ts'
import type { Evidence } from './evidence.ts'
import type { ParameterFinder } from './parameters.ts'
import type { Gateway } from './gateways.ts'
import { isTokenRequest, type Subject } from './subject.ts'
import type { Assessment } from './assessment.ts'
import type { Topic } from './topics/topics.ts'
import type { OddValue } from './values/oddValues.ts'
import type { SentValue } from './values/sentValues.ts'

/** An answer with all that is known about it, as the explanations need it. */
export interface AnswerContext extends Subject {
  evidence: Evidence
  request: ApiRequest
  response: ApiResponse
  decoded: Decoded
  catalog: Catalog
  /** What the answer says in words, the main message first, none twice. */
  messages: readonly string[]
  /** All that it lists as errors. */
  said: Said[]
  /** What the messages are likely about, in their order; read when first asked for. */
  topics: () => readonly Topic[]
  /** What a text is likely about, and the first step that it names; each text is read once. */
  topicsIn: (text: string) => readonly Topic[]
  stepsIn: (text: string) => readonly Step[]
  /** What the request sends, and what of it looks wrong whatever the response says; read when first asked for. */
  sent: () => readonly SentValue[]
  odd: () => readonly OddValue[]
  findParameters: ParameterFinder
  /** What answered in place of the API, by its signs. */
  gateway: Gateway | null
  traceId: string | null
  assessment: Assessment
}

export type Basis = Diagnosis['basis']
export type Retry = Diagnosis['retry']

/** A diagnosis in the making: steps still carry their buttons. */
export interface Explanation {
  headline: string
  meaning: string
  cause: string
  remedy: readonly Step[]
  retry: Retry
  scope: Scope | null
  parameters: ParameterError[]
}

/** What the evidence of a single case adds to the text of its status, and the basis where another one leads. */
export type Found = Partial<Explanation> & { basis?: Basis }

/** The advice of a text, which names no moment. */
export function retryOf({ retry: { helps, advice } }: Pick<CatalogText, 'retry'>): Retry {
  return { helps, advice, notBefore: null }
}

/** True when sending once more cannot do anything twice. */
export function isSafeToRepeat(request: ApiRequest): boolean {
  return request.idempotent || /^(GET|HEAD|OPTIONS)$/i.test(request.method) || isTokenRequest(request)
}

/** The key as a sentence can name it: `The key site-7` or `The key`. */
export function theKey(evidence: Evidence): string {
  return evidence.key === null ? 'The key' : `The key ${evidence.key}`
}

/** What says so, in brackets. */
export function basisOf({ response, decoded, evidence }: AnswerContext): string {
  const { code } = decoded.envelope
  const said = [
    ...(evidence.isStatusGuessed || response.status === 0 ? [] : [`HTTP ${response.status}`]),
    ...(code === null
      ? []
      : [decoded.envelope.kind === 'live-operations' ? 'isSuccess' : `service code ${code}`]),
  ]
  return said.length === 0 ? '' : ` (${said.join(', ')})`
}
