import { app } from 'electron'
import type { AppUpdater } from 'electron-updater'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Origin } from './updateOrigin.ts'
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
  const { AppImageUpdater, MacUpdater, NsisUpdater } = await import('electron-updater')
  const { createUpdater } = await import('./createUpdater.ts')
  const updaters: Partial<Record<NodeJS.Platform, new () => AppUpdater>> = {
    darwin: MacUpdater,
    win32: NsisUpdater,
  }
  const PlatformUpdater = updaters[process.platform] ?? AppImageUpdater
  return createUpdater({
    make: () => new PlatformUpdater(),
    stayAt({ netSession }, origin) {
      netSession.webRequest.onBeforeRequest(({ url }, answer) => {
        answer({ cancel: new URL(url).origin !== origin })
      })
    },
  })
}
