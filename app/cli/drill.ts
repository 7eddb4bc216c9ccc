import { RULES, SCENARIOS, type Scenario } from '../contract/check.ts'
import { formatDuration } from '../contract/duration.ts'
import { suggestion } from '../contract/nearest.ts'
import { plural } from '../contract/words.ts'
import { SCENARIO_PLAYS } from '../sandbox/scenarios.ts'
import { capturedText } from './captured.ts'
import { CommandError, type Io } from './io.ts'
import { keptText, startProgram, type ProgramEnd, type ProgramPlan } from './programStart.ts'

export interface Drill {
  scenarios: readonly Scenario[]
  /** How much faster than the API's the minute of the sandbox is. */
  speed: number
}

/** A minute divided by one of these is in whole seconds, as `Retry-After` and `Date` are. */
const SPEEDS = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60]

/** All scenarios where none is named. */
export function scenariosOf(names: readonly string[]): readonly Scenario[] {
  if (names.length === 0) return SCENARIOS
  const known = new Set<string>(SCENARIOS)
  const unknown = names.find((name) => !known.has(name))
  if (unknown !== undefined)
    throw new CommandError(
      `There is no scenario "${unknown}".${suggestion(unknown, SCENARIOS)} Scenarios: ${SCENARIOS.join(', ')}.`,
    )
  return SCENARIOS.filter((name) => names.includes(name))
}

export function speedOf(text: string | undefined): number {
  const speed = Number(text ?? 1)
  if (SPEEDS.includes(speed)) return speed
  throw new CommandError(`--speed takes one of ${SPEEDS.join(', ')}, not "${text}".`)
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

/** Starts the program once a scenario. Ends early with a signal, and where the program sends nothing. */
export async function runDrill(
  { scenarios, speed }: Drill,
  plan: ProgramPlan,
  io: Io,
): Promise<readonly ProgramEnd[]> {
  const ends: ProgramEnd[] = []
  for (const [at, name] of scenarios.entries()) {
    // Ctrl+C between two programs is heard here; within one it is the program's as well.
    if (io.signal.aborted) break
    const { description, faults } = SCENARIO_PLAYS[name]
    io.stderr(`${name} (${at + 1} of ${scenarios.length}): ${description}\n`)
    const env = { ...plan.env, POSTERN_SCENARIO: name, POSTERN_SPEED: String(speed) }
    const end = await startProgram({ ...plan, faults: faults(speed), speed, env, hasInput: false }, io).catch(
      (error: unknown) => {
        if (io.signal.aborted) return null
        throw error
      },
    )
    if (end === null) break
    ends.push(end)
    io.stderr(`  ${endText(end)}\n${keptText(plan, end, '  ')}`)
    if (end.signal !== null || ends.every(({ requests }) => requests === 0)) break
  }
  if (ends.length > 0 && ends.every(({ requests }) => requests === 0)) io.stderr(`${capturedText(0, 0)}\n`)
  if (ends.length < scenarios.length)
    io.stderr(`Postern stopped after ${plural(ends.length, 'scenario')} of ${scenarios.length}.\n`)
  return ends
}

function endText({ code, tookMs, requests, isOutOfTime }: ProgramEnd): string {
  const after = formatDuration(Math.round(tookMs))
  const sent = `sent ${plural(requests, 'request')}`
  return isOutOfTime
    ? `The program ${sent} and did not end within ${after}. Postern ended it.`
    : `The program ${sent} and ended with ${code} after ${after}.`
}
