import type { Catalog } from '../catalog/catalog.ts'
import { systemClock } from '../clock.ts'
import type { Outcome } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import { profileFor } from '../contract/presets.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import { estimateSpan } from '../sending/estimate.ts'
import { createQueue } from '../sending/queue.ts'
import type { History } from '../history/history.ts'
import { noJournal, type ReplayItem } from '../replay/journal.ts'
import { itemsOf, MOST_REQUESTS, planReplay, type ReplayPlan, type TargetOf } from '../replay/plan.ts'
import { startReplay } from '../replay/replay.ts'
import { SANDBOX_KEYS, startSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import type { SettingsFile } from '../settings/settings.ts'
import { baseUrlOf, numberOf, parse, secretFrom } from './arguments.ts'
import { exchangesOf, findMeant, openExistingHistory } from './historyFile.ts'
import { exitCodeOf } from './exitCode.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { replayDocument } from './replayDocument.ts'
import { createTargets, type Given } from './replayTargets.ts'
import { itemLine, planText, summaryText } from './replayText.ts'
import { openSession, type Session } from './session.ts'
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

export async function replay(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, OPTIONS)
  if (values['key-env'] !== undefined && values['token-env'] !== undefined)
    throw new CommandError(
      '--key-env and --token-env exclude each other: a token is what a key is exchanged for.',
    )
  const limit = values.limit === undefined ? USUAL_LIMIT : numberOf(values.limit, '--limit', MOST_REQUESTS)
  const keyEnv = values['key-env'] ?? null
  const secret = keyEnv === null ? null : secretFrom(io, keyEnv, '--key-env')
  const tokenEnv = values['token-env']
  const given: Given = {
    keyEnv,
    token: tokenEnv === undefined ? null : secretFrom(io, tokenEnv, '--token-env'),
    baseUrl: values['base-url'] === undefined ? null : baseUrlOf(values['base-url']),
  }
  const history = await openExistingHistory(io)
  try {
    const { ids, isAll } = await findMeant(history, positionals, limit)
    const settings = await openKeptSettings(io)
    const catalog = await keptCatalog(settings, io)
    const run = new ReplayRun({ io, history, settings, catalog, given, secret, isJson: values.json ?? false })
    try {
      const plan = await run.plan(ids)
      if (!isAll)
        plan.warnings.push(`More than ${limit} match; the newest ${limit} are meant. --limit N takes more.`)
      if (values['dry-run']) return run.tellPlan(plan)
      return await run.send(plan, values['repeat-unsafe'] ?? false)
    } finally {
      await run.close()
    }
  } finally {
    await history.close()
  }
}

interface ReplayRunOptions {
  io: Io
  history: History
  settings: SettingsFile
  catalog: Catalog
  given: Given
  /** The key that the command line names. */
  secret: string | null
  isJson: boolean
}

/** One replay from its plan to its end. */
class ReplayRun {
  readonly #io: Io
  readonly #history: History
  readonly #settings: SettingsFile
  readonly #given: Given
  readonly #isJson: boolean
  readonly #session: Session
  readonly #outcomes = new Map<string, Outcome>()
  #targetOf: TargetOf | null = null
  #sandbox: Sandbox | null = null
  readonly #profiles = new Map<string, Profile>()

