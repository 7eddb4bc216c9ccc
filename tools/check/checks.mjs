import { run } from '../setup/run.mjs'
import { join } from 'node:path'
import { sourceMark } from '../build/sourceMark.mjs'
import { root } from '../setup/paths.mjs'
import { say } from '../setup/say.mjs'

/** ESLint's cache ignores changes of its configuration, so each configuration has a cache of its own. */
const lintMark = await sourceMark(root, ['eslint.config.mjs', 'tools/boundaries.mjs', 'package-lock.json'])

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} program below `node_modules`
 * @property {string[]} args
 */

/**
 * @param {string} project
 * @param {string} [program]
 * @returns {Check}
 */
function types(project, program = 'typescript/bin/tsc') {
  const mark = project.replaceAll(/[/.]/g, '-')
  return {
    name: `types of ${project}`,
    program,
    args: [
      '--noEmit',
      '--incremental',
      '--tsBuildInfoFile',
      `node_modules/.cache/types/${mark}.tsbuildinfo`,
      '-p',
      project,
    ],
  }
}

/** The longest first, so that two at a time end together. */
export const checks = /** @type {Check[]} */ ([
  {
    name: 'lint',
    program: 'eslint/bin/eslint.js',
    args: [
      '.',
      '--max-warnings',
      '0',
      '--cache',
      '--cache-location',
      `node_modules/.cache/eslint/${lintMark}`,
      '--cache-strategy',
      'content',
    ],
  },
  types('renderer/tsconfig.json', 'vue-tsc/bin/vue-tsc.js'),
  types('test/tsconfig.json'),
  types('app/tsconfig.json'),
  {
    name: 'format',
    program: 'prettier/bin/prettier.cjs',
    args: [
      '--check',
      '.',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      'node_modules/.cache/prettier/state',
    ],
  },
  types('tools/tsconfig.json'),
  types('app/tsconfig.pure.json'),
])

/**
 * Runs all checks, two at a time, and shows the output of those that fail.
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
export async function runChecks() {
  const waiting = [...checks]
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const { code, stdout, stderr } = await run(
        process.execPath,
        [join(root, 'node_modules', check.program), ...check.args],
        { cwd: root },
      )
      counts[code === 0 ? 'passed' : 'failed'] += 1
      say(code === 0 ? `  ✓ ${check.name}` : `  ✗ ${check.name}\n${stdout}${stderr}`)
    }
  }
  await Promise.all([work(), work()])
  return counts
}
