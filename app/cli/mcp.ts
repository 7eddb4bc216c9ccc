import { join } from 'node:path'
import { AGENTS_FOLDER, writeAsked } from '../agents/askedLog.ts'
import { knock } from '../agents/knock.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { systemClock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import { printable } from '../contract/printable.ts'
import { clip } from '../contract/values.ts'
import { historyGet } from '../operations/history.ts'
import { createRedactor, type Redactor } from '../recorder/redact.ts'
import { createSecretCollector } from '../formats/secretCollector.ts'
import { reasonOf } from '../files/quarantine.ts'
import { SANDBOX_KEYS } from '../sandbox/sandbox.ts'
import { serveTools } from '../mcp/server.ts'
import { toolsFor, type Allowed, type Desk } from '../mcp/tools.ts'
import { replayInSandbox } from './agentReplay.ts'
import { parse } from './arguments.ts'
import { withTool } from './context.ts'
import { dataFolderOf } from './dataFolder.ts'
import { openFreshHistory, type FreshHistory } from './freshHistory.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { keptCatalog, openKeptSettings } from './settingsFile.ts'
import { unexpected } from './unexpected.ts'

const OPTIONS = { allow: { type: 'string', multiple: true }, to: { type: 'string' } } as const

/** Longest of what the log keeps, in characters. */
const LONGEST_INPUT = 300
/** A secret is found in no less. */
const LONGEST_READ = 10_000
const LONGEST_NAME = 40
/** For a host that reads what is left, once it has asked Postern to end. */
const FLUSH_MS = 2000

/** Serves tools to a coding agent over standard input and output, until its host goes. */
export async function mcp(args: string[], io: Io): Promise<number> {
  const allowed = allowedBy(args)
  if (!io.stdio) throw new CommandError('Coding agents need standard input and output.')
  // Standard output is for the protocol alone, whatever a library has to say.
  globalThis.console = new console.Console(process.stderr, process.stderr)
  const ending = new AbortController()
  const world: Io = { ...io, signal: AbortSignal.any([io.signal, ending.signal]) }
  const catalog = await keptCatalog(await openKeptSettings(io), io)
  const history = openFreshHistory(world)
  const desk = deskOf(world, catalog, history)
  const folder = join(dataFolderOf(io), AGENTS_FOLDER)
  const { input, output, giveUp } = io.stdio()
  io.signal.addEventListener('abort', () => void setTimeout(giveUp, FLUSH_MS).unref(), { once: true })
  let isLogging = true
  try {
    await serveTools(
      {
        ...{ version: io.version, tools: toolsFor(allowed), desk, input, output },
        redactorFor: (asked) => redactorFor(asked).value,
        monotonic: () => performance.now(),
        onUnreadable: () => io.stderr('Postern could not read a message of the host.\n'),
        onUnexpected: (error) => {
          // What was in progress when the host went has no end of its own.
          if (!world.signal.aborted) io.stderr(`postern mcp: ${unexpected(error)}`)
        },
        onAsked({ tool, input: asked, error, tookMs }) {
          const at = new Date(systemClock.now()).toISOString()
          try {
            const text = clip(JSON.stringify(asked ?? {}), LONGEST_READ)
            const given = clip(redactorFor(asked).text(text), LONGEST_INPUT)
            writeAsked(folder, { at, agent: desk.agent, tool, input: given, error, tookMs })
          } catch (problem) {
            if (isLogging) io.stderr(`Postern could not log what the agent asked: ${reasonOf(problem)}.\n`)
            isLogging = false
          }
        },
      },
      io.signal,
    )
  } finally {
    // Nobody waits for what is in progress.
    ending.abort()
    await history.close()
  }
  return EXIT.success
}

function allowedBy(args: string[]): Allowed {
  const { values, positionals } = parse(args, OPTIONS)
  const { allow = [], to } = values
  const [extra] = positionals
  if (extra !== undefined) throw new CommandError(`"${extra}" is one word too many. See --help.`)
  const other = allow.find((what) => what !== 'send')
  if (other !== undefined) throw new CommandError(`--allow takes send, not "${other}".`)
  if (to !== undefined && to !== 'sandbox') throw new CommandError(`--to takes sandbox, not "${to}".`)
  if (to !== undefined && allow.length === 0)
    throw new CommandError('--to needs --allow send: without it Postern sends nothing.')
  return { send: allow.length > 0, sandboxOnly: to === 'sandbox' }
}

/** Knows what an agent hands in as a secret, wherever the same stands once more. */
function redactorFor(input: unknown): Redactor {
  const collector = createSecretCollector()
  collector.anything(input)
  const secrets = [...sandboxSecrets(), ...collector.values()]
  return createRedactor(() => secrets)
}

const sandboxSecrets = () => SANDBOX_KEYS.map(({ secret }) => secret)

function deskOf(io: Io, catalog: Catalog, history: FreshHistory): Desk {
  const read: Desk['read'] = (work) =>
    history
      .read((kept) => withTool(io, { catalog, history: kept, secrets: sandboxSecrets }, work))
      .catch(rethrown)
  let agent = ''
  return {
    read,
    withoutHistory: (work) => withTool(io, { catalog, secrets: sandboxSecrets }, work),
    get agent() {
      return agent
    },
    set agent(name) {
      agent = clip(printable(name), LONGEST_NAME)
    },
    async replay(id, to) {
      const { profile } = await read(async (context) => historyGet.run(context, { id }))
      if (to === 'sandbox' || profile === SANDBOX_PROFILE)
        return replayInSandbox(io, catalog, id).catch(rethrown)
      return knock(join(dataFolderOf(io), AGENTS_FOLDER), { id, agent }, io.signal)
    },
  }
}

/** A data folder without a history is no wrong command here. */
function rethrown(error: unknown): never {
  if (!(error instanceof CommandError)) throw error
  const [what = '', ...steps] = error.message.split(/(?<=\.) (?=[A-Z])/)
  throw new PosternError('history-unavailable', what, steps.join(' '))
}
