import { describe, expect, it } from 'vitest'
import { batchLine } from '../../../app/programs/batchFile.ts'

const env = { Path: 'C:\\Windows;C:\\Program Files\\nodejs', ComSpec: 'C:\\Windows\\cmd.exe' }
const FILES = new Set([
  'C:\\Program Files\\nodejs\\npm.cmd',
  'C:\\Program Files\\nodejs\\node.exe',
  'C:\\Program Files\\nodejs\\both.exe',
  'C:\\Program Files\\nodejs\\both.cmd',
  'tools\\run.bat',
])
const lineOf = (command: string, ...args: string[]) =>
  batchLine(command, args, env, (file) => FILES.has(file))

describe('on Windows, a batch file', () => {
  it('is started by the shell', () => {
    expect(lineOf('npm', 'test')).toEqual({
      command: 'C:\\Windows\\cmd.exe',
      args: ['/d', '/s', '/c', '"C:\\Program^ Files\\nodejs\\npm.cmd ^"test^""'],
    })
    expect(lineOf('tools/run.bat')?.args.at(-1)).toBe('"tools\\run.bat"')
  })

  it.each([
    ['a b', '^"a^ b^"'],
    ['a&b|c', '^"a^&b^|c^"'],
    ['%PATH%', '^"^%PATH^%^"'],
    ['say "x"', '^"say^ \\^"x\\^"^"'],
    ['C:\\a\\', '^"C:\\a\\\\^"'],
  ])('gets %j as one argument', (arg, written) => {
    expect(lineOf('npm', arg)?.args.at(-1)).toBe(`"C:\\Program^ Files\\nodejs\\npm.cmd ${written}"`)
  })

  it.each(['node', 'node.exe', 'both', 'no-such-program'])('is not what %s means', (command) => {
    expect(lineOf(command)).toBeNull()
  })
})
