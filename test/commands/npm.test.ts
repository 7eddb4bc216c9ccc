import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const project = resolve(import.meta.dirname, '../..')
const MINUTE = 60_000

/** As a new user has it: a clone, and a home with nothing in it. */
let folder = ''
const clone = () => join(folder, 'postern')
const home = () => join(folder, 'home')

/** Less than usual, since whether they run is asked here, and not what they measure. */
const SMALL = {
  POSTERN_BENCH_ROWS: '2000',
  POSTERN_BENCH_SELECTIONS: '50',
  POSTERN_BENCH_HAR_MB: '5',
}

const READY = 'Postern is ready'
const endless = /^npm (?:start|run dev)$/
/** What is measured on a busy machine may be beyond its limit; this is how it looks when it has been measured. */
const measured = [
  { command: /^npm run bench\b/, output: /^ +measured/m },
  { command: /^npm run soak\b/, output: /^Minute 2: /m },
]

const documents = spawnSync('git', ['ls-files', '*.md'], { cwd: project, encoding: 'utf8' })
const shown = documents.stdout
  .trim()
  .split('\n')
  .map((name) => readFileSync(join(project, name), 'utf8'))
  .flatMap((text) => [
    ...[...text.matchAll(/^(npm .*?)(?:\s+#.*)?$/gm)].flatMap(([, line = '']) => line),
    ...[...text.matchAll(/`(npm [^`]*)`/g)].flatMap(([, command = '']) => command),
  ])
/** The tool's own commands have a test that is run more often; this one would begin anew for ever. */
const commands = [...new Set(shown)].filter(
  (command) =>
    /^npm (?:start|test|run)\b/.test(command) &&
    !/\bpostern\b/.test(command) &&
    command !== 'npm test -- commands',
)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-commands-'))
  mkdirSync(home())
  expect(spawnSync('git', ['clone', '-q', project, clone()]).status).toBe(0)
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function environment(): NodeJS.ProcessEnv {
  const given = Object.entries(process.env).filter(
    ([name]) => !/^(?:VITEST|NODE_ENV|POSTERN_|HOME$)/.test(name),
  )
  return { ...Object.fromEntries(given), ...SMALL, HOME: home() }
}

it('the documents show some', () => {
  expect(commands).toContain('npm start')
  expect(commands).toContain('npm test')
})

it.each(commands)('%s', { timeout: 40 * MINUTE }, async (command) => {
  // A group of its own, so that whatever it has started can be ended with it.
  const child = spawn('sh', ['-c', command], { cwd: clone(), env: environment(), detached: true })
  let output = ''
  let isAsked = false
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (isAsked || !endless.test(command) || !output.includes(READY)) return
      isAsked = true
      process.kill(-(child.pid ?? 0), 'SIGINT')
    })
  }
  const code = await new Promise((resolve) => child.once('close', resolve))
  const measuring = measured.find((one) => one.command.test(command))
  if (endless.test(command)) expect(output).toContain(READY)
  else if (measuring) expect(output).toMatch(measuring.output)
  else expect(code, failuresIn(output)).toBe(0)
})

/** The lines that name what failed, and how it ended. */
function failuresIn(output: string): string {
  return [...(output.match(/^.*(?:FAIL|Error:).*$/gm) ?? []), output.slice(-1000)].join('\n')
}
