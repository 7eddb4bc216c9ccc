import type { AppUpdater } from 'electron-updater'
import type { Updater } from './updates.ts'

/**
 * @param stayAt called before anything is fetched: from then on no other origin may be asked, whatever the feed lists or
 * redirects to
 */
export function updaterOver(updater: AppUpdater, stayAt: (origin: string) => void): Updater {
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
  return {
    async look(feed) {
      stayAt(new URL(feed).origin)
      updater.setFeedURL({ provider: 'generic', url: feed, useMultipleRangeRequest: false })
      const found = await updater.checkForUpdates()
      return found?.isUpdateAvailable ? found.updateInfo.version : null
    },
    async fetch() {
      updater.autoInstallOnAppQuit = true
      await updater.downloadUpdate()
    },
    drop() {
      updater.autoInstallOnAppQuit = false
    },
  }
}
