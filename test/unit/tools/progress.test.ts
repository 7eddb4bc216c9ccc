import { describe, expect, it } from 'vitest'
import { progressText, startProgress } from '../../../tools/setup/progress.mjs'

describe('progressText', () => {
  it.each([
    [0, '░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   0 %  0 of 200 MB'],
    [100_000_000, '███████████████░░░░░░░░░░░░░░░  50 %  100 of 200 MB'],
    [200_000_000, '██████████████████████████████ 100 %  200 of 200 MB'],
  ])('shows %i of 200 MB', (done, text) => {
    expect(progressText(done, 200_000_000)).toBe(text)
  })

  it('never shows more than everything', () => {
    expect(progressText(30, 20)).toContain('100 %')
  })

  it('never says that all is there before it is', () => {
    expect(progressText(199_999_999, 200_000_000)).toContain(' 99 %')
  })
})

describe('a progress that is not on a terminal', () => {
  it('writes one line for each tenth of the way', () => {
    const lines: string[] = []
    const progress = startProgress(100, { write: (text: string) => lines.push(text) })
    for (let done = 0; done <= 100; done += 1) progress.update(done)
    progress.end()
    expect(lines).toHaveLength(11)
    expect(lines.every((line) => line.endsWith('\n') && !line.includes('\r'))).toBe(true)
  })
})

describe('a progress on a terminal', () => {
  it('redraws one line, and leaves it at the end', () => {
    const written: string[] = []
    const progress = startProgress(100, { isTTY: true, write: (text: string) => written.push(text) })
    progress.update(10)
    progress.update(20)
    progress.end()
    expect(written.map((text) => text[0])).toEqual(['\r', '\r', '\n'])
  })
})
