import { join } from 'node:path'
import { runOf } from '../check/runs.ts'
import { systemClock } from '../clock.ts'
import type { CheckedHistory } from '../contract/checkedHistory.ts'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import { hasEnded } from '../contract/jobPhase.ts'
import type { Notice } from '../contract/notice.ts'
import type { Broadcast } from '../ipc/broadcast.ts'
import { recordsOf } from '../formats/records.ts'
import { createExports } from '../jobs/exportMany.ts'
import { createPages } from '../jobs/fetchPages.ts'
import { createImports } from '../jobs/importHar.ts'
import { createJobs, type Jobs } from '../jobs/jobs.ts'
import type { WindowContext } from '../operations/context.ts'
import { offerKeys } from '../operations/keyOffers.ts'
import { createJournalFile, readUnfinished } from '../replay/journalFile.ts'
import { rebuild } from '../replay/rebuild.ts'
import { createReplays, type Replays } from '../replay/replays.ts'
import { vaultTargets } from '../replay/targets.ts'
import type { Sender, SendOptions } from '../sending/sender.ts'
import { notify as notifySystem } from '../shell/notify.ts'
import { bringToFront } from '../shell/window.ts'
import { createBulk, type Bulk } from '../threads/bulk.ts'
import type { BootstrapWindow } from '../shell/bootstrapWindow.ts'
import { openDrills } from './drills.ts'
import type { Kept } from './kept.ts'
import type { Redaction } from './redaction.ts'

interface WorkOptions {
  kept: Kept
  redaction: Redaction
  sender: Sender
  notify: Broadcast
  onNotice(notice: Notice): void
}

/** The bundled threads. */
interface Workers {
  taskWorker: URL
  captureWorker: URL
}

/** Imports, exports and drills, which run as jobs with threads of their own. */
export function openJobs(
  { taskWorker, captureWorker }: Workers,
  { kept, redaction, sender, notify }: WorkOptions,
) {
  const { history, catalogFile, profiles } = kept
  const jobs = createJobs({
    clock: systemClock,
    onChange: (job) => {
      notify('job:changed', job)
      if (job.kind === 'import' && hasEnded(job)) notify('history:changed', null)
    },
  })
  const parts = {
    clock: systemClock,
    bulk: createBulk(taskWorker, history.port),
    profiles,
    secrets: redaction.registry.all,
  }
  const imports = createImports(jobs, {
    ...parts,
    catalog: catalogFile.catalog,
    onFound: (found) => offerKeys({ ...kept, notify }, found),
  })
  const pages = createPages(jobs, {
    clock: systemClock,
    send: (page, url) => sender.send(pageRequest(kept, page, url)),
    cancel: sender.cancel,
    recordsIn: (page) => recordsOf(page)?.length ?? 0,
  })
  const checks = createChecks(parts, kept, (progress) => {
    notify('check:progress', progress)
  })
  const drills = openDrills(jobs, { captureWorker, kept, redaction, notify })
  return { jobs, imports, exports: createExports(jobs, parts), pages, checks, drills }
}

/** One check at a time: another ends it. */
function createChecks(
  { bulk, secrets }: { bulk: Pick<Bulk, 'checkHistory'>; secrets(): readonly string[] },
  { catalogFile, profiles, checkRuns }: Pick<Kept, 'catalogFile' | 'profiles' | 'checkRuns'>,
  onProgress: (progress: { done: number; total: number }) => void,
): WindowContext['checks'] {
  let last: CheckedHistory | null = null
  let stop = new AbortController()
  return {
    async run(query, idempotent, speed) {
      stop.abort()
      const { signal } = (stop = new AbortController())
      const rates = Object.fromEntries(profiles().map(({ id, rate }) => [id, rate]))
      const checked = await bulk.checkHistory(
        { query, idempotent, catalog: catalogFile.catalog(), speed, rates, secrets: secrets() },
        { signal, onProgress },
      )
      if (checked === null || signal.aborted) return null
      last = checked
      const run = runOf(checked, speed, systemClock.now())
      if (run) await checkRuns.keep(run)
      return checked
    },
    runs: () => [...checkRuns.all()],
    cancel() {
      stop.abort()
    },
    last: () => last,
  }
}

/**
 * The request for another page, as whoever asked for this one.
 * @throws PosternError bad-input where a part of it was a secret, or its profile is gone
 */
function pageRequest({ profiles }: Kept, page: Exchange, url: string): SendOptions {
  const profile = profiles().find(({ id }) => id === page.profile)
  const options =
    profile && rebuild({ ...page, request: { ...page.request, url } }, { profile, key: page.key }).options
  if (options) return { ...options, source: 'composer', replayOf: null }
  throw new PosternError(
    'bad-input',
    'Postern cannot send this request unchanged.',
    'Open it in the composer, enter what is missing, and send it.',
  )
}

/** Replays of many, those included that an earlier run of the program has left. */
export async function openReplays(
  jobs: Jobs,
  dataFolder: string,
  window: BootstrapWindow['window'],
  { kept, redaction, sender, notify, onNotice }: WorkOptions,
): Promise<Replays> {
  const { history, profiles } = kept
  const folder = join(dataFolder, 'replays')
  const targets = { profiles, hasKey: (profile: string, key: string) => hasKey(kept, profile, key) }
  const replays = createReplays({
    jobs,
    clock: systemClock,
    sender,
    history,
    targetFor: (keys) => vaultTargets(targets, keys),
    redact: redaction.redactor.now.value,
    journalFor: (record) => createJournalFile(folder, record),
    onLongEnd: ({ sent, fixed }) => {
      notifySystem('The replay has ended', `${sent} replayed, ${fixed} fixed.`, () => {
        bringToFront(window())
        notify('menu:chosen', { id: 'show-replay' })
      })
    },
  })
  const { records, problems } = await readUnfinished(folder, new Date())
  const reasons = [...problems, ...(await replays.takeUp(records))]
  if (reasons.length > 0) {
    onNotice({
      id: 'replay-not-taken-up',
      severity: 'warning',
      title: 'A replay that had not ended is not whole',
      detail: reasons.join(' '),
      remedy: 'Look in the history for the requests that Postern sent, and replay those that still fail.',
    })
  }
  return replays
}

/** Whether the vault can give such a key to where its profile is now. */
function hasKey({ vault, profiles, bindingOf }: Kept, profile: string, key: string): boolean {
  const bindingOfId = (id: string) => {
    const found = profiles().find((candidate) => candidate.id === id)
    return found ? bindingOf(found) : null
  }
  return vault
    .list(bindingOfId)
    .some((entry) => entry.profile === profile && entry.alias === key && entry.state === 'ready')
}
