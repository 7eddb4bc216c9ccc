import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { electronPath, environment, launchArguments } from '../postern.ts'

/** Starts an app of which `folder` holds what was built, in `out`. `main` runs in place of its main file, and imports that. */
export function startAltered(
  folder: string,
  main: string,
  dataFolder: string,
): ChildProcessWithoutNullStreams {
  writeFileSync(join(folder, 'package.json'), '{ "name": "altered", "type": "module", "main": "main.js" }')
  writeFileSync(join(folder, 'main.js'), main)
  return spawn(electronPath(), launchArguments(folder), {
    env: { ...environment(), POSTERN_DATA: dataFolder },
  })
}
