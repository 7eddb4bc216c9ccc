import { SCENARIO_PLAYS } from '../check/scenarios.ts'
import {
  DRILL_SPEEDS,
  RULES,
  SCENARIOS,
  type Drill,
  type DrillSpeed,
  type Scenario,
} from '../contract/check.ts'
import { formatDuration } from '../contract/duration.ts'
import { suggestion } from '../contract/nearest.ts'
import { plural } from '../contract/words.ts'
import { hasSentNothing, runDrill, type DrillStep } from '../programs/drill.ts'
import type { ProgramEnd } from '../programs/programStart.ts'
import { capturedText } from './captured.ts'
import { CommandError, type Io } from './io.ts'

/** All scenarios where none is named. */
export function scenariosOf(names: readonly string[]): Scenario[] {
  if (names.length === 0) return [...SCENARIOS]
  const known = new Set<string>(SCENARIOS)
  const unknown = names.find((name) => !known.has(name))
  if (unknown !== undefined)
    throw new CommandError(
      `There is no scenario "${unknown}".${suggestion(unknown, SCENARIOS)} Scenarios: ${SCENARIOS.join(', ')}.`,
    )
  return SCENARIOS.filter((name) => names.includes(name))
}

export function speedOf(text: string | undefined): DrillSpeed {
  const speed = DRILL_SPEEDS.find((each) => each === Number(text ?? 1))
  if (speed !== undefined) return speed
  throw new CommandError(`--speed takes one of ${DRILL_SPEEDS.join(', ')}, not "${text}".`)
}

/** The scenarios, what happens in each, and which rules it shows. */
export function scenarioList(): string {
  const width = Math.max(...SCENARIOS.map((name) => name.length)) + 2
  const rows = SCENARIOS.map((name) => {
    const { description, shows } = SCENARIO_PLAYS[name]
    return `${name.padEnd(width)}${description}\n${' '.repeat(width)}Shows ${shows.join(', ')}\n`
  })
  const shown = new Set(SCENARIOS.flatMap((name) => SCENARIO_PLAYS[name].shows))
  const others = RULES.filter((rule) => !shown.has(rule))
  return `${rows.join('')}\nEvery scenario with enough requests shows ${others.join(', ')}.\n`
}

/** Runs a drill, and says how it goes on. `textOf` says where the calls of a start are kept. */
export async function tellDrill(
  drill: Drill,
  start: (step: DrillStep) => Promise<ProgramEnd>,
  textOf: (end: ProgramEnd) => string,
  { stderr, signal }: Pick<Io, 'stderr' | 'signal'>,
): Promise<readonly ProgramEnd[]> {
  const of = drill.scenarios.length
  const ends = await runDrill(drill, {
    start,
    signal,
    onBegun({ scenario, at }) {
      stderr(`${scenario} (${at + 1} of ${of}): ${SCENARIO_PLAYS[scenario].description}\n`)
    },
    onEnded(end) {
      stderr(`  ${endText(end)}\n${textOf(end)}`)
    },
  })
  if (hasSentNothing(ends)) stderr(`${capturedText(0, 0)}\n`)
  if (ends.length < of) stderr(`Postern stopped after ${plural(ends.length, 'scenario')} of ${of}.\n`)
  return ends
}

function endText({ code, tookMs, requests, isOutOfTime }: ProgramEnd): string {
  const after = formatDuration(Math.round(tookMs))
  const sent = `sent ${plural(requests, 'request')}`
  return isOutOfTime
    ? `The program ${sent} and did not end within ${after}. Postern ended it.`
    : `The program ${sent} and ended with ${code} after ${after}.`
}
