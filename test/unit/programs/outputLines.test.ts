import { expect, it } from 'vitest'
import { createOutputLines } from '../../../app/programs/outputLines.ts'

function linesOf(...pieces: (string | Uint8Array)[]): string[] {
  const shown: string[] = []
  const output = createOutputLines(
    (line) => line.replaceAll('secret', '[redacted]'),
    (line) => shown.push(line),
  )
  for (const piece of pieces) output.take(Buffer.from(piece))
  output.end()
  return shown
}

it('hands on whole lines, wherever they were cut', () => {
  expect(linesOf('on', 'e\ntwo\r\nthr', 'ee')).toEqual(['one', 'two', 'three'])
  const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é\n').subarray(1)]
  expect(linesOf(first, second)).toEqual(['é'])
})

it('finds a secret that two pieces share', () => {
  expect(linesOf('a sec', 'ret b\n')).toEqual(['a [redacted] b'])
})

it('takes colours off, and shows what steers a terminal', () => {
  expect(linesOf('\u001b[31mred\u001b[0m \u001b]0;title\u0007\u0008\n')).toEqual(['red \\u0008'])
})

it('shows nothing of a line that is too long, and goes on with the next', () => {
  expect(linesOf('x'.repeat(3000), 'secret'.repeat(400), '\nnext\n')).toEqual([
    '(A line with more than 4,000 characters)',
    'next',
  ])
})
