import { SCENARIO_PLAYS } from '../../../app/check/scenarios.ts'
import type { Scenario } from '../../../app/contract/check.ts'
import { formatDuration } from '../../../app/contract/duration.ts'
import type { DrillEnd, JobOf } from '../../../app/contract/job.ts'
import { plural } from '../../../app/contract/words.ts'

/** How far a drill is, in one line. */
export function drillText({ phase, title: { command }, progress: { done, total } }: JobOf<'drill'>): string {
  if (phase === 'running') return `Drill of ${command}: ${done} of ${plural(total, 'scenario')}`
  const stopped = phase === 'done' ? '' : ` Postern stopped after ${done} of ${plural(total, 'scenario')}.`
  return `Drill of ${command} ${phase === 'done' ? `ended after ${plural(done, 'scenario')}` : phase}.${stopped}`
}

/** What is played now, with its place among all. */
export function playedText({ result, progress: { done, total } }: JobOf<'drill'>): string {
  const { scenario } = result
  if (scenario === null) return 'Postern starts the sandbox.'
  return `${scenario} (${done + 1} of ${total}): ${SCENARIO_PLAYS[scenario].description}`
}

/** How the program ended in a scenario. A failure of its own is no fault: a good program also fails after a 403. */
export function endText({ requests, code, tookMs, isOutOfTime }: DrillEnd): string {
  const sent = plural(requests, 'request')
  const took = formatDuration(Math.round(tookMs))
  if (isOutOfTime) return `${sent}, not over after ${took}, so Postern ended it`
  return `${sent}, exit code ${code} after ${took}`
}

/** Starts that a person may want to look at. */
export function oddEnds(ends: readonly DrillEnd[]): readonly DrillEnd[] {
  return ends.filter(({ code, isOutOfTime, requests }) => code !== 0 || isOutOfTime || requests === 0)
}

/** Such as `11 starts of npm test, 2 of which failed`. */
export function startsText({ title: { command }, result: { ends } }: JobOf<'drill'>): string {
  const odd = oddEnds(ends).length
  const failed = odd === 0 ? '' : `, ${odd} with a failure of its own`
  return `${plural(ends.length, 'start')} of ${command}${failed}`
}

export function describe(scenario: Scenario): string {
  return SCENARIO_PLAYS[scenario].description
}
