import { describe, expect, it } from 'vitest'
import { commandLine, commandWords } from '../../../app/contract/commandWords.ts'

describe('commandWords', () => {
  it.each<[string, string[]]>([
    ['npm test', ['npm', 'test']],
    ['  node   client.mjs  ', ['node', 'client.mjs']],
    ['node "my client.mjs" --name=\'A B\'', ['node', 'my client.mjs', '--name=A B']],
    ['sh -c "echo \\"hi\\" | cat"', ['sh', '-c', 'echo "hi" | cat']],
    ['C:\\tools\\run.exe "C:\\my files"', ['C:\\tools\\run.exe', 'C:\\my files']],
    ['a "" b', ['a', '', 'b']],
    ['echo $HOME && rm *', ['echo', '$HOME', '&&', 'rm', '*']],
  ])('reads %s', (line, words) => expect(commandWords(line)).toEqual(words))

  it.each(['', '   ', '""', 'npm "test', "npm 'test", 'npm\ttest', 'npm\nrm', 'npm \u202etset', 'a\u0000b'])(
    'refuses %j',
    (line) => expect(() => commandWords(line)).toThrow(/command/),
  )

  it('is written such that each word can be told from the next', () => {
    const words = ['my program', '--say', 'a "b"', '', "it's", 'plain']
    const line = commandLine(words)
    expect(line).toBe('"my program" --say "a \\"b\\"" "" "it\'s" plain')
    expect(commandWords(line)).toEqual(words)
  })
})
