import { join } from 'node:path'
import { ensureBuilt } from './build/ensureBuilt.mjs'
import { onStop, startChild } from './setup/child.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { root } from './setup/paths.mjs'
import { runTool } from './setup/say.mjs'

await runTool(async () => {
  await ensureDependencies()
  await ensureBuilt(['historyWorker', 'captureWorker', 'cli'])
  const tool = startChild(process.execPath, [join(root, 'out', 'cli.js'), ...process.argv.slice(2)])
  onStop((signal) => {
    // A terminal sends Ctrl+C to the tool too, and the tool may have a program to wait for.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) tool.send(signal)
  })
  return tool.ended
})
