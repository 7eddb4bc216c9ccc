import type { Catalog } from '../catalog/catalog.ts'
import { systemClock } from '../clock.ts'
import type { Exchange } from '../contract/exchange.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import type { History } from '../history/history.ts'
import { createJobs } from '../jobs/jobs.ts'
import { noJournal, type ReplayItem } from '../replay/journal.ts'
import type { TargetOf } from '../replay/plan.ts'
import { createReplays } from '../replay/replays.ts'
import { SANDBOX_KEYS, startSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import type { Io } from './io.ts'
import { openSession } from './session.ts'

interface ReplaysOptions {
  /** The secret of a key that is no sandbox's. */
  secretOf(alias: string): string | null
  secrets: readonly string[]
  catalog: Catalog
  /** Where each exchange goes. Until the sandbox is started, it has no URL. */
  targetFor(sandboxUrl: () => string | null): TargetOf
  /** Told of each step. */
  onStep?(exchange: Exchange): void
  /** Told of each request that was sent, or turned out to be blocked. */
  onItem?(item: ReplayItem): void
}

/** The replays of the app without Electron: what they send is kept, how far they come is not. */
export function openReplays(io: Io, history: History, options: ReplaysOptions) {
  const { secretOf, secrets, catalog, targetFor, onStep, onItem } = options
  let sandbox: Sandbox | null = null
  const sandboxSecret = (alias: string) => SANDBOX_KEYS.find((key) => key.alias === alias)?.secret ?? null
  const session = openSession({
    secretOf: (profile, alias) =>
      secretOf(alias) ?? (profile === SANDBOX_PROFILE ? sandboxSecret(alias) : null),
    secrets: () => [...secrets, ...SANDBOX_KEYS.map((key) => key.secret)],
    catalog,
    version: io.version,
    history,
    ...(onStep && { onStep }),
    onWarning: (text) => io.stderr(`Warning: ${text}\n`),
  })
  const jobs = createJobs({ clock: systemClock, onChange: () => undefined })
  const replays = createReplays({
    clock: systemClock,
    jobs,
    sender: session.sender,
    history,
    targetFor: () => targetFor(() => sandbox?.url ?? null),
    redact: session.redactor.value,
    journalFor: ({ items }) =>
      Promise.resolve({
        ...noJournal,
        write(index, item) {
          const isNews =
            item.state === 'sent' || (item.state === 'blocked' && items[index]?.state !== 'blocked')
          if (isNews) onItem?.(item)
          return Promise.resolve()
        },
      }),
  })
  return {
    jobs,
    replays,
    async startSandbox() {
      sandbox ??= await startSandbox({ clock: systemClock })
    },
    async close() {
      await session.close()
      await sandbox?.close()
    },
  }
}
