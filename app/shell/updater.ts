import { app } from 'electron'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Origin } from './updateOrigin.ts'
import { updaterOver } from './updaterOver.ts'
import type { Updater } from './updates.ts'

export function originOfThisCopy(): Origin {
  let config = ''
  try {
    config = readFileSync(join(process.resourcesPath, 'app-update.yml'), 'utf8')
  } catch {
    // Only packages have it.
  }
  return {
    isPackaged: app.isPackaged,
    platform: process.platform,
    program: process.execPath,
    env: process.env,
    config,
  }
}

export async function loadUpdater(): Promise<Updater> {
  const { autoUpdater } = await import('electron-updater')
  const { netSession } = autoUpdater
  return updaterOver(autoUpdater, {
    stayAt(origin) {
      netSession.webRequest.onBeforeRequest(({ url }, answer) => {
        answer({ cancel: new URL(url).origin !== origin })
      })
    },
    fetch: (url, init) => netSession.fetch(url, init),
  })
}
