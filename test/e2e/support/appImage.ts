import { copyFileSync, linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { electronPath, launchArguments, type StartOptions } from '../postern.ts'

/**
 * Lays a runtime into a folder that looks to the app as an AppImage does: packaged, and with a file that it may replace.
 * It is made of links to the runtime that the tests use.
 */
export function layAppImage(folder: string): { file: string; start: StartOptions } {
  const runtime = dirname(electronPath())
  const inside = join(folder, 'mounted')
  const program = join(inside, 'postern')
  mkdirSync(join(inside, 'resources'), { recursive: true })
  for (const name of readdirSync(runtime)) {
    if (name !== 'electron' && name !== 'resources') symlinkSync(join(runtime, name), join(inside, name))
  }
  for (const name of readdirSync(join(runtime, 'resources'))) {
    symlinkSync(join(runtime, 'resources', name), join(inside, 'resources', name))
  }
  // A link by name would be followed, and the runtime would know its own name again.
  try {
    linkSync(electronPath(), program)
  } catch {
    copyFileSync(electronPath(), program)
  }
  writeFileSync(join(inside, 'resources/app-update.yml'), 'updaterCacheDirName: postern-updater\n')
  const file = join(folder, 'Postern.AppImage')
  writeFileSync(file, 'the copy that runs')
  return {
    file,
    start: {
      program,
      args: launchArguments(),
      env: { APPIMAGE: file, APPDIR: inside, XDG_CACHE_HOME: join(folder, 'cache') },
    },
  }
}
