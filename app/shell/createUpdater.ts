import { z } from 'zod'
import { CancellationToken, type AppUpdater, type ProgressInfo } from 'electron-updater'
import type { Updater } from './updates.ts'

/** What electron-updater takes from a list unseen: it names a file of ours by the last part of an address. */
const listSchema = z.object({
  files: z
    .array(
      z.object({
        url: z.string().refine((url) => !/(?:^|\/|%2f|\\|%5c)(?:\.|%2e){1,2}(?:$|\/|%2f|\\|%5c)/i.test(url)),
        sha512: z.string().regex(/^[\w+/]{86}==$/),
      }),
    )
    .min(1),
})

interface UpdaterOptions {
  make(): AppUpdater
  /** From then on an updater may ask no other origin, whatever the feed lists or redirects to. */
  stayAt(updater: AppUpdater, origin: string): void
}

/** Lets electron-updater look and fetch when it is asked to, and do nothing by itself. */
export function createUpdater({ make, stayAt }: UpdaterOptions): Updater {
  let updater: AppUpdater | null = null

  return {
    async look(feed, signal) {
      const looking = (updater ??= setUp(make()))
      stayAt(looking, new URL(feed).origin)
      looking.setFeedURL({ provider: 'generic', url: feed, useMultipleRangeRequest: false })
      const found = await untilAborted(looking.checkForUpdates(), signal).catch((error: unknown) => {
        // A check cannot be cancelled, and another would join it: so the next one has an updater of its own.
        if (signal.aborted) updater = null
        throw error
      })
      if (!found?.isUpdateAvailable) return null
      if (!listSchema.safeParse(found.updateInfo).success) throw new Error('ERR_UPDATER_INVALID_LIST')
      const { version } = found.updateInfo
      const isOffered = looking.currentVersion.prerelease.length > 0 || !isPrerelease(version)
      return isOffered ? version : null
    },

    async fetch(onProgress, signal) {
      if (!updater) throw new Error('No check has found anything')
      const fetching = updater
      const token = new CancellationToken()
      signal.addEventListener('abort', () => {
        token.cancel()
      })
      const report = ({ transferred, total }: ProgressInfo) => {
        onProgress({ bytes: transferred, of: total })
      }
      // Not before the new file is there and checked: until then the one that was fetched before would be installed.
      const take = () => {
        fetching.autoInstallOnAppQuit = !signal.aborted
      }
      fetching.on('download-progress', report)
      fetching.once('update-downloaded', take)
      try {
        await fetching.downloadUpdate(token)
      } finally {
        fetching.off('download-progress', report)
        fetching.off('update-downloaded', take)
      }
    },

    drop() {
      if (updater) updater.autoInstallOnAppQuit = false
    },
  }
}

function setUp(updater: AppUpdater): AppUpdater {
  return Object.assign(updater, {
    logger: null,
    autoDownload: false,
    autoInstallOnAppQuit: false,
    allowDowngrade: false,
    disableWebInstaller: true,
    disableDifferentialDownload: true,
    // Without it a copy that cannot replace itself would not even look.
    forceDevUpdateConfig: true,
    // Replaces the number that would tell one installation from another.
    requestHeaders: { 'x-user-staging-id': 'none' },
  })
}

/** Settles as the promise does, and at the latest when the signal is aborted. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('Cancelled'))
    })
    promise.then(resolve, reject)
  })
}

/** Whether a version, such as `2.0.0-beta.1+build`, is a pre-release. */
function isPrerelease(version: string): boolean {
  return version.replace(/\+.*/, '').includes('-')
}
