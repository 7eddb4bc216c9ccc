import type { Diagnosis, RemedyAction } from '../contract/exchange.ts'

export type RetryHelp = Diagnosis['retry']['helps']

export interface Step {
  text: string
  /** What a button beside the step does; null where only a person can do it. */
  action: RemedyAction | null
}

/** What is known of one status, service code or failure, before the evidence of a single case is added. */
export interface CatalogText {
  /** A few words that name it, fit for a headline. */
  title: string
  meaning: string
  cause: string
  /** In the order in which to try them. */
  remedy: readonly Step[]
  /** `later` and `now` hold for idempotent requests; others that failed on the server's side are `unsafe`. */
  retry: { helps: RetryHelp; advice: string }
}

/** The guide's own example of a back-off; what a profile does is its own setting. */
export const BACK_OFF = 'Wait 1, 2, 4 and 8 seconds between the retries.'

/** Stands in a step for the place that a response points to. */
export const LOCATION = 'the place in the Location header'

/** Steps that read a record: where the call is known that shows it, they name it. */
export const READ_STATE = 'Read the record with a GET to see its state now.'
export const FIND_EXISTING = 'Look for the existing record with a GET, and use it.'

export function step(text: string, action: RemedyAction | null = null): Step {
  return { text, action }
}

/** A catalog text from its parts; a plain string among the steps is a step without a button. */
export function describe(
  title: string,
  meaning: string,
  cause: string,
  remedy: ReadonlyArray<string | Step>,
  helps: RetryHelp,
  advice: string,
): CatalogText {
  const steps = remedy.map((each) => (typeof each === 'string' ? step(each) : each))
  return { title, meaning, cause, remedy: steps, retry: { helps, advice } }
}
