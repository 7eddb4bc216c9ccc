import { app, safeStorage, type BrowserWindow } from 'electron'
import { join } from 'node:path'
import { systemClock } from './clock.ts'
import { SANDBOX_PROFILE } from './contract/names.ts'
import type { Notice } from './contract/notice.ts'
import type { Profile } from './contract/profile.ts'
import { summarize } from './contract/summary.ts'
import { importCurl } from './formats/curlImport.ts'
import type { HistoryOpening } from './history/opening.ts'
import { broadcastTo } from './ipc/broadcast.ts'
import { callOperation } from './ipc/callOperation.ts'
import { openFor } from './ipc/openFor.ts'
import { createReplayDesk } from './ipc/replayDesk.ts'
import type { WindowContext } from './operations/context.ts'
import { listOffers, offerKeys } from './operations/keyOffers.ts'
import { WINDOW_OPERATIONS } from './operations/list.ts'
import { withFirstPieces } from './operations/openedExchange.ts'
import { createAsyncRedactor, type RedactLong } from './recorder/asyncRedactor.ts'
import { recordSaved } from './recorder/recordImported.ts'
import { createRecorder } from './recorder/recorder.ts'
import { createSecretRegistry } from './recorder/secretRegistry.ts'
import { SANDBOX_FAULTS, startSandbox, type Sandbox } from './sandbox/sandbox.ts'
import { createSender } from './sending/createSender.ts'
import { checkedOrigin } from './sending/target.ts'
import { createChosenFiles } from './session/chosenFiles.ts'
import { createHeldSecrets } from './session/heldSecrets.ts'
import { noticeOf } from './session/noticeOf.ts'
import { createNotices } from './session/notices.ts'
import { openCatalogFile } from './settings/catalogFile.ts'
import { openDraft } from './settings/draft.ts'
import { keepingOf } from './settings/keeping.ts'
import { openLastClaims } from './settings/lastClaims.ts'
import { openSettings } from './settings/settings.ts'
import { chooseFile } from './shell/chooseFile.ts'
import { cipherOf } from './shell/cipher.ts'
import { confirmFeed, confirmWeakStorage } from './shell/confirm.ts'
import type { DataFolder } from './shell/dataFolder.ts'
import type { BootstrapWindow } from './shell/bootstrapWindow.ts'
import { reportUncaughtErrors } from './shell/uncaughtErrors.ts'
import { announceReady, closeBeforeQuit } from './shell/shutdown.ts'
import { openLog } from './shell/log.ts'
import { notify } from './shell/notify.ts'
import { chooseNewFile, saveText } from './shell/saveFile.ts'
import { checkSelf, SELF_CHECK } from './shell/selfCheck.ts'
import { systemProxy } from './shell/systemProxy.ts'
import { whyNotInstalled } from './shell/updateOrigin.ts'
import { loadUpdater, originOfThisCopy } from './shell/updater.ts'
import { createUpdates } from './shell/updates.ts'
import { applyTheme, bringToFront, whileSeen } from './shell/window.ts'
import { createExports } from './jobs/exportMany.ts'
import { createImports } from './jobs/importHar.ts'
import { createJobs } from './jobs/jobs.ts'
import { callsOf, exportStatusOf, importStatusOf } from './jobs/statuses.ts'
import { createBulk } from './threads/bulk.ts'
import { createThread } from './threads/thread.ts'
import { openVault } from './vault/vault.ts'

/** What the sandbox's keys are bound to: its origin has another port at each start. */
const SANDBOX_PLACE = 'the sandbox'

const FILE_KINDS = {
  har: { title: 'Import a HAR file', ending: 'har' },
  catalog: { title: 'Choose a catalog file', ending: 'json' },
  certificates: { title: 'Choose a file of certificates', ending: 'pem' },
} as const

