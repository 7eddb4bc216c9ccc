import { app, safeStorage, type BrowserWindow } from 'electron'
import { join } from 'node:path'
import { systemClock } from './clock.ts'
import type { Exchange } from './contract/exchange.ts'
import { isSafeMethod } from './contract/http.ts'
import { SANDBOX_PROFILE } from './contract/names.ts'
import type { Profile } from './contract/profile.ts'
import { summarize } from './contract/summary.ts'
import { createSender } from './sending/sender.ts'
import { checkedOrigin } from './sending/target.ts'
import { createAsyncRedactor, type RedactLong } from './recorder/asyncRedactor.ts'
import { createRedactor } from './recorder/redact.ts'
import { createSecretRegistry } from './recorder/secretRegistry.ts'
import type { HistoryOpening } from './history/opening.ts'
import { answer } from './ipc/answer.ts'
import { broadcastTo } from './ipc/broadcast.ts'
import { openDesks } from './ipc/desks.ts'
import { createHandlers } from './ipc/handlers.ts'
import { keepingOf } from './ipc/historyCalls.ts'
import { noticeOf } from './ipc/noticeOf.ts'
import { createNotices } from './ipc/notices.ts'
import { openFor } from './ipc/openFor.ts'
import { createRemovedKeys } from './ipc/removedKeys.ts'
import { createThread } from './threads/thread.ts'
import { threadedReader } from './recorder/threadedReader.ts'
import { startSandbox } from './sandbox/sandbox.ts'
import { openCatalogFile } from './settings/catalogFile.ts'
import { openDraft } from './settings/draft.ts'
import { openLastClaims } from './settings/lastClaims.ts'
import { openSettings } from './settings/settings.ts'
import { chooseFile } from './shell/chooseFile.ts'
import { cipherOf } from './shell/cipher.ts'
import { confirmFeed, confirmWeakStorage } from './shell/confirm.ts'
import type { DataFolder } from './shell/dataFolder.ts'
import type { Front } from './shell/bootstrapWindow.ts'
import { catchUnforeseen } from './shell/uncaughtErrors.ts'
import { announceReady, endTidily } from './shell/shutdown.ts'
import { openLog } from './shell/log.ts'
import { notify } from './shell/notify.ts'
import { chooseNewFile, saveText } from './shell/saveFile.ts'
import { checkSelf, SELF_CHECK } from './shell/selfCheck.ts'
import { systemProxy } from './shell/systemProxy.ts'
import { whyNotInstalled } from './shell/updateOrigin.ts'
import { loadUpdater, originOfThisCopy } from './shell/updater.ts'
import { createUpdates } from './shell/updates.ts'
import { applyTheme, bringToFront, whileSeen } from './shell/window.ts'
import { openVault } from './vault/vault.ts'

/** What the sandbox's keys are bound to: its origin has another port at each start. */
const SANDBOX_PLACE = 'the sandbox'

