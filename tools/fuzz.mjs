import { join } from 'node:path'
import { startChild, onStop } from './setup/child.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { root } from './setup/paths.mjs'
import { runTool, SetupError } from './setup/say.mjs'

/** What one run makes when no number is given; `npm test` makes fewer. */
const CASES = 200_000

// The properties of the diagnosis, over many more random and mutated answers: a matter of minutes, for a quiet hour.
await runTool(async () => {
  const cases = Number(process.argv[2] ?? CASES)
  if (!Number.isInteger(cases) || cases < 1) {
    throw new SetupError(
      `"${process.argv[2]}" is not a number of cases.`,
      'give a whole number, such as 200000.',
    )
  }
  await ensureDependencies()
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--project', 'unit', 'test/unit/diagnosis/properties.test.ts']
  const child = startChild(process.execPath, args, {
    cwd: root,
    env: { ...process.env, POSTERN_FUZZ_CASES: String(cases) },
  })
  onStop(child.stop)
  return await child.ended
})
