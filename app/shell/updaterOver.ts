import type { AppUpdater } from 'electron-updater'
import { updateNet, type Fetch, type FetchWork } from './updateNet.ts'
import type { Updater } from './updates.ts'

export interface UpdaterNet {
  /** Called before anything is fetched: from then on no other origin may be asked, whatever the feed lists or redirects to. */
  stayAt(origin: string): void
  fetch: Fetch
}

export function updaterOver(updater: AppUpdater, { stayAt, fetch }: UpdaterNet): Updater {
  let work: FetchWork = { signal: AbortSignal.abort(), onProgress: () => undefined }
  updater.logger = null
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = false
  updater.allowDowngrade = false
  updater.disableWebInstaller = true
  updater.disableDifferentialDownload = true
  // Else a copy that cannot replace itself would not even look.
  updater.forceDevUpdateConfig = true
  // In place of the number that would tell one installation from another.
  updater.requestHeaders = { 'x-user-staging-id': 'none' }
  Reflect.set(
    updater,
    'httpExecutor',
    updateNet(fetch, () => work),
  )
  return {
    async look(feed, signal) {
      work = { signal, onProgress: () => undefined }
      stayAt(new URL(feed).origin)
      updater.setFeedURL({ provider: 'generic', url: feed, useMultipleRangeRequest: false })
      const found = await updater.checkForUpdates()
      return found?.isUpdateAvailable ? found.updateInfo.version : null
    },
    async fetch(onProgress, signal) {
      work = { signal, onProgress }
      // Not before the new file is there and checked: until then what would be installed is the one fetched before it.
      const take = () => {
        updater.autoInstallOnAppQuit = !signal.aborted
      }
      updater.once('update-downloaded', take)
      try {
        await updater.downloadUpdate()
      } finally {
        updater.off('update-downloaded', take)
      }
      signal.throwIfAborted()
    },
    drop() {
      updater.autoInstallOnAppQuit = false
    },
  }
}
