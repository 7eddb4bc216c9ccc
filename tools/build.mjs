import { ensureBuilt } from './build/ensureBuilt.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { runTool, say } from './setup/say.mjs'

await runTool(async () => {
  await ensureDependencies()
  await ensureBuilt(undefined, { force: true })
  say('Built into out/.')
  return 0
})
