import { posix, win32 } from 'node:path'

/** The name under which Electron keeps this app's data. */
const APP = 'postern'

interface Machine {
  env: Readonly<Record<string, string | undefined>>
  platform: string
  homeFolder: string
}

/**
 * Where the app keeps its data: `POSTERN_DATA`, or what Electron takes for `userData`, the app's name below the
 * system's place for settings (https://www.electronjs.org/docs/latest/api/app#appgetpathname).
 */
export function dataFolderOf({ env, platform, homeFolder }: Machine): string {
  const { resolve, join } = platform === 'win32' ? win32 : posix
  if (env['POSTERN_DATA']) return resolve(env['POSTERN_DATA'])
  switch (platform) {
    case 'win32':
      return join(env['APPDATA'] || join(homeFolder, 'AppData', 'Roaming'), APP)
    case 'darwin':
      return join(homeFolder, 'Library', 'Application Support', APP)
    default:
      return join(env['XDG_CONFIG_HOME'] || join(homeFolder, '.config'), APP)
  }
}
