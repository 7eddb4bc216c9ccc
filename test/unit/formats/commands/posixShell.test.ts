import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readPosixScript } from '../../../../app/formats/commands/posixShell.ts'

/** What a real shell makes of a command; null when it cannot read it. */
function wordsOfShell(command: string): string[] | null {
  const script = `curl() { printf '%s\\0' curl "$@"; }\n${command}`
  try {
    const output = execFileSync('/bin/sh', ['-c', script], { env: {}, encoding: 'utf8', stdio: 'pipe' })
    return output.split('\0').slice(0, -1)
  } catch {
    return null
  }
}

function ours(command: string): { words: string[]; rest: boolean } | null {
  try {
    const [first, ...more] = readPosixScript(command).commands
    return { words: first?.words ?? [], rest: more.length > 0 }
  } catch {
    return null
  }
}

it('splits as a shell does, whatever is quoted, escaped or left open', () => {
  // Without what a shell fills in, and what it would run.
  const piece = fc.constantFrom('a', 'É', ' ', '  ', "'", '"', '\\', '\\\n', '\\"', '#', ' #', '%', '=', ':')
  const quoted = fc.constantFrom("'a b'", '"a b"', '"\\\\"', "'\\'", '"\'"', "''", '""')
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, quoted), { maxLength: 12 }), (pieces) => {
      // The last word takes a backslash that would escape the end.
      const command = `curl x${pieces.join('')}z`
      const read = ours(command)
      // The shell would run what stands in a further line.
      fc.pre(read === null || !read.rest)
      expect(read && read.words).toEqual(wordsOfShell(command))
    }),
    { numRuns: 150 },
  )
})

it.each([
  [
    'a line that goes on as Windows writes it',
    "curl 'https://h/x' \\\r\n  -H 'a: b'",
    ['curl', 'https://h/x', '-H', 'a: b'],
  ],
  ['a fragment and a remark', 'curl https://h/x#frag # remark', ['curl', 'https://h/x#frag']],
  ['codes in a string of the C language', "curl $'\\x41\\101\\U1F600'", ['curl', 'AA😀']],
  ['patterns of names', 'curl https://h/*?a=[1-3]', ['curl', 'https://h/*?a=[1-3]']],
  ['operators in quotes', `curl '|&;<>' "|\n&"`, ['curl', '|&;<>', '|\n&']],
  ['the end of the line', 'curl https://h/x\nls', ['curl', 'https://h/x']],
  [
    'a caret within single quotes',
    `curl 'https://h/x' -d '{"regex":"^","x":"a^b"}'`,
    ['curl', 'https://h/x', '-d', '{"regex":"^","x":"a^b"}'],
  ],
  [
    'a caret within double quotes',
    `curl "https://h/x" -H "v: ^1" -H 'w: ^"'`,
    ['curl', 'https://h/x', '-H', 'v: ^1', '-H', 'w: ^"'],
  ],
  ['a caret outside of quotes', 'curl https://h/x?v=^1', ['curl', 'https://h/x?v=^1']],
])('reads %s', (_, command, words) => {
  expect(readPosixScript(command).commands[0]?.words).toEqual(words)
})

it.each(["''", '"a', '\\', '$(', "$'a\\", 'a '])('is not held up by many of %j', (part) => {
  const read = ours(`curl ${part.repeat(200_000)}`)
  expect(read === null || read.words[0] === 'curl').toBe(true)
})