/** Builds each part, connects them, and answers the page last, when all that it may ask for is there. */
export async function boot(
  data: DataFolder,
  bootstrap: BootstrapWindow,
  openingHistory: HistoryOpening,
): Promise<void> {
  const { window, place, ipcServer, openRequests } = bootstrap
  const inData = (name: string) => join(data.path, name)

  // What knows secrets comes later: the parts that hold them, each before its first, and the settings.
  let subscriptionHeaders = (): string[] => []
  const holders: { secrets(): readonly string[] }[] = []
  const registry = createSecretRegistry(() => holders.flatMap((holder) => holder.secrets()))
  const secrets = registry.all
  const furtherHeaders = { headers: () => subscriptionHeaders() }
  const taskWorker = new URL('taskWorker.js', import.meta.url)
  const readingThread = createThread(taskWorker)
  const redactLong: RedactLong = (texts, known) => readingThread.run('redact', { texts, secrets: known })
  const asyncRedactor = createAsyncRedactor(secrets, redactLong, furtherHeaders)
  const redactor = asyncRedactor.now
  const log = openLog(inData('logs/postern.log'), redactor.text)
  const broadcast = broadcastTo(window, redactor.value)
  reportUncaughtErrors(log.warn)

  const notices = createNotices((notice) => {
    broadcast('notice:added', notice)
  })
  if (data.notice) notices.add(data.notice)

  openingHistory.hear({
    onNotice: notices.add,
    onOthers: () => {
      broadcast('history:changed', null)
    },
  })
  const settings = await openSettings({ file: inData('settings.json'), onNotice: notices.add })
  subscriptionHeaders = () => settings.profiles().map(({ subscriptionHeader }) => subscriptionHeader)
  applyTheme(settings.get().theme)
  const shown = bootstrap.show()
  const keyring = cipherOf(safeStorage, { clock: systemClock, platform: process.platform })
  const [vault, sandbox, history, draft, lastClaims] = await Promise.all([
    openVault({ file: inData('keys.json'), cipher: keyring, onNotice: notices.add }),
    startSandbox({ clock: systemClock }),
    openingHistory.opened,
    openDraft(inData('draft.json')),
    openLastClaims(inData('claims.json'), () => systemClock.now()),
  ])
  const catalogFile = openCatalogFile()
  await catalogFile.read(settings.get().catalogFile)
  await history.setRetention(keepingOf(settings.get().keeping))
  const heldKeys = createHeldSecrets(systemClock, () => broadcast('import:offered', listOffers(context)))
  holders.push(vault, heldKeys)
  for (const { alias, secret, note } of sandbox.keys)
    vault.provide(SANDBOX_PROFILE, alias, secret, SANDBOX_PLACE, note)

  const placeOfKey = (profile: string, origin: string) =>
    profile === SANDBOX_PROFILE && origin === sandbox.url ? SANDBOX_PLACE : origin
  const placeOf = ({ id, baseUrl }: Profile) => placeOfKey(id, checkedOrigin(baseUrl))
  const profiles = () =>
    settings
      .profiles()
      .map((profile) => (profile.id === SANDBOX_PROFILE ? { ...profile, baseUrl: sandbox.url } : profile))
  const opened: WindowContext['opened'] = { id: null, exchange: null }

  const recorder = createRecorder({
    registry,
    redactor: asyncRedactor,
    ...furtherHeaders,
    catalog: catalogFile.catalog,
    keep: (exchange, options) => history.put(exchange, options),
    onRecorded: (exchange) => {
      const isOpened = exchange.id === opened.id
      if (isOpened) opened.exchange = exchange
      broadcast('exchange:changed', {
        summary: summarize(exchange),
        exchange: isOpened ? withFirstPieces(exchange) : null,
      })
    },
    thread: {
      read: (work) => readingThread.run('read', work),
      explain: (evidence) => readingThread.run('explain', evidence),
    },
  })
  const sender = createSender({
    clock: systemClock,
    secretOf: (profile, alias, origin) => vault.get(profile, alias, placeOfKey(profile, origin)),
    recorder,
    onProgress: (progress) => {
      broadcast('exchange:progress', progress)
    },
    onWindow: (state) => {
      broadcast('window:changed', state)
    },
    onToken: (state) => {
      // A server may put into a claim whatever it was told.
      lastClaims.learn(redactor.value(state))
      broadcast('token:changed', state)
    },
    catalog: catalogFile.catalog,
    proxyFor: systemProxy,
    version: app.getVersion(),
  })

  const replays = createReplayDesk({
    clock: systemClock,
    sender,
    history,
    profiles,
    redact: redactor.value,
    hasKey: (profile, key) =>
      vault
        .list((id) => {
          const found = profiles().find((candidate) => candidate.id === id)
          return found ? placeOf(found) : null
        })
        .some((entry) => entry.profile === profile && entry.alias === key && entry.state === 'ready'),
    folder: inData('replays'),
    onChange: (status) => {
      broadcast('replay:changed', status)
    },
    notify: (title, body) => {
      notify(title, body, () => {
        bringToFront(window())
        broadcast('menu:chosen', { id: 'show-replay' })
      })
    },
  })
  const leftBehind = await replays.takeUp()
  if (leftBehind.length > 0) notices.add(replayNotTakenUp(leftBehind))
  const jobs = createJobs({
    clock: systemClock,
    onChange: (job) => {
      if (job.kind === 'export') broadcast('export:changed', exportStatusOf(job))
      if (job.kind !== 'import') return
      broadcast('import:changed', importStatusOf(job))
      if (job.phase !== 'running') broadcast('history:changed', null)
    },
  })
  const bulkParts = { clock: systemClock, bulk: createBulk(taskWorker, history.port), profiles, secrets }
  const imports = createImports(jobs, {
    ...bulkParts,
    catalog: catalogFile.catalog,
    onFound: (found) => offerKeys(context, found),
  })
  const exports = createExports(jobs, bulkParts)
  sandbox.onRequest((entry) => {
    broadcast('sandbox:activity', { entry, waiting: [...sandbox.waitingFaults()] })
  })
  const updates = createUpdates({
    feed: settings.get().updateFeed,
    whyNot: whyNotInstalled(originOfThisCopy()),
    load: loadUpdater,
    onChange: (state) => {
      broadcast('updates:changed', state)
    },
  })

  const about = { version: app.getVersion(), platform: process.platform }
  const around = () => ({
    ...about,
    runtime: `Electron ${process.versions.electron}`,
    now: systemClock.now(),
  })
  const context: WindowContext = {
    now: () => systemClock.now(),
    history,
    sender,
    redactor,
    recordSaved(parts) {
      registry.learnHeaders([...parts.raw.headers, ...parts.headers])
      return recordSaved(parts, redactor)
    },
    catalog: catalogFile.catalog,
    profiles,
    imports: { ...imports, ...callsOf(jobs, 'import', importStatusOf) },
    notify: broadcast,
    info: () => ({
      ...about,
      electron: process.versions.electron,
      protection: vault.protection === 'weak' && !vault.storesWeakly ? 'memory' : vault.protection,
      dataFolder: data.path,
    }),
    notices,
    settings,
    draft,
    vault,
    heldKeys,
    lastClaims,
    placeOf,
    opened,
    previewed: null,
    replays,
    exports: {
      ...callsOf(jobs, 'export', exportStatusOf),
      begin: (ids, target) => exports.begin(ids, { ...target, around: around() }),
    },
    writeExport: (format, exchanges) =>
      readingThread.run('write', {
        format,
        exchanges,
        around: around(),
        secrets: secrets(),
        headers: furtherHeaders.headers(),
      }),
    readCurl: (text) => importCurl(text, furtherHeaders.headers()),
    sandbox: sandboxPort(sandbox),
    catalogFile,
    updates,
    dialogs: {
      chooseFile: (what) => chooseFile(window(), FILE_KINDS[what].title, FILE_KINDS[what].ending),
      chooseNewFile: (name) => chooseNewFile(window(), name),
      saveText: (name, text) => saveText(window(), name, text),
      confirmWeakStorage: () => confirmWeakStorage(window()),
      confirmFeed: (feed) => confirmFeed(window(), feed),
    },
    certificates: createChosenFiles(() => settings.get().profiles.map(({ caFile }) => caFile)),
    zoom: (to) => place.zoom(window(), to),
    async onReady() {
      await shown
      if (!announceReady()) return
      openRequests.handOver(
        openFor({
          broadcast,
          tell: notices.add,
          importHar: (path) => {
            imports.beginFile(path).catch((error: unknown) => {
              notices.add(noticeOf('import-refused', 'Nothing was imported', error))
            })
          },
          bringToFront: () => bringToFront(window()),
        }),
      )
      const shownWindow = window()
      if (shownWindow && app.commandLine.hasSwitch(SELF_CHECK))
        void checkAndQuit(shownWindow, bootstrap.address)
    },
    async onSettings({ theme, keeping }) {
      applyTheme(theme)
      await history.setRetention(keepingOf(keeping))
    },
  }
  ipcServer.open((caller, name, input) =>
    callOperation(caller, name, input, {
      operations: WINDOW_OPERATIONS,
      context,
      redact: asyncRedactor.value,
      onUnexpected: (call, error) => {
        log.warn(`${call} failed`, error)
      },
    }),
  )

  whileSeen(window(), (isSeen) => {
    history.watchOthers(isSeen).catch((error: unknown) => {
      log.warn('What others write to the history is not watched', error)
    })
  })

  const reading = { close: () => readingThread.end() }
  const sends = [updates, jobs, replays, sender, sandbox]
  closeBeforeQuit([...sends, history, place, draft, lastClaims, reading], log.warn)
}

function sandboxPort(sandbox: Sandbox): WindowContext['sandbox'] {
  const faults = SANDBOX_FAULTS.map(({ name, description, example }) => ({ name, description, example }))
  return { ...sandbox, faults }
}

function replayNotTakenUp(reasons: readonly string[]): Notice {
  return {
    id: 'replay-not-taken-up',
    severity: 'warning',
    title: 'A replay that had not ended is not whole',
    detail: reasons.join(' '),
    remedy: 'Look at the history, where all that was sent is kept, and send from there what still fails.',
  }
}

async function checkAndQuit(window: BrowserWindow, address: string): Promise<void> {
  process.exitCode = (await checkSelf(window, address)) ? 0 : 1
  app.quit()
}
