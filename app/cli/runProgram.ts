import { constants } from 'node:os'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import { parse, positiveDurationMs } from './arguments.ts'
import { failOnOf } from './check.ts'
import { capturedText, idempotentOf } from './captured.ts'
import { openProgramCheck, type ProgramCheck } from './programCheck.ts'
import { runDrill, scenarioList, scenariosOf, speedOf, type Drill } from './drill.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { openLines } from './lines.ts'
import { keptText, startProgram, type ProgramPlan } from './programStart.ts'

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

const OWN_VARIABLE = 'POSTERN_CAPTURE_URL'
/** In a drill a program may call for ever, as after a key that is revoked. */
const DRILL_LIMIT_MS = 120_000
/** As `timeout` of a shell says it. */
const OUT_OF_TIME = 124

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
  const check = isChecked ? await openProgramCheck(values.report ?? [], failOn, { idempotent, speed }) : null
  const lines = values.json === undefined ? null : await openLines(values.json)
  const plan: ProgramPlan = {
    to: values.to ?? (drill ? SANDBOX_PROFILE : undefined),
    faults: values.fault ?? [],
    speed: 1,
    isHolding: values.hold,
    isKept: values.keep ?? false,
    idempotent,
    command,
    variables,
    env: {},
    hasInput: true,
    limitMs: limitMs ?? (drill ? DRILL_LIMIT_MS : null),
    onEnded(exchange) {
      lines?.put(exchange)
      check?.put(exchange)
    },
  }
  try {
    return await (drill && check ? drillCode(drill, check, plan, io) : programCode(plan, check, io))
  } finally {
    await lines?.close()
  }
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

/** The code of the program, or else of what Postern found. */
async function programCode(plan: ProgramPlan, check: ProgramCheck | null, io: Io): Promise<number> {
  const end = await startProgram(plan, io)
  io.stderr(`${capturedText(end.requests, end.failed)}\n`)
  if (end.isOutOfTime) io.stderr('The time of --timeout ran out. Postern ended the program.\n')
  io.stderr(keptText(plan, end))
  const checked = (await check?.end(io)) ?? EXIT.success
  if (end.isOutOfTime) return OUT_OF_TIME
  return [end.code, checked, end.kept].find((code) => code !== EXIT.success) ?? EXIT.success
}

/** A program that gives up after a fault rightly fails, so that its own codes do not count. */
async function drillCode(drill: Drill, check: ProgramCheck, plan: ProgramPlan, io: Io): Promise<number> {
  const ends = await runDrill(drill, plan, io)
  const signal = ends.find((end) => end.signal !== null)?.signal ?? (io.signal.aborted ? 'SIGINT' : null)
  const checked = await check.end(io)
  if (signal) return 128 + constants.signals[signal]
  if (checked !== EXIT.success) return checked
  if (ends.some(({ isOutOfTime }) => isOutOfTime)) return OUT_OF_TIME
  return ends.find(({ kept }) => kept !== EXIT.success)?.kept ?? EXIT.success
}