  constructor({ io, history, settings, catalog, given, secret, isJson }: ReplayRunOptions) {
    this.#io = io
    this.#history = history
    this.#settings = settings
    this.#given = given
    this.#isJson = isJson
    this.#session = openSession({
      secretOf: (profile, alias) => {
        if (alias === given.keyEnv) return secret
        return profile === SANDBOX_PROFILE
          ? (SANDBOX_KEYS.find((key) => key.alias === alias)?.secret ?? null)
          : null
      },
      secrets: () => [
        ...[secret, given.token].filter((value) => value !== null),
        ...SANDBOX_KEYS.map((key) => key.secret),
      ],
      catalog,
      version: io.version,
      history,
      onStep: ({ id, outcome }) => {
        if (outcome) this.#outcomes.set(id, outcome)
      },
      onWarning: (text) => {
        io.stderr(`Warning: ${text}\n`)
      },
    })
  }

  async plan(ids: readonly string[]): Promise<ReplayPlan> {
    const find = createTargets(this.#settings.profiles(), this.#given, () => this.#sandbox?.url ?? null)
    this.#targetOf = async (exchange) => {
      const target = await find(exchange)
      if ('profile' in target) this.#profiles.set(target.profile.id, target.profile)
      return target
    }
    // The list is in order of arrival; ids are ULIDs, whose order is that of time.
    return planReplay(exchangesOf(this.#history, ids.toSorted()), {
      targetOf: this.#targetOf,
      takesMs: (profile, key, count) => this.#takesMs(profile, key, count),
    })
  }

  tellPlan(plan: ReplayPlan): number {
    if (this.#isJson) this.#tellJson(plan, null, [])
    else this.#io.stdout(planText(plan, true))
    return EXIT.success
  }

  async send(plan: ReplayPlan, isConfirmed: boolean): Promise<number> {
    const targetOf = this.#targetOf
    if (!targetOf) throw new Error('The plan comes first.')
    const items = itemsOf(plan.requests, isConfirmed)
    if (!this.#isJson) this.#io.stderr(planText(plan, false))
    if (plan.requests.some(({ profile }) => profile === SANDBOX_PROFILE))
      this.#sandbox = await startSandbox({ clock: systemClock })
    const queue = createQueue({ clock: systemClock, sender: this.#session.sender })
    const running = startReplay(items, {
      clock: systemClock,
      queue,
      load: (id) => this.#history.get(id),
      targetOf,
      redact: this.#session.redactor.value,
      journal: { ...noJournal, write: (index, item) => this.#tellItem(items[index], item) },
      takesMs: (profile, key, count) => this.#takesMs(profile, key, count),
    })
    const cancel = () => running.cancel()
    if (this.#io.signal.aborted) cancel()
    this.#io.signal.addEventListener('abort', cancel, { once: true })
    const ended = await running.finished
    const { notes } = running.state()
    if (this.#isJson) this.#tellJson(plan, ended, notes)
    else this.#io.stdout(summaryText(running.state(), ended))
    return this.#exitCode(ended)
  }

  async close(): Promise<void> {
    await this.#session.close()
    await this.#sandbox?.close()
  }

  #takesMs(id: string, key: string | null, count: number): number {
    const profile = this.#profiles.get(id) ?? profileFor('command-line', 'command line', 'http://127.0.0.1')
    const window = key === null ? null : this.#session.sender.windowState(profile, key)
    return estimateSpan(count, window, systemClock.now())
  }

  #tellItem(before: ReplayItem | undefined, item: ReplayItem): Promise<void> {
    const isNews = item.state === 'sent' || (item.state === 'blocked' && before?.state !== 'blocked')
    if (isNews && !this.#isJson) this.#io.stderr(itemLine(item))
    return Promise.resolve()
  }

  #tellJson(plan: ReplayPlan, results: readonly ReplayItem[] | null, notes: string[]): void {
    this.#io.stdout(`${JSON.stringify(replayDocument(plan, results, notes), null, 2)}\n`)
  }

  /** As for one request: an answered failure weighs more than one that was not answered. */
  #exitCode(items: readonly ReplayItem[]): number {
    const codes = items.flatMap(({ exchange }) =>
      exchange === null ? [] : [exitCodeOf({ outcome: this.#outcomes.get(exchange) ?? null })],
    )
    if (codes.length === 0) return this.#io.signal.aborted ? EXIT.noAnswer : EXIT.wrongCommand
    if (codes.includes(EXIT.failure)) return EXIT.failure
    return codes.every((code) => code === EXIT.success) ? EXIT.success : EXIT.noAnswer
  }
}
