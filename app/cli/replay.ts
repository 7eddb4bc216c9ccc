import type { Outcome } from '../contract/exchange.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import type { History } from '../history/history.ts'
import type { ReplayItem } from '../replay/journal.ts'
import { MOST_REQUESTS } from '../replay/plan.ts'
import type { NumberedPlan } from '../replay/plans.ts'
import { baseUrlOf, numberOf, parse, secretFrom } from './arguments.ts'
import { exitCodeOf } from './exitCode.ts'
import { findMeant, notKept, openExistingHistory } from './historyFile.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { replayDocument } from './replayDocument.ts'
import { openReplays } from './replays.ts'
import { createTargets, type Given } from './replayTargets.ts'
import { itemLine, planText, summaryText } from './replayText.ts'
import { keptCatalog, openKeptSettings } from './settingsFile.ts'

const OPTIONS = {
  'dry-run': { type: 'boolean' },
  'key-env': { type: 'string' },
  'token-env': { type: 'string' },
  'base-url': { type: 'string' },
  'repeat-unsafe': { type: 'boolean' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
} as const

const USUAL_LIMIT = 1000

type Values = ReturnType<typeof parse<typeof OPTIONS>>['values']

export async function replay(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, OPTIONS)
  if (values['key-env'] !== undefined && values['token-env'] !== undefined)
    throw new CommandError('Give either --key-env or --token-env. A token takes the place of a key.')
  const limit = values.limit === undefined ? USUAL_LIMIT : numberOf(values.limit, '--limit', MOST_REQUESTS)
  const keyEnv = values['key-env'] ?? null
  const secret = keyEnv === null ? null : secretFrom(io, keyEnv, '--key-env')
  const tokenEnv = values['token-env']
  const given: Given = {
    keyEnv,
    token: tokenEnv === undefined ? null : secretFrom(io, tokenEnv, '--token-env'),
    baseUrl: values['base-url'] === undefined ? null : baseUrlOf(values['base-url']),
  }
  const history = await openExistingHistory(io, values['dry-run'] ? 'read' : 'write')
  try {
    const { ids, isAll } = await findMeant(history, positionals, limit)
    const tool = await openGivenReplays(io, history, given, secret, values.json ?? false)
    let code: number
    try {
      const plan = await tool.replays.plan({ ids }, [])
      if (!isAll)
        plan.warnings.push(
          `More than ${limit} match. Postern takes the newest ${limit}. --limit N takes more.`,
        )
      if (values['dry-run']) return tellPlan(plan, io, values)
      code = await send(plan, tool, io, values)
    } finally {
      await tool.close()
    }
    return (await history.close()) ? code : notKept(io)
  } finally {
    await history.close()
  }
}

type Tool = Awaited<ReturnType<typeof openGivenReplays>>

/** The replays of the app with the keys that were given. */
async function openGivenReplays(
  io: Io,
  history: History,
  given: Given,
  secret: string | null,
  isQuiet: boolean,
) {
  const settings = await openKeptSettings(io)
  const outcomes = new Map<string, Outcome>()
  const tool = openReplays(io, history, {
    secretOf: (alias) => (alias === given.keyEnv ? secret : null),
    secrets: [secret, given.token].filter((value) => value !== null),
    catalog: await keptCatalog(settings, io),
    targetFor: (sandboxUrl) => createTargets(settings.profiles(), given, sandboxUrl),
    onStep: ({ id, outcome }) => {
      if (outcome) outcomes.set(id, outcome)
    },
    onItem: (item) => {
      if (!isQuiet) io.stderr(itemLine(item))
    },
  })
  return { ...tool, outcomes }
}

function tellPlan(plan: NumberedPlan, io: Io, { json = false }: Values): number {
  io.stdout(json ? replayDocument(plan, null, []) : planText(plan, true))
  return EXIT.success
}

async function send(plan: NumberedPlan, tool: Tool, io: Io, values: Values): Promise<number> {
  const { json = false, 'repeat-unsafe': withUnsafe = false } = values
  const { jobs, replays, outcomes } = tool
  if (!json) io.stderr(planText(plan, false))
  if (plan.requests.some(({ profile }) => profile === SANDBOX_PROFILE)) await tool.startSandbox()
  const { id } = await replays.start(plan.number, withUnsafe)
  const cancel = () => jobs.cancel(id)
  if (io.signal.aborted) cancel()
  io.signal.addEventListener('abort', cancel, { once: true })
  const { items, notes } = await replays.finished(id)
  io.stdout(json ? replayDocument(plan, items, notes) : summaryText(items, notes))
  return exitCode(items, outcomes, io)
}

/** As for one request: an answered failure weighs more than one that was not answered. */
function exitCode(items: readonly ReplayItem[], outcomes: ReadonlyMap<string, Outcome>, io: Io): number {
  const codes = items.flatMap(({ exchange }) =>
    exchange === null ? [] : [exitCodeOf({ outcome: outcomes.get(exchange) ?? null })],
  )
  if (codes.length === 0) return io.signal.aborted ? EXIT.noAnswer : EXIT.wrongCommand
  if (codes.includes(EXIT.failure)) return EXIT.failure
  return codes.every((code) => code === EXIT.success) ? EXIT.success : EXIT.noAnswer
}
