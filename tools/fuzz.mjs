import { join } from 'node:path'
import { startChild, onStop } from './setup/child.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { root } from './setup/paths.mjs'
import { runTool, SetupError } from './setup/say.mjs'

/** What can be tried for long: `npm test` tries the same a few times. Each is a matter of minutes, for a quiet hour. */
const runs = {
  // The properties of the diagnosis, over many more random and mutated answers.
  answers: {
    usual: 200_000,
    variable: 'POSTERN_FUZZ_CASES',
    project: 'unit',
    files: ['test/unit/diagnosis/properties.test.ts'],
  },
  // Responses in random stacks of what programs and people wrap around them.
  pastes: {
    usual: 200_000,
    variable: 'POSTERN_PASTES',
    project: 'unit',
    files: ['test/unit/reading/wrapped.test.ts'],
  },
  // Sentences of chance, from the words of the catalog: what they seem to be about is called a guess.
  words: {
    usual: 100_000,
    variable: 'POSTERN_SENTENCES',
    project: 'unit',
    files: ['test/unit/diagnosis/topics.test.ts'],
  },
  // Random keys in every spelling, wherever an exchange may hold one.
  redaction: {
    usual: 100_000,
    variable: 'POSTERN_REDACTIONS',
    project: 'unit',
    files: ['test/unit/recorder/redaction.test.ts'],
  },
  // Killing what writes the history, and what replays, at many more random moments.
  kills: {
    usual: 200,
    variable: 'POSTERN_KILLS',
    project: 'integration',
    files: ['test/integration/history/killing.test.ts', 'test/integration/replay/killed.test.ts'],
  },
}

await runTool(async () => {
  const [first = 'answers', ...rest] = process.argv.slice(2)
  // A bare number means answers.
  const [name, count] = Number.isNaN(Number(first)) ? [first, rest[0]] : ['answers', first]
  const run = Object.entries(runs).find(([each]) => each === name)?.[1]
  if (!run) {
    throw new SetupError(
      `There is nothing to try named "${name}".`,
      `name one of ${Object.keys(runs).join(', ')}.`,
    )
  }
  const { usual, variable, project, files } = run
  const times = Number(count ?? usual)
  if (!Number.isInteger(times) || times < 1) {
    throw new SetupError(`"${count}" is not a number of times.`, `give a whole number, such as ${usual}.`)
  }
  await ensureDependencies()
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const child = startChild(process.execPath, [vitest, 'run', '--project', project, ...files], {
    cwd: root,
    env: { ...process.env, [variable]: String(times) },
  })
  onStop(child.stop)
  return await child.ended
})
