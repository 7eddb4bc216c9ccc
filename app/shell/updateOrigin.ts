/** How this copy of the app was made and started: it decides whether the copy can replace itself. */
export interface Origin {
  isPackaged: boolean
  platform: NodeJS.Platform
  program: string
  env: Readonly<Record<string, string | undefined>>
  /** The text of app-update.yml, which electron-builder puts into a package. */
  config: string
}

/** Why a copy cannot replace itself; null when it can. */
export function whyNotInstalled({ isPackaged, platform, program, env, config }: Origin): string | null {
  if (!isPackaged) return 'This copy runs from its sources'
  // Programs that an AppImage starts inherit its variables, so this program must be the one inside.
  if (platform === 'linux' && !(env.APPIMAGE && env.APPDIR && program.startsWith(`${env.APPDIR}/`))) {
    return 'Only the AppImage can replace itself, and this copy is none'
  }
  if (platform === 'win32' && env.PORTABLE_EXECUTABLE_FILE) return 'This copy is the portable one'
  // Without a publisher's name to compare with, electron-updater would check no signature.
  if (platform === 'win32' && !/^publisherName:/m.test(config)) {
    return 'This copy is unsigned, so it cannot verify a newer one'
  }
  return null
}
