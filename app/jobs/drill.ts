import type { Clock } from '../clock.ts'
import type { Drill } from '../contract/check.ts'
import { commandLine } from '../contract/commandWords.ts'
import { PosternError } from '../contract/errors.ts'
import type { JobOf } from '../contract/job.ts'
import { listed } from '../contract/words.ts'
import type { OutputStream } from '../programs/child.ts'
import { hasSentNothing, runDrill, type DrillStep } from '../programs/drill.ts'
import { createOutputLines } from '../programs/outputLines.ts'
import type { ProgramEnd } from '../programs/programStart.ts'
import { newJob, type Jobs } from './jobs.ts'

/** A program, and what it is drilled in. */
export interface DrillOrder extends Drill {
  command: readonly string[]
  folder: string
  /** Environment variables that are set to the URL of the capture. */
  variables: readonly string[]
}

/** What one start of the program is given. */
export interface DrillStart {
  order: DrillOrder
  step: DrillStep
  signal: AbortSignal
  onOutput(stream: OutputStream, bytes: Uint8Array): void
}

interface DrillPorts {
  clock: Pick<Clock, 'now'>
  start(what: DrillStart): Promise<ProgramEnd>
  redact(text: string): string
}

const MOST_LINES = 100

/** Starts a program once a scenario, and says how it goes on. */
export function createDrills(jobs: Pick<Jobs, 'begin' | 'refuseSecond'>, ports: DrillPorts) {
  return {
    refuseSecond: () => jobs.refuseSecond('drill'),
    /** @throws PosternError bad-input while another drill is in progress */
    begin(order: DrillOrder): void {
      const { command, scenarios, speed } = order
      const job: JobOf<'drill'> = {
        kind: 'drill',
        ...newJob(ports.clock.now()),
        title: { command: ports.redact(commandLine(command)), speed },
        progress: { done: 0, total: scenarios.length, unit: 'scenarios' },
        result: { scenario: null, ends: [], output: [], query: null },
      }
      jobs.begin(job, async ({ progress, result }, { signal, changed, tell }) => {
        const lines = createOutput(ports.redact, result.output, changed)
        const runs: string[] = []
        const ends = await runDrill(order, {
          signal,
          start: (step) => ports.start({ order, step, signal, onOutput: lines.take }),
          onBegun({ scenario }) {
            result.scenario = scenario
            tell()
          },
          onEnded({ run, requests, code, tookMs, isOutOfTime }, { scenario }) {
            lines.end()
            if (requests > 0) runs.push(run)
            if (runs.length > 0) result.query = `run:${runs.join(',')}`
            result.ends.push({ scenario, requests, code, tookMs, isOutOfTime })
            progress.done += 1
            tell()
          },
        })
        result.scenario = null
        if (signal.aborted) return 'cancelled'
        if (hasSentNothing(ends)) throw nothingSent(order)
        return 'done'
      })
    },
  }
}

/** The last lines of both streams, each of which is read on its own. */
function createOutput(redact: (text: string) => string, shown: string[], changed: () => void) {
  const put = (line: string) => {
    shown.push(line)
    if (shown.length > MOST_LINES) shown.shift()
    changed()
  }
  const streams = { stdout: createOutputLines(redact, put), stderr: createOutputLines(redact, put) }
  return {
    take(stream: OutputStream, bytes: Uint8Array) {
      streams[stream].take(bytes)
    },
    end() {
      streams.stdout.end()
      streams.stderr.end()
    },
  }
}

function nothingSent({ variables }: DrillOrder): PosternError {
  return new PosternError(
    'bad-input',
    'Your program sent no request to Postern.',
    `Name the variable that your program reads its base URL from. Postern set ${listed(variables)}.`,
  )
}
