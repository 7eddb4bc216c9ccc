import { app, type BrowserWindow } from 'electron'
import { join } from 'node:path'
import { systemClock } from './clock.ts'
import { listenForAgents } from './boot/agents.ts'
import { openCapture } from './boot/capture.ts'
import { openHostConsent } from './boot/hostConsent.ts'
import { openKept } from './boot/kept.ts'
import { tellOfRecurrences } from './boot/recurrences.ts'
import { openRedaction } from './boot/redaction.ts'
import { keepSavingAgain } from './boot/saveAgain.ts'
import { openRecording, openSending } from './boot/sending.ts'
import { openWebhooks } from './boot/webhooks.ts'
import { windowContextOf } from './boot/windowContext.ts'
import { openJobs, openReplays } from './boot/work.ts'
import type { Exchange } from './contract/exchange.ts'
import type { HistoryOpening } from './history/opening.ts'
import { broadcastTo } from './ipc/broadcast.ts'
import { callOperation } from './ipc/callOperation.ts'
import type { IpcServer } from './ipc/ipcServer.ts'
import { openFor } from './ipc/openFor.ts'
import type { WindowContext } from './operations/context.ts'
import { listOffers } from './operations/keyOffers.ts'
import { WINDOW_OPERATIONS } from './operations/list.ts'
import type { OpenedExchange } from './operations/openedExchange.ts'
import { isOrdinaryWord } from './recorder/secretSpellings.ts'
import { noticeOf } from './session/noticeOf.ts'
import { createNotices } from './session/notices.ts'
import { keepingOf } from './settings/keeping.ts'
import { openSettings } from './settings/settings.ts'
import type { BootstrapWindow } from './shell/bootstrapWindow.ts'
import { followSleep } from './shell/computerSleep.ts'
import { confirmHost } from './shell/confirm.ts'
import type { DataFolder } from './shell/dataFolder.ts'
import { openLog } from './shell/log.ts'
import type { OpenRequests } from './shell/openRequests.ts'
import { checkSelf, SELF_CHECK } from './shell/selfCheck.ts'
import { announceReady, closeBeforeQuit } from './shell/shutdown.ts'
import { reportUncaughtErrors } from './shell/uncaughtErrors.ts'
import { whyNotInstalled } from './shell/updateOrigin.ts'
import { loadUpdater, originOfThisCopy } from './shell/updater.ts'
import { createUpdates } from './shell/updates.ts'
import { applyTheme, bringToFront, whileSeen } from './shell/window.ts'

interface BootOptions {
  data: DataFolder
  bootstrap: BootstrapWindow
  ipcServer: IpcServer
  openRequests: OpenRequests
  openingHistory: HistoryOpening
}

