import { plural, formFor } from '../contract/words.ts'
import { VERDICTS, type Verdict } from '../contract/comparison.ts'
import type { ReplayItem } from '../replay/journal.ts'
import type { ReplayPlan } from '../replay/plan.ts'
import { formatDuration } from '../contract/duration.ts'

const MOST_LISTED = 50

/** What would be sent, for a person who decides whether it should be. */
export function planText(plan: ReplayPlan, isWhole: boolean): string {
  const { counts, keys, requests, takesMs, warnings } = plan
  const others = requests.filter(({ state }) => isWhole || state !== 'ready')
  const lines = [
    counts.ready === 0
      ? 'Postern would send no request.'
      : `${plural(counts.ready, 'request')} to replay, in about ${longSpan(takesMs)}.`,
    ...(counts.unsafe > 0
      ? [
          `${plural(counts.unsafe, 'request')} may already have run. Postern skips ${formFor(counts.unsafe, 'it', 'them')} without --repeat-unsafe.`,
        ]
      : []),
    ...(counts.blocked > 0 ? [`Postern cannot send ${plural(counts.blocked, 'request')}.`] : []),
    ...keys.map(({ profile, key, count }) => `Key ${key ?? '(none)'} of ${profile}: ${count}`),
    ...warnings,
    ...others
      .slice(0, MOST_LISTED)
      .map(
        ({ state, original, method, url, reason }) =>
          `  ${state.padEnd(7)}  ${original}  ${method} ${url}${reason === null ? '' : `  – ${reason}`}`,
      ),
    ...(others.length > MOST_LISTED ? [`  and ${others.length - MOST_LISTED} more`] : []),
  ]
  return `${lines.join('\n')}\n`
}

function longSpan(ms: number): string {
  return formatDuration(ms < 120_000 ? ms : Math.round(ms / 60_000) * 60_000)
}

/** One line for a request that has come to its end. */
export function itemLine({ original, verdict, state, reason }: ReplayItem): string {
  return `${original}  ${(verdict ?? state).padEnd(17)}  ${reason ?? ''}\n`
}

const WORDS: Record<Verdict, string> = {
  fixed: 'fixed',
  same: 'fail as before',
  'different-failure': 'fail in another way',
  worse: 'succeeded before and fail now',
  'still-succeeds': 'still succeed',
  undecided: 'without a response',
}

export function summaryText(items: readonly ReplayItem[], notes: readonly string[]): string {
  const count = (name: Verdict | ReplayItem['state']) =>
    items.filter(({ state, verdict }) => state === name || verdict === name).length
  const parts = [
    ...VERDICTS.filter((verdict) => count(verdict) > 0).map(
      (verdict) => `${count(verdict)} ${WORDS[verdict]}`,
    ),
    ...(count('skipped') > 0 ? [`${count('skipped')} skipped`] : []),
    ...(count('blocked') > 0 ? [`${count('blocked')} blocked`] : []),
  ]
  const kept = items.flatMap(({ exchange }) => exchange ?? [])
  const last = kept.length === 1 ? [`The new exchange is ${kept.join('')}.`] : []
  return `${[`${parts.join(' · ')}.`, ...notes, ...last].join('\n')}\n`
}
