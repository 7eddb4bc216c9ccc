import { app } from 'electron'
import { join } from 'node:path'
import { systemClock } from '../clock.ts'
import { readLogin } from '../formats/commands/login.ts'
import { readCommand } from '../formats/commands/readCommand.ts'
import { withoutSecrets } from '../contract/saved.ts'
import { createPosternFiles } from '../formats/posternFile.ts'
import type { Broadcast } from '../ipc/broadcast.ts'
import type { WindowContext } from '../operations/context.ts'
import type { OpenedExchange } from '../operations/openedExchange.ts'
import { explainUnread } from '../recorder/explainPasted.ts'
import type { Replays } from '../replay/replays.ts'
import { SANDBOX_FAULTS } from '../sandbox/sandbox.ts'
import { openSavedRequests } from '../saved/savedRequests.ts'
import type { Sender } from '../sending/sender.ts'
import { createChosenFiles, FOLDER } from '../session/chosenFiles.ts'
import { keepingOf } from '../settings/keeping.ts'
import type { Notices } from '../session/notices.ts'
import type { BootstrapWindow } from '../shell/bootstrapWindow.ts'
import { chooseFile, chooseFolder } from '../shell/chooseFile.ts'
import {
  confirmFeed,
  confirmKeyMove,
  copySecret,
  confirmLimits,
  confirmProgram,
  confirmReplay,
  confirmWeakStorage,
} from '../shell/confirm.ts'
import { chooseNewFile, saveSecret, saveText } from '../shell/saveFile.ts'
import type { Updates } from '../shell/updates.ts'
import { bringToFront } from '../shell/window.ts'
import { agentsOf } from './agents.ts'
import type { Kept } from './kept.ts'
import type { Redaction } from './redaction.ts'
import type { openJobs } from './work.ts'

const FILE_KINDS = {
  har: { title: 'Import a HAR file', ending: 'har' },
  catalog: { title: 'Choose a catalog file', ending: 'json' },
  certificates: { title: 'Choose a file of certificates', ending: 'pem' },
  postern: { title: 'Open a Postern file', ending: 'postern' },
  saved: { title: 'Choose a file of saved requests', ending: 'json' },
} as const

interface WindowParts {
  dataFolder: string
  bootstrap: BootstrapWindow
  kept: Kept
  redaction: Redaction
  sender: Sender
  notices: Notices
  work: ReturnType<typeof openJobs>
  replays: Replays
  updates: Updates
  opened: OpenedExchange
  notify: Broadcast
}

/** What the operations of the page are given, but for what happens when the page is ready or settings change. */
export function windowContextOf(
  parts: WindowParts,
): Omit<WindowContext, 'onReady' | 'onSettings' | 'capture' | 'webhooks'> {
  const { bootstrap, kept, redaction, sender, notices, replays, updates, opened, notify } = parts
  const { window, place } = bootstrap
  const { settings, sandbox, catalogFile } = kept
  return {
    ...kept,
    now: () => systemClock.now(),
    sender,
    redactor: redaction.redactor.now,
    saved: openSavedRequests({
      usual: join(parts.dataFolder, 'requests.json'),
      placeFile: join(parts.dataFolder, 'requests-file.json'),
      redact: (request) => withoutSecrets(request, redaction.redactor.now),
    }),
    posternFiles: createPosternFiles(redaction.redactor.now),
    catalog: catalogFile.catalog,
    notify,
    notices,
    replays,
    updates,
    opened,
    underWay: 0,
    previewed: null,
    displaced: null,
    info: () => infoOf(parts),
    ...recording(redaction, catalogFile.catalog),
    ...bulkWork(parts),
    sandbox: {
      ...sandbox,
      faults: SANDBOX_FAULTS.map(({ amount: _, ...fault }) => fault),
    },
    dialogs: {
      chooseFile: (what) => chooseFile(window(), FILE_KINDS[what].title, FILE_KINDS[what].ending),
      chooseFolder: () => chooseFolder(window(), 'Choose the folder of your program'),
      chooseNewFile: (name) => chooseNewFile(window(), name),
      saveText: (name, text) => saveText(window(), name, text),
      saveSecret: (name, text) => saveSecret(window(), name, text),
      copySecret: (request, text) => copySecret(window(), request, text),
      confirmWeakStorage: () => confirmWeakStorage(window()),
      confirmFeed: (feed) => confirmFeed(window(), feed),
      confirmKeyMove: (alias, profile) => confirmKeyMove(window(), alias, profile),
      confirmLimits: (count) => confirmLimits(window(), count),
      confirmProgram: (order) => confirmProgram(window(), order),
      confirmReplay: (request, agent, signal) => {
        bringToFront(window())
        return confirmReplay(window(), request, agent, signal)
      },
    },
    agents: agentsOf(parts.dataFolder),
    certificates: createChosenFiles(() => settings.get().profiles.map(({ caFile }) => caFile)),
    folders: createChosenFiles(() => [], FOLDER),
    surplus: (limits) => kept.history.surplus(keepingOf(limits)),
    zoom: (to) => place.zoom(window(), to),
  }
}

function infoOf({ dataFolder, kept: { vault } }: WindowParts): ReturnType<WindowContext['info']> {
  return {
    version: app.getVersion(),
    electron: process.versions.electron,
    platform: process.platform,
    protection: vault.protection === 'weak' && !vault.storesWeakly ? 'memory' : vault.protection,
    dataFolder,
  }
}

/** What comes in from other programs. */
function recording(
  { registry, redactor, headers, pastedReader }: Redaction,
  catalog: WindowContext['catalog'],
): Pick<WindowContext, 'explainPasted' | 'readCommand' | 'readLogin'> {
  return {
    async explainPasted(question, id) {
      const around = { id, now: systemClock.now(), catalog: catalog() }
      const secrets = registry.all()
      const explained = await pastedReader.explain({ ...around, question, secrets, headers: headers() })
      const { learnHeaders } = registry
      if (explained === null)
        return explainUnread(question, { ...around, redactor: redactor.now, learnHeaders })
      const { headers: read, ...explanation } = explained
      learnHeaders(read)
      return explanation
    },
    readCommand: (text) => readCommand(text, headers()),
    readLogin,
  }
}

/** What concerns many exchanges, and texts for others. */
function bulkWork({
  work: { jobs, imports, exports, pages, checks, drills },
  redaction: { registry, headers, thread },
}: WindowParts): Pick<
  WindowContext,
  'jobs' | 'imports' | 'exports' | 'pages' | 'checks' | 'drills' | 'writeExport'
> {
  const around = () => ({
    version: app.getVersion(),
    runtime: `Electron ${process.versions.electron}`,
    platform: process.platform,
    now: systemClock.now(),
  })
  return {
    jobs,
    imports,
    pages,
    checks,
    drills,
    exports: { begin: (of, count, target) => exports.begin(of, count, { ...target, around: around() }) },
    writeExport: (format, exchanges) =>
      thread.run('write', {
        format,
        exchanges,
        around: around(),
        secrets: registry.all(),
        headers: headers(),
      }),
  }
}
