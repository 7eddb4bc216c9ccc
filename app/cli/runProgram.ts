import { constants } from 'node:os'
import { systemClock } from '../clock.ts'
import type { CheckOptions } from '../check/check.ts'
import type { Drill } from '../contract/check.ts'
import { OWN_VARIABLE, SANDBOX_PROFILE } from '../contract/names.ts'
import type { Exchange } from '../contract/exchange.ts'
import { isFailure } from '../contract/outcome.ts'
import type { ProgramWorld } from '../programs/child.ts'
import { DRILL_LIMIT_MS, type DrillStep } from '../programs/drill.ts'
import { startProgram, type ProgramEnd, type ProgramPlan } from '../programs/programStart.ts'
import { parse, positiveDurationMs } from './arguments.ts'
import { failOnOf, type FailOn } from './check.ts'
import { checkRate } from './checkRate.ts'
import { capturedText, idempotentOf, openCaptured, type CapturedOptions } from './captured.ts'
import { openProgramCheck, type ProgramCheck } from './programCheck.ts'
import { scenarioList, scenariosOf, speedOf, tellDrill } from './drill.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { openLines } from './lines.ts'

const OPTIONS = {
  to: { type: 'string' },
  env: { type: 'string', multiple: true },
  fault: { type: 'string', multiple: true },
  hold: { type: 'boolean' },
  keep: { type: 'boolean' },
  json: { type: 'string' },
  idempotent: { type: 'string', multiple: true },
  timeout: { type: 'string' },
  check: { type: 'boolean' },
  report: { type: 'string', multiple: true },
  'fail-on': { type: 'string' },
  'require-seen': { type: 'string', multiple: true },
  drill: { type: 'boolean' },
  scenario: { type: 'string', multiple: true },
  speed: { type: 'string' },
  list: { type: 'boolean' },
} as const

/** As `timeout` of a shell says it. */
const OUT_OF_TIME = 124

/** How the program is started, and how its calls are captured. */
interface Plan {
  program: ProgramPlan
  captured: Omit<CapturedOptions, 'run' | 'port'>
}

type Values = ReturnType<typeof parse<typeof OPTIONS>>['values']

/** Starts a program with a capture of its own, and ends as the program ends. */
export async function runProgram(args: string[], io: Io): Promise<number> {
  const end = args.indexOf('--')
  const { values, positionals } = parse(end < 0 ? args : args.slice(0, end), OPTIONS)
  const drill = drillOf(values)
  if (drill && values.list) {
    io.stdout(scenarioList())
    return EXIT.success
  }
  const command = end < 0 ? [] : args.slice(end + 1)
  if (positionals[0] !== undefined || command[0] === undefined || command[0] === '')
    throw new CommandError(
      'The command to run goes after --, for example: postern run --env BASE_URL -- node client.mjs',
    )
  const idempotent = idempotentOf(values.idempotent ?? [])
  const variables = [OWN_VARIABLE, ...(values.env ?? []).map(variableOf)]
  const limitMs = values.timeout === undefined ? null : positiveDurationMs(values.timeout, '--timeout')
  const speed = drill?.speed ?? 1
  const failOn = failOnOf(values['fail-on'], values['require-seen'])
  const isChecked = [values.check, drill, values.report, values['fail-on'], values['require-seen']].some(
    Boolean,
  )
  const check = isChecked ? await openCheck(values.report ?? [], failOn, { idempotent, speed }, io) : null
  const lines = values.json === undefined ? null : await openLines(values.json)
  const plan: Plan = {
    program: {
      command,
      variables,
      env: {},
      hasInput: drill === null,
      limitMs: limitMs ?? (drill ? DRILL_LIMIT_MS : null),
    },
    captured: {
      to: values.to ?? (drill ? SANDBOX_PROFILE : undefined),
      faults: values.fault ?? [],
      speed: 1,
      isHolding: values.hold,
      isKept: values.keep ?? false,
      idempotent,
      onEnded(exchange) {
        lines?.put(exchange)
        check?.put(exchange)
      },
    },
  }
  try {
    return await (drill && check ? drillCode(drill, check, plan, io) : programCode(plan, check, io))
  } finally {
    await lines?.close()
  }
}

