import { ensureBuilt } from './build/ensureBuilt.mjs'
import { onStop, startChild } from './setup/child.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { root } from './setup/paths.mjs'
import { ensurePlatform } from './setup/platform.mjs'
import { runTool } from './setup/say.mjs'

await runTool(async () => {
  await ensureDependencies()
  await ensureBuilt()
  const platform = await ensurePlatform()
  try {
    const app = startChild(platform.electron, [root, ...platform.switches, ...process.argv.slice(2)], {
      cwd: root,
      env: platform.env,
    })
    onStop(app.stop)
    return await app.ended
  } finally {
    platform.close()
  }
})
