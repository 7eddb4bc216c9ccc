import type { Rule, RuleSeverity, Scenario } from '../../contract/check.ts'
import type { Call } from '../calls.ts'
import type { Trace } from '../trace.ts'

/** What a rule has found in the calls of one program. */
export interface Found {
  /** A call has put the rule to the test. */
  saw(call: Call): void
  /**
   * @param did what the program did, in a sentence
   * @param isGuess no more than a warning, whatever the rule is
   */
  broke(call: Call, did: string, isGuess?: boolean): void
}

/** One thing that a program must keep to. */
export interface CheckRule {
  name: Rule
  severity: RuleSeverity
  /** In a few words, as an order. */
  title: string
  /** What the API documentation says, or what follows from it. */
  says: string
  why: string
  change: string
  /** How Postern sees whether it is kept. */
  sign: string
  /** What has to happen for the rule to be seen. */
  needs: string
  /** The scenario in which that happens; null where it happens in any run with calls enough. */
  seenBy: Scenario | null
  judge(trace: Trace, found: Found): void
}
