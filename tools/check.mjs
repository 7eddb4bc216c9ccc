import { ensureDependencies } from './setup/dependencies.mjs'
import { runTool, say } from './setup/say.mjs'
import { runChecks } from './check/checks.mjs'

await runTool(async () => {
  await ensureDependencies()
  const { failed } = await runChecks()
  say(failed === 0 ? 'All checks passed.' : `${failed} of the checks failed.`)
  return failed === 0 ? 0 : 1
})
