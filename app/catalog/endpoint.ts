import type { EnvelopeKind } from '../contract/exchange.ts'
import type { Step } from './text.ts'

/** `documented` by the API's owner, or `inferred` from what is: then it may be wrong, and is never enforced. */
export type Mark = 'documented' | 'inferred'

export interface Parameter {
  name: string
  in: 'query' | 'path' | 'header' | 'body'
  /** `list` is comma-separated; `date-time` is ISO 8601 in UTC. */
  type: 'string' | 'integer' | 'boolean' | 'date-time' | 'list'
  required: boolean
  /** What the API takes when it is left out; null when nothing, or not known. */
  default: string | null
  enum: readonly string[] | null
  /** The least number that makes sense. */
  min?: number
  /** What a text has to be beside. */
  format?: 'https'
  help: string
  mark: Mark
}

export interface Endpoint {
  method: string
  /** With names in braces, such as `/api/external/staffs/{id}/licenses`. */
  path: string
  title: string
  purpose: string
  /** The KeyType that opens it; null when any key does, within its ids. */
  keyType: string | null
  /** Kind of a successful answer; null when it is not known. */
  envelope: EnvelopeKind | null
  /** Whether it counts against the rate window. */
  inWindow: boolean
  /** What its records are called, one and many; null when it answers none. */
  noun: readonly [one: string, many: string] | null
  /** What a success without records to count is called, such as `Subscriber created`. */
  done: string | null
  parameters: readonly Parameter[]
  /** The field of a success that holds a secret which the API returns only once, such as `data.secretToken`. */
  onceSecret?: string | undefined
  /** Fields of the JSON body; empty when it takes none. */
  body: readonly Parameter[]
  /** True for the request that a key gets its token with: it changes nothing, so it is safe to send twice. */
  isTokenRequest?: true
  /** How to find out whether a call that changes something has run; left out where only a GET at its path can tell. */
  whetherRun?: readonly [Step, ...Step[]]
  mark: Mark
}
