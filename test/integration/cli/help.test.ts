import { describe, expect, it } from 'vitest'
import { COMMAND_LINE_OPERATIONS } from '../../../app/operations/list.ts'
import { headless } from '../../fixtures/headless.ts'

const VERBS = [
  'explain',
  'send',
  'history',
  'import',
  'replay',
  'export',
  'sandbox',
  'capture',
  'run',
  'check',
  'webhooks',
  'schema',
]
const OPERATIONS = [...COMMAND_LINE_OPERATIONS.keys()]

/** Nothing is started for an answer: there is no home, no history and no input. */
const ask = (...args: string[]) =>
  headless(args, { env: { POSTERN_DATA: '/nowhere' }, stdin: 'not to be read' })

describe('the tool answers', () => {
  it.each(['--help', '-h', 'help', '--help --json', 'help help', '-h --version'])(
    '%s with all commands',
    async (line) => {
      const { code, stdout, stderr } = await ask(...line.split(' '))
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      for (const name of [...VERBS, ...OPERATIONS]) expect(stdout).toContain(`  ${name}  `.trimEnd())
    },
  )

  it.each(['--version', '-v', 'version', '--version --json', ...VERBS.map((verb) => `${verb} --version`)])(
    '%s with the version',
    async (line) => {
      expect(await ask(...line.split(' '))).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' })
    },
  )

  it.each([...VERBS, ...OPERATIONS])('each question about %s in the same way', async (name) => {
    const first = await ask('help', name)
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toContain(`postern ${name}`)
    expect(first.stdout).not.toContain('Operations by name')
    for (const line of [
      ['--help', name],
      ['-h', name],
      [name, '--help'],
      [name, '-h'],
      [name, '--frob', '/x', '--help'],
    ])
      expect(await ask(...line), line.join(' ')).toEqual(first)
  })

  it.each([
    ['sned', 'send'],
    ['hist', null],
    ['histroy', 'history'],
    ['history:usge', 'history:usage'],
    ['--hlep', '--help'],
    ['--verison', '--version'],
    ['frobnicate', null],
    ['constructor', null],
    ['', null],
    ['x'.repeat(100_000), null],
  ])('the unknown command %.20s with what comes nearest', async (name, nearest) => {
    for (const line of [
      [name, 'GET', '/x'],
      ['help', name],
      [name, '--help'],
    ].slice(0, name.startsWith('-') || name === '' ? 1 : 3)) {
      const { code, stdout, stderr } = await ask(...line)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain('There is no command')
      expect(/Did you mean (.*)\?/.exec(stderr)?.[1] ?? null).toBe(nearest)
    }
  })

  it.each([
    [['send', 'GET', '/x', '--idempotant'], '--idempotent'],
    [['explain', '--statsu', '403'], '--status'],
    [['history', '--limt=5'], '--limit'],
    [['history', '--hepl'], '--help'],
    [['replay', 'x', '--dryrun'], '--dry-run'],
    [['export', 'x', '--frobnicate'], null],
    [['sandbox', '-x'], null],
    [['schema', '--jsno'], null],
    [['history:usage', '--json'], null],
  ])('the unknown option in %j with what comes nearest', async (line, nearest) => {
    const { code, stdout, stderr } = await ask(...line)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^postern [\w:]+: There is no option --?[\w-]+\./)
    expect(/Did you mean (.*)\?/.exec(stderr)?.[1] ?? null).toBe(nearest)
  })

  it('nothing of that behind a double dash', async () => {
    const { code, stdout } = await ask('history', '--', '--help')
    expect(code).not.toBe(0)
    expect(stdout).toBe('')
  })
})
