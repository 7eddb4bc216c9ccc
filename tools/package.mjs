import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ensureBuilt } from './build/ensureBuilt.mjs'
import { onStop, startChild } from './setup/child.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { root } from './setup/paths.mjs'
import { ensureRuntime } from './setup/runtime.mjs'
import { runTool, say } from './setup/say.mjs'

// The app as a folder that runs on this machine, from the very runtime that it is tested with. Nothing is fetched.
await runTool(async () => {
  await ensureDependencies()
  await ensureBuilt()
  const runtime = dirname(await ensureRuntime())
  const version = (await readFile(join(runtime, 'version'), 'utf8')).trim().replace(/^v/, '')
  const builder = startChild(
    process.execPath,
    [
      join(root, 'node_modules', 'electron-builder', 'cli.js'),
      '--dir',
      '--publish=never',
      `--config.electronDist=${runtime}`,
      `--config.electronVersion=${version}`,
      '--config.directories.output=dist',
    ],
    { cwd: root },
  )
  onStop(builder.stop)
  const code = await builder.ended
  if (code === 0)
    say(`\nThe app lies in dist/, unsigned, with Electron ${version}. Installers are not made here.`)
  return code
})