/** Builds each part, connects them, and answers the page last, when all that it may ask for is there. */
export async function boot(options: BootOptions): Promise<void> {
  const { data, bootstrap, ipcServer, openRequests, openingHistory } = options
  const { window } = bootstrap
  const inData = (name: string) => join(data.path, name)
  const taskWorker = new URL('taskWorker.js', import.meta.url)
  const captureWorker = new URL('captureWorker.js', import.meta.url)
  const redaction = openRedaction(taskWorker)
  const redactor = redaction.redactor.now
  const log = openLog(inData('logs/postern.log'), redactor.text)
  const notify = broadcastTo(window, redactor.value)
  reportUncaughtErrors(log.warn)
  followSleep((isAsleep) => {
    if (isAsleep) systemClock.suspended()
    else systemClock.resumed()
    notify('computer:sleep', { isAsleep })
  })

  const notices = createNotices((notice) => {
    notify('notice:added', notice)
  })
  const onNotice = notices.add
  if (data.notice) onNotice(data.notice)
  openingHistory.hear({
    onNotice,
    onOthers: () => {
      notify('history:changed', null)
    },
  })

  const settings = await openSettings({
    file: inData('settings.json'),
    redact: redactor.value,
    onNotice,
  })
  redaction.nameHeaders(() => settings.profiles().map(({ subscriptionHeader }) => subscriptionHeader))
  applyTheme(settings.get().theme)
  const shown = bootstrap.show()
  const onForgotten = () => notify('import:offered', listOffers(kept))
  const kept = await openKept({
    inData,
    settings,
    redact: redactor.text,
    openingHistory,
    onNotice,
    onForgotten,
    onSecret: (id) => {
      notify('secret:changed', { id })
    },
  })
  redaction.add(kept.vault, kept.heldKeys)
  // Documents show how it is done with any word for a token.
  redaction.add({ secrets: () => kept.sessionTokens.secrets().filter((secret) => !isOrdinaryWord(secret)) })

  const opened: OpenedExchange = { id: null, exchange: null }
  const notifyRedacted = broadcastTo(window, (value) => value)
  const consent = openHostConsent(settings, (origin) => confirmHost(window(), origin))
  const tellRecurrence = tellOfRecurrences({ history: kept.history, window, notify })
  const onRecorded = (exchange: Exchange) => {
    tellRecurrence(exchange)
    webhooks.recorded(exchange)
  }
  const recorder = openRecording({ kept, redaction, opened, notifyRedacted, onRecorded })
  const webhooks = openWebhooks({
    recorder,
    vault: kept.vault,
    schemeFile: inData('webhooks.json'),
    notify: notifyRedacted,
  })
  const sender = openSending({ kept, redaction, recorder, consent, notify })
  // A server may call any word a token.
  redaction.add({ secrets: () => sender.secrets().filter((secret) => !isOrdinaryWord(secret)) })
  const capture = openCapture({
    worker: captureWorker,
    ...{ kept, redaction, opened, consent },
    notify: notifyRedacted,
  })
  const workOptions = { kept, redaction, sender, notify, onNotice }
  const work = openJobs({ taskWorker, captureWorker }, workOptions)
  const replays = await openReplays(work.jobs, data.path, window, workOptions)
  const updates = createUpdates({
    feed: settings.get().updateFeed,
    whyNot: whyNotInstalled(originOfThisCopy()),
    load: loadUpdater,
    onChange: (state) => {
      notify('updates:changed', state)
    },
  })
  const { sandbox, history, draft, lastClaims, provenRecipes } = kept
  sandbox.onRequest((entry) => {
    notify('sandbox:activity', { entry, waiting: [...sandbox.waitingFaults()] })
  })

  const parts = { dataFolder: data.path, bootstrap, kept, redaction, sender, notices, work, replays, updates }
  const context: WindowContext = {
    ...windowContextOf({ ...parts, opened, notify }),
    capture,
    webhooks,
    async onReady() {
      await shown
      if (announceReady()) welcome(bootstrap, openRequests, context, onNotice)
      startWithApp(context, onNotice)
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
      redact: redaction.redactor.value,
      onUnexpected: (call, error) => {
        log.warn(`${call} failed`, error)
      },
    }),
  )
  whileSeen(window(), (isSeen) => {
    history.watchOthers(isSeen).catch((error: unknown) => {
      log.warn('Postern does not watch what others write to the history', error)
    })
  })
  const agents = await listenForAgents(data.path, context, notify, log.warn)
  const saving = keepSavingAgain([settings, kept.vault, draft, kept.problemNotes, kept.checkRuns])
  const reading = { close: () => redaction.thread.end() }
  // Replays first: closing the jobs cancels what has not ended, and a replay goes on after a restart.
  const sends = [agents, updates, capture, webhooks, replays, work.jobs, sender, sandbox]
  closeBeforeQuit(
    [...sends, history, bootstrap.place, draft, lastClaims, provenRecipes, saving, reading],
    log.warn,
  )
}

/** Opens what the user asked for at the start, once the window can be used. */
function welcome(
  { window, address }: BootstrapWindow,
  openRequests: OpenRequests,
  { imports, notify }: WindowContext,
  onNotice: Parameters<typeof openFor>[0]['tell'],
): void {
  openRequests.handOver(
    openFor({
      broadcast: notify,
      tell: onNotice,
      importHar: (path) => {
        imports.beginFile(path).catch((error: unknown) => {
          onNotice(noticeOf('import-refused', 'Postern imported nothing', error))
        })
      },
      bringToFront: () => bringToFront(window()),
    }),
  )
  if (app.commandLine.hasSwitch(SELF_CHECK)) void checkAndQuit(window(), address)
}

/** Listens from the start on, where the settings say so. */
function startWithApp(
  { capture, settings }: WindowContext,
  tell: Parameters<typeof openFor>[0]['tell'],
): void {
  const { capture: wanted, selected } = settings.get()
  if (!wanted.startsWithApp) return
  capture.start(selected.profile).catch((error: unknown) => {
    tell(noticeOf('capture-refused', 'Capture did not start', error))
  })
}

async function checkAndQuit(window: BrowserWindow, address: string): Promise<void> {
  process.exitCode = (await checkSelf(window, address)) ? 0 : 1
  app.quit()
}
