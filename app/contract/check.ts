import { z } from 'zod'

/** What a program must keep to, by the API documentation. The order is the order of the report. */
export const RULES = [
  'retried-forbidden',
  'retried-refusal',
  'called-in-full-window',
  'over-the-window',
  'refreshed-twice',
  'kept-dead-token',
  'refresh-stampede',
  'token-per-request',
  'no-backoff',
  'too-many-retries',
  'repeated-unsafe',
  'failing-page-followed',
  'code-401-ignored',
  'paging-off',
  'polled-hard',
  'secret-in-url',
] as const

export const SEVERITIES = ['error', 'warning'] as const

/** `not-seen`: no call has put the rule to the test. That is no pass. */
export const VERDICTS = ['kept', 'broken', 'not-seen'] as const

/** `nothing`: there was no call to check. */
export const RESULTS = ['kept', 'broken', 'nothing'] as const

/** What the sandbox plays in a drill, so that rules are seen. */
export const SCENARIOS = [
  'expired-token',
  'revoked',
  '403',
  '429',
  '500-twice',
  '500-on-post',
  'code-100-in-200',
  'code-401-in-200',
  'reset',
  'cut-body',
  'slow',
] as const

/** How much faster than the API's the minute of the sandbox may be: `Retry-After` and `Date` are in whole seconds. */
export const DRILL_SPEEDS = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60] as const

export const drillSchema = z.strictObject({
  scenarios: z.array(z.enum(SCENARIOS)).min(1).max(SCENARIOS.length),
  speed: z.literal(DRILL_SPEEDS),
})

/** Most evidence of one rule in a report. */
export const MOST_EVIDENCE = 50

const count = z.int().nonnegative()

/** One call that has broken a rule. */
export const evidenceSchema = z.strictObject({
  /** Id of the exchange. */
  exchange: z.string(),
  /** Number of the attempt within the exchange. */
  attempt: z.int().positive(),
  at: z.iso.datetime(),
  /** Method and path, such as `POST /api/webhook/subscriptions`. */
  request: z.string(),
  /** What the API documentation says. */
  said: z.string(),
  /** What the program did. */
  did: z.string(),
  /** What to change in the program. */
  change: z.string(),
})

export const ruleVerdictSchema = z.strictObject({
  rule: z.enum(RULES),
  severity: z.enum(SEVERITIES),
  verdict: z.enum(VERDICTS),
  /** How often it was broken, the evidence that is left out included. */
  count,
  /** The scenario that shows it; null where any run does that has enough calls. */
  seenBy: z.enum(SCENARIOS).nullable(),
  /** The first that there is. */
  evidence: z.array(evidenceSchema).max(MOST_EVIDENCE),
  /** Where the rule was seen: method and route, with how often it was broken there. */
  routes: z.array(z.strictObject({ route: z.string(), count })),
})

/** What `postern check --format json` prints. */
export const reportSchema = z.strictObject({
  version: z.literal(1),
  /** Calls that were checked: each attempt is one. */
  calls: count,
  /** Start of the first call and of the last one; null where there is none. */
  from: z.iso.datetime().nullable(),
  to: z.iso.datetime().nullable(),
  result: z.enum(RESULTS),
  rules: z.array(ruleVerdictSchema),
  /** What the calls cannot tell, and what makes a verdict less sure: a sentence each. */
  notes: z.array(z.string()),
})

export type Rule = (typeof RULES)[number]
export type RuleSeverity = (typeof SEVERITIES)[number]
export type Verdict = (typeof VERDICTS)[number]
export type Scenario = (typeof SCENARIOS)[number]
export type Drill = z.infer<typeof drillSchema>
export type DrillSpeed = Drill['speed']
export type Evidence = z.infer<typeof evidenceSchema>
export type RuleVerdict = z.infer<typeof ruleVerdictSchema>
export type Report = z.infer<typeof reportSchema>