/** Builds each part, wires them, and opens the door to the page last, when all that it may ask for is there. */
export async function boot(
  data: DataFolder,
  { window, place, address, door, openRequests, show }: Front,
  openingHistory: HistoryOpening,
): Promise<void> {
  const inData = (name: string) => join(data.path, name)

  // What tells secrets comes later: the parts that hold them, each before its first, and the settings.
  let subscriptionHeaders = (): string[] => []
  const holders: { secrets(): readonly string[] }[] = []
  const secrets = createSecretRegistry(() => holders.flatMap((holder) => holder.secrets()))
  const furtherHeaders = { headers: () => subscriptionHeaders() }
  const redactor = createRedactor(secrets, furtherHeaders)
  const readingThread = createThread(new URL('readingWorker.js', import.meta.url))
  const redactLong: RedactLong = (texts, known) => readingThread.run('redact', { texts, secrets: known })
  const asyncRedactor = createAsyncRedactor(secrets, redactLong, furtherHeaders)
  const log = openLog(inData('logs/postern.log'), redactor.text)
  const broadcast = broadcastTo(window, redactor.value)
  catchUnforeseen(log.warn)

  const notices = createNotices((notice) => {
    broadcast('notice:added', notice)
  })
  const { tell } = notices
  if (data.notice) tell(data.notice)

  openingHistory.hear({
    onNotice: tell,
    onOthers: () => {
      broadcast('history:changed', null)
    },
  })
  const settings = await openSettings({ file: inData('settings.json'), onNotice: tell })
  subscriptionHeaders = () => settings.profiles().map(({ subscriptionHeader }) => subscriptionHeader)
  applyTheme(settings.get().theme)
  const shown = show()
  const keyring = cipherOf(safeStorage, { clock: systemClock, platform: process.platform })
  const [vault, sandbox, history, draft, lastClaims] = await Promise.all([
    openVault({ file: inData('keys.json'), cipher: keyring, onNotice: tell }),
    startSandbox({ clock: systemClock }),
    openingHistory.opened,
    openDraft(inData('draft.json')),
    openLastClaims(inData('claims.json'), () => systemClock.now()),
  ])
  const catalogFile = openCatalogFile()
  await catalogFile.read(settings.get().catalogFile)
  const removedKeys = createRemovedKeys(systemClock, vault)
  holders.push(vault, removedKeys)
  const placeOfKey = (profile: string, origin: string) =>
    profile === SANDBOX_PROFILE && origin === sandbox.url ? SANDBOX_PLACE : origin
  for (const { alias, secret, note } of sandbox.keys) {
    vault.provide(SANDBOX_PROFILE, alias, secret, SANDBOX_PLACE, note)
  }
  const profiles = () =>
    settings
      .profiles()
      .map((profile) => (profile.id === SANDBOX_PROFILE ? { ...profile, baseUrl: sandbox.url } : profile))

  await history.setRetention(keepingOf(settings.get().keeping))

  const sender = createSender({
    clock: systemClock,
    secretOf: (profile, alias, origin) => vault.get(profile, alias, placeOfKey(profile, origin)),
    record: async (exchange: Exchange) => {
      const safe = await asyncRedactor.exchange(exchange)
      await history.put(safe, { durable: !isSafeMethod(safe.request.method) })
      broadcast('exchange:changed', summarize(safe))
    },
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
    reader: threadedReader(readingThread),
  })
  holders.push(sender)
  const placeOf = ({ id, baseUrl }: Profile) => placeOfKey(id, checkedOrigin(baseUrl))
  const desks = await openDesks({
    clock: systemClock,
    sender,
    history,
    vault,
    settings,
    catalog: catalogFile.catalog,
    profiles,
    placeOf,
    secrets,
    redact: redactor.value,
    folder: inData('replays'),
    broadcast,
    tell,
    notify: (title, body) => {
      notify(title, body, () => {
        bringToFront(window())
        broadcast('menu:chosen', { id: 'show-replay' })
      })
    },
  })
  holders.push(desks.keyOffers)
  const chooseHarFile = () => chooseFile(window(), 'Import a HAR file', 'har')
  const importHar = (path: string | null) => {
    if (path === null) return
    desks.imports.beginFile(path).catch((error: unknown) => {
      tell(noticeOf('import-refused', 'Nothing was imported', error))
    })
  }
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

  const handlers = createHandlers({
    info: () => ({
      version: app.getVersion(),
      electron: process.versions.electron,
      platform: process.platform,
      protection: vault.protection === 'weak' && !vault.storesWeakly ? 'memory' : vault.protection,
      dataFolder: data.path,
    }),
    notices,
    settings,
    draft,
    vault,
    removedKeys,
    history,
    sender,
    lastClaims,
    sandbox,
    profiles,
    catalogFile,
    chooseCatalogFile: () => chooseFile(window(), 'Choose a catalog file', 'json'),
    chooseCaFile: () => chooseFile(window(), 'Choose a file of certificates', 'pem'),
    placeOf,
    confirmWeakStorage: () => confirmWeakStorage(window()),
    updates,
    confirmFeed: (feed) => confirmFeed(window(), feed),
    ...desks,
    chooseHarFile,
    redactor,
    now: () => systemClock.now(),
    writeExport: (format, exchanges, around) =>
      readingThread.run('write', {
        format,
        exchanges,
        around,
        secrets: secrets(),
        headers: furtherHeaders.headers(),
      }),
    saveText: (name, text) => saveText(window(), name, text),
    chooseNewFile: (name) => chooseNewFile(window(), name),
    zoom: (to) => place.zoom(window(), to),
    onReady: async () => {
      await shown
      if (!announceReady()) return
      openRequests.handOver(
        openFor({ broadcast, tell, importHar, bringToFront: () => bringToFront(window()) }),
      )
      const opened = window()
      if (opened && app.commandLine.hasSwitch(SELF_CHECK)) void checkAndQuit(opened, address)
    },
    onSettings: async ({ theme, keeping }) => {
      applyTheme(theme)
      await history.setRetention(keepingOf(keeping))
    },
  })
  door.open((name, raw) =>
    answer(name, raw, {
      handlers,
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

  const { exports, imports, replays } = desks
  const reading = { close: () => readingThread.end() }
  const sends = [updates, exports, imports, replays, sender, sandbox]
  endTidily([...sends, history, place, draft, lastClaims, reading], log.warn)
}

async function checkAndQuit(window: BrowserWindow, address: string): Promise<void> {
  process.exitCode = (await checkSelf(window, address)) ? 0 : 1
  app.quit()
}
