import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { onStop, startChild } from '../setup/child.mjs'
import { root } from '../setup/paths.mjs'
import { countReport } from './counts.mjs'

/**
 * Runs one project of vitest.config.ts, with its output on ours.
 * @param {'unit' | 'integration' | 'specimens' | 'e2e' | 'packaged' | 'odd' | 'commands'} project
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function runVitest(project, env = process.env) {
  const file = join(root, 'node_modules', '.cache', 'test', `${project}.json`)
  await rm(file, { force: true })
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const child = startChild(
    process.execPath,
    [
      program,
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { cwd: root, env },
  )
  onStop(child.stop)
  const exitCode = await child.ended
  const report = await readFile(file, 'utf8').then(JSON.parse, () => null)
  return countReport(report, exitCode)
}
