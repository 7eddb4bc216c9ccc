/** Where this copy of the app comes from, as far as that decides who may replace it. */
export interface Origin {
  isPackaged: boolean
  platform: NodeJS.Platform
  program: string
  env: Readonly<Record<string, string | undefined>>
  /** Text of app-update.yml, which the builder lays into a package. */
  config: string
}

/** Why a copy cannot replace itself; null when it can. */
export function whyNotInstalled({ isPackaged, platform, program, env, config }: Origin): string | null {
  if (!isPackaged) return 'This copy runs from its sources'
  // An AppImage hands its variables on to what is started from it: the program must be the one inside.
  if (platform === 'linux' && !(env.APPIMAGE && env.APPDIR && program.startsWith(`${env.APPDIR}/`))) {
    return 'Only the AppImage can replace itself, and this copy is none'
  }
  if (platform === 'win32' && env.PORTABLE_EXECUTABLE_FILE) return 'This copy is the portable one'
  // Without a name to compare with, no signature would be asked for.
  if (platform === 'win32' && !/^publisherName:/m.test(config)) {
    return 'This copy is unsigned, so that no newer one could be told from a forged one'
  }
  return null
}
