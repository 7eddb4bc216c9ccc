import { SCENARIO_PLAYS } from '../check/scenarios.ts'
import type { Drill, Scenario } from '../contract/check.ts'
import type { ProgramEnd } from './programStart.ts'

/** One start of the program, with what the sandbox plays meanwhile. */
export interface DrillStep {
  scenario: Scenario
  /** Counts from 0. */
  at: number
  speed: number
  /** Specifications of faults, the first to strike first. */
  faults: readonly string[]
  /** Variables that tell the program what is played. */
  env: Readonly<Record<string, string>>
}

interface DrillPorts {
  start(step: DrillStep): Promise<ProgramEnd>
  /** Aborted when no further program is to be started. */
  signal: AbortSignal
  onBegun(step: DrillStep): void
  onEnded(end: ProgramEnd, step: DrillStep): void
}

/** In a drill a program may call for ever, as after a key that is revoked. */
export const DRILL_LIMIT_MS = 120_000

/**
 * Starts the program once a scenario. Ends early with a signal, and where the program sends nothing in the first.
 * @throws PosternError bad-input for a program that cannot be started
 */
export async function runDrill({ scenarios, speed }: Drill, ports: DrillPorts): Promise<ProgramEnd[]> {
  const ends: ProgramEnd[] = []
  for (const [at, scenario] of scenarios.entries()) {
    // Ctrl+C between two programs is heard here; within one it is the program's as well.
    if (ports.signal.aborted) break
    const env = { POSTERN_SCENARIO: scenario, POSTERN_SPEED: String(speed) }
    const step = { scenario, at, speed, faults: SCENARIO_PLAYS[scenario].faults(speed), env }
    ports.onBegun(step)
    const end = await ports.start(step).catch((error: unknown) => {
      if (ports.signal.aborted) return null
      throw error
    })
    if (end === null) break
    ends.push(end)
    ports.onEnded(end, step)
    if (end.signal !== null || hasSentNothing(ends)) break
  }
  return ends
}

/** Where no start has sent a request, the next will not either. */
export function hasSentNothing(ends: readonly ProgramEnd[]): boolean {
  return ends.length > 0 && ends.every(({ requests }) => requests === 0)
}
