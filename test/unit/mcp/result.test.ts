import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf, LONGEST_TEXT, resultOf, type Answer } from '../../../app/mcp/result.ts'

function textOf(answer: Answer): string {
  return resultOf(answer).content[0]?.text ?? ''
}

describe('the text of a result', () => {
  it('is the answer as JSON, where that fits', () => {
    const answer = { status: 403, untrusted: { body: 'No' } }
    expect(textOf(answer)).toBe(JSON.stringify(answer))
  })

  it('cuts a long text as little as it must, and says so', () => {
    const text = textOf({ untrusted: { body: 'x'.repeat(20_000) } })
    expect(text.length).toBeGreaterThan(LONGEST_TEXT - 20)
    const { cut, untrusted } = JSON.parse(text) as { cut: string; untrusted: { body: string } }
    expect(cut).toBe(
      `Postern left out ${(20_000 - untrusted.body.length).toLocaleString('en-GB')} characters. A result has up to 8,000 characters. Ask for one part or for fewer entries.`,
    )
    expect(untrusted.body.endsWith('…')).toBe(true)
  })

  it('leaves out the last entries of a long list, and says how many', () => {
    const lines = Array.from({ length: 500 }, (_, at) => `line ${at} ${'y'.repeat(100)}`)
    const { cut, untrusted } = JSON.parse(textOf({ untrusted: { lines } })) as {
      cut: string
      untrusted: { lines: string[] }
    }
    expect(untrusted.lines).toEqual(lines.slice(0, untrusted.lines.length))
    expect(untrusted.lines.length).toBeGreaterThan(50)
    expect(cut).toContain(`${500 - untrusted.lines.length} entries`)
  })

  it('is JSON within the limit, whatever is in it', () => {
    const deep = fc.object({
      maxDepth: 4,
      maxKeys: 30,
      values: [fc.string({ unit: 'binary', maxLength: 9000 }), fc.integer(), fc.boolean(), fc.constant(null)],
    })
    fc.assert(
      fc.property(deep, deep, (own, untrusted) => {
        const text = textOf({ ...own, untrusted })
        expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT)
        JSON.parse(text)
      }),
      { numRuns: 200 },
    )
  })
})

it('an error has what, why and what to do apart', () => {
  const { isError, content } = errorOf('bad-input', 'The limit is wrong. It must be less.', 'Take 50.')
  expect(isError).toBe(true)
  expect(JSON.parse(content[0]?.text ?? '')).toEqual({
    error: { code: 'bad-input', what: 'The limit is wrong.', why: 'It must be less.', do: 'Take 50.' },
  })
})
