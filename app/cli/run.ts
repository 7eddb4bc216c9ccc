import { capture } from './capture.ts'
import { check } from './check.ts'
import { explain } from './explain.ts'
import { exportExchanges } from './export.ts'
import { history } from './history.ts'
import { helpFor, overview } from './help.ts'
import { importFiles } from './import.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { open } from './open.ts'
import { pages } from './pages.ts'
import { replay } from './replay.ts'
import { sandbox } from './sandbox.ts'
import { saved } from './saved.ts'
import { runProgram } from './runProgram.ts'
import { runOperation } from './operation.ts'
import { schema } from './schema.ts'
import { webhooks } from './webhooks.ts'
import { send } from './send.ts'
import { unexpected } from './unexpected.ts'
import { COMMAND_LINE_OPERATIONS } from '../operations/list.ts'
import { suggestion } from '../contract/nearest.ts'
import { PosternError, type ErrorCode } from '../contract/errors.ts'
import { printable } from '../contract/printable.ts'

const COMMANDS: Record<string, (args: string[], io: Io) => Promise<number>> = {
  explain,
  send,
  history,
  import: importFiles,
  replay,
  export: exportExchanges,
  open,
  pages,
  sandbox,
  saved,
  capture,
  run: runProgram,
  check,
  webhooks,
  // Read when it is asked for: no other command needs the protocol.
  mcp: async (args, io) => (await import('./mcp.ts')).mcp(args, io),
  schema,
}

const EXIT_OF_ERROR: Partial<Record<ErrorCode, number>> = {
  'history-unavailable': EXIT.history,
  'capture-unavailable': EXIT.noAnswer,
}

const HELP = ['help', '--help', '-h']
const VERSION = ['version', '--version', '-v']
const WORDS = [...HELP, ...VERSION]

function commandNamed(name: string): ((args: string[], io: Io) => Promise<number>) | undefined {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name]
  return COMMAND_LINE_OPERATIONS.has(name) ? (args, io) => runOperation(name, args, io) : undefined
}

/** The headless tool: the same parts as the app, without Electron. Returns the exit code. */
export function run(argv: readonly string[], world: Io): Promise<number> {
  // Texts come from servers: nothing in them may steer a terminal.
  return runCommand(argv, {
    ...world,
    stdout: (text) => {
      world.stdout(printable(text))
    },
    stderr: (text) => {
      world.stderr(printable(text))
    },
  })
}

/** Answers a question for help or for the version, whatever else is there; null when there is none. */
function answer(argv: readonly string[], io: Io): number | null {
  const end = argv.indexOf('--')
  const words = end < 0 ? argv : argv.slice(0, end)
  const isAsked = (names: readonly string[]) =>
    words.some((word, at) => names.includes(word) && (at === 0 || word.startsWith('-')))
  const topic = words.slice(HELP.includes(words[0] ?? '') ? 1 : 0).find((word) => !WORDS.includes(word))
  if (isAsked(HELP) || words.length === 0) {
    const isTopic = topic !== undefined && !topic.startsWith('-')
    if (isTopic && !commandNamed(topic)) return refuseUnknown(topic, io)
    io.stdout(isTopic ? helpFor(topic) : overview())
    return words.length === 0 ? EXIT.wrongCommand : EXIT.success
  }
  if (!isAsked(VERSION)) return null
  io.stdout(`${io.version}\n`)
  return EXIT.success
}

function refuseUnknown(name: string, io: Io): number {
  const guess = suggestion(name, [...Object.keys(COMMANDS), ...COMMAND_LINE_OPERATIONS.keys(), ...WORDS])
  io.stderr(
    `postern: There is no command ${JSON.stringify(name)}.${guess} Run postern --help to see all commands.\n`,
  )
  return EXIT.wrongCommand
}

async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...args] = argv
  const answered = answer(argv, io)
  if (answered !== null) return answered
  const command = commandNamed(name ?? '')
  if (!name || !command) return refuseUnknown(name ?? '', io)
  try {
    return await command(args, io)
  } catch (error) {
    if (error instanceof CommandError) {
      io.stderr(`postern ${name}: ${error.message}\n`)
      return EXIT.wrongCommand
    }
    if (error instanceof PosternError) {
      io.stderr(`postern ${name}: ${error.message}\n${error.remedy}\n`)
      return EXIT_OF_ERROR[error.code] ?? EXIT.wrongCommand
    }
    if (error instanceof Error && error.name === 'AbortError' && io.signal.aborted) {
      io.stderr('Cancelled.\n')
      return EXIT.noAnswer
    }
    io.stderr(`postern ${name}: ${unexpected(error)}`)
    return EXIT.noAnswer
  }
}
