import { join } from 'node:path'
import { ensureBuilt } from './build/ensureBuilt.mjs'
import { runChecks } from './check/checks.mjs'
import { packForNpm } from './package/npmPackage.mjs'
import { pack } from './package/pack.mjs'
import { onStop } from './setup/child.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { ensureKeyring, ensurePackageTools } from './setup/libraries.mjs'
import { root } from './setup/paths.mjs'
import { ensurePlatform } from './setup/platform.mjs'
import { runTool, say, SetupError } from './setup/say.mjs'
import { closingLine, sum } from './test/counts.mjs'
import { runVitest } from './test/vitest.mjs'

/** @typedef {import('./test/counts.mjs').Counts} Counts */

/** Closes what the tests needed, once they are over. */
let close = () => {}
/** @type {NodeJS.ProcessEnv} */
let env = process.env
let isStopped = false

/** @type {Counts} */
const oneFailure = { passed: 0, failed: 1, skipped: 0 }
/** @type {Counts} */
const nothing = { passed: 0, failed: 0, skipped: 0 }

/** What each part of the tests does, in order. */
const parts = /** @satisfies {Record<string, () => Promise<Counts>>} */ ({
  check: runChecks,
  unit: () => runVitest('unit'),
  build: async () => {
    // A display for each app of a time: they would take the focus from one another.
    const platform = await ensurePlatform({ displays: 2 })
    close = platform.close
    env = platform.env
    await ensureBuilt()
    return nothing
  },
  integration: () => runVitest('integration', env),
  specimens: () => runVitest('specimens'),
  e2e: async () => {
    await ensureKeyring()
    return runVitest('e2e', env)
  },
  packaged: () => runPackaged('packaged'),
  odd: () => runPackaged('odd'),
  commands: () => runVitest('commands'),
})

/** These take too long for every run. */
const onlyWhenAsked = ['specimens', 'odd', 'commands']

/**
 * Makes a package, and runs what tests it.
 * @param {'packaged' | 'odd'} project
 */
async function runPackaged(project) {
  const output = join(root, 'test-results', 'package')
  const { app, missed } = await pack(output, process.platform === 'linux' ? ['tar.gz', 'deb'] : [], '1')
  for (const line of missed) say(`Not made: ${line}`)
  await packForNpm(output)
  await ensurePackageTools()
  return runVitest(project, { ...env, POSTERN_PACKAGE: app })
}

await runTool(async () => {
  const asked = process.argv.slice(2)
  const unknown = asked.find((name) => !(name in parts))
  if (unknown) {
    throw new SetupError(
      `There is no part of the tests named ${unknown}.`,
      `name one or more of: ${Object.keys(parts).join(', ')}.`,
    )
  }
  const total = sum(await runParts(asked))
  console.log(`\n${closingLine(total)}`)
  return total.failed === 0 ? 0 : 1
})

/**
 * @param {string[]} asked names of parts; none means all
 */
async function runParts(asked) {
  onStop(() => {
    isStopped = true
  })
  const needsBuild =
    asked.length === 0 ||
    asked.some((name) => ['build', 'integration', 'specimens', 'e2e', 'packaged', 'odd'].includes(name))
  /** @type {Counts[]} */
  const results = []
  try {
    await ensureDependencies()
    for (const [name, runPart] of Object.entries(parts)) {
      const isUsual = asked.length === 0 && !onlyWhenAsked.includes(name)
      const isWanted = name === 'build' ? needsBuild : isUsual || asked.includes(name)
      if (!isWanted) continue
      if (isStopped) throw new SetupError('The tests were stopped before their end.', 'start them again.')
      say(`\n── ${name} ──`)
      results.push(await runPart())
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(`\n${error.message}\n\nWhat to do: ${error.remedy}`)
    results.push(oneFailure)
  } finally {
    close()
  }
  return results
}
