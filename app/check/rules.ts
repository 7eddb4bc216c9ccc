import { RULES, type Rule } from '../contract/check.ts'
import { failingPageFollowed, pagingOff } from './rules/paging.ts'
import {
  noBackoff,
  repeatedUnsafe,
  retriedForbidden,
  retriedRefusal,
  tooManyRetries,
} from './rules/retries.ts'
import type { CheckRule } from './rules/rule.ts'
import { secretInUrl } from './rules/secret.ts'
import {
  code401Ignored,
  keptDeadToken,
  refreshedTwice,
  refreshStampede,
  tokenPerRequest,
} from './rules/tokens.ts'
import { calledInFullWindow, overTheWindow, polledHard } from './rules/window.ts'

const BY_NAME: Readonly<Record<Rule, CheckRule>> = {
  'retried-forbidden': retriedForbidden,
  'retried-refusal': retriedRefusal,
  'called-in-full-window': calledInFullWindow,
  'over-the-window': overTheWindow,
  'refreshed-twice': refreshedTwice,
  'kept-dead-token': keptDeadToken,
  'refresh-stampede': refreshStampede,
  'token-per-request': tokenPerRequest,
  'no-backoff': noBackoff,
  'too-many-retries': tooManyRetries,
  'repeated-unsafe': repeatedUnsafe,
  'failing-page-followed': failingPageFollowed,
  'code-401-ignored': code401Ignored,
  'paging-off': pagingOff,
  'polled-hard': polledHard,
  'secret-in-url': secretInUrl,
}

/** What a program must keep to, in the order of a report. */
export const CHECK_RULES: readonly CheckRule[] = RULES.map((name) => BY_NAME[name])

export function ruleNamed(name: Rule): CheckRule {
  return BY_NAME[name]
}