/** The settings are read once more for the calls, and say there what is wrong with them. */
async function openCheck(
  paths: readonly string[],
  failOn: FailOn,
  options: CheckOptions,
  io: Io,
): Promise<ProgramCheck> {
  const rate = await checkRate(undefined, { ...io, stderr: () => undefined })
  return openProgramCheck(paths, failOn, { ...options, rate })
}

function drillOf(values: Values): Drill | null {
  const { drill, scenario, speed, list, to, fault } = values
  if (!drill) {
    const other = Object.entries({ scenario, speed, list }).find(([, value]) => value !== undefined)
    if (other) throw new CommandError(`--${other[0]} is for a drill. Add --drill.`)
    return null
  }
  if (to !== undefined && to.trim().toLowerCase() !== SANDBOX_PROFILE)
    throw new CommandError(`--drill is for the sandbox. Write --to sandbox, not --to ${to}.`)
  if (fault) throw new CommandError('--drill brings its own faults. Leave out --fault.')
  return { scenarios: scenariosOf(scenario ?? []), speed: speedOf(speed) }
}

function variableOf(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) return name
  throw new CommandError(
    `--env takes the name of an environment variable, for example BASE_URL, not "${name}".`,
  )
}

/** Starts the program; in a drill with what one scenario plays. */
function start({ program, captured }: Plan, io: Io, step?: DrillStep): Promise<ProgramEnd> {
  const { faults = captured.faults, speed = 1, env = {} } = step ?? {}
  const world: ProgramWorld = { ...io, clock: systemClock }
  return startProgram(
    { ...program, env },
    (run) => openCaptured(io, { ...captured, faults, speed, port: 0, run }),
    world,
  )
}

/** Says where the calls are kept; nothing where they are not, or where there are none. */
function keptText({ captured }: Plan, { isKept, run, requests }: ProgramEnd, before = ''): string {
  return captured.isKept && isKept && requests > 0 ? `${before}Kept: postern history run:${run}\n` : ''
}

/** The code of the program, or else of what Postern found. */
async function programCode(plan: Plan, check: ProgramCheck | null, io: Io): Promise<number> {
  const failed = new Map<string, number>()
  const onEnded: CapturedOptions['onEnded'] = (exchange) => {
    // One that goes on is heard of once more.
    failed.set(exchange.id, failuresIn(exchange))
    plan.captured.onEnded(exchange)
  }
  const end = await start({ ...plan, captured: { ...plan.captured, onEnded } }, io)
  io.stderr(
    `${capturedText(
      end.requests,
      [...failed.values()].reduce((sum, count) => sum + count, 0),
    )}\n`,
  )
  if (end.isOutOfTime) io.stderr('The time of --timeout ran out. Postern ended the program.\n')
  io.stderr(keptText(plan, end))
  const checked = (await check?.end(io)) ?? EXIT.success
  if (end.isOutOfTime) return OUT_OF_TIME
  return [end.code, checked, keptCode(end)].find((code) => code !== EXIT.success) ?? EXIT.success
}

/** Each attempt is a request of the program. */
function failuresIn({ attempts, outcome }: Exchange): number {
  const before = attempts.slice(0, -1).filter(({ decision }) => decision?.action !== 'accept').length
  return before + (isFailure(outcome) ? 1 : 0)
}

/** A program that gives up after a fault rightly fails, so that its own codes do not count. */
async function drillCode(drill: Drill, check: ProgramCheck, plan: Plan, io: Io): Promise<number> {
  const ends = await tellDrill(
    drill,
    (step) => start(plan, io, step),
    (end) => keptText(plan, end, '  '),
    io,
  )
  const signal = ends.find((end) => end.signal !== null)?.signal ?? (io.signal.aborted ? 'SIGINT' : null)
  const checked = await check.end(io)
  if (signal) return 128 + constants.signals[signal]
  if (checked !== EXIT.success) return checked
  if (ends.some(({ isOutOfTime }) => isOutOfTime)) return OUT_OF_TIME
  return ends.map(keptCode).find((code) => code !== EXIT.success) ?? EXIT.success
}

function keptCode({ isKept }: ProgramEnd): number {
  return isKept ? EXIT.success : EXIT.history
}
