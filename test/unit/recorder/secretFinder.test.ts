import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { pieceIn, SPELLINGS } from './spellings.ts'

const KEY = 'Kf7+Qz/9bXw2&Lm"8Tn<4='
const redactor = createRedactor(() => [KEY])

/** An answer that was cut there. */
function cutAnswer(body: string) {
  return redactor.response({ status: 400, headers: [], body, bodyBytes: 999, truncated: true }).body
}

describe.each(SPELLINGS)('a known secret %s', (name, write) => {
  const written = write(KEY)

  it('is found wherever it stands', () => {
    for (const text of [written, `before ${written} after`, `{"a":"${written}"}`, `<p>${written}</p>`]) {
      const clear = redactor.text(text)
      expect(clear).toContain('[redacted]')
      expect(pieceIn(clear, KEY)).toBeNull()
    }
  })

  it('is found beyond a long text, and around the end of every block', () => {
    for (const length of [4000, 8180, 8192, 9515, 20_000]) {
      const clear = redactor.text(`${'\\"%&amp;x'.repeat(length / 10)}|${written}|${'\\"'.repeat(9000)}`)
      expect(clear).toContain('[redacted]')
      expect(clear).not.toContain(written)
    }
  })

  it('goes with the end of a text that was cut inside it', () => {
    const isOfBits = /base64|Basic/.test(name)
    for (let cut = 0; cut < written.length; cut += 1) {
      const clear = cutAnswer(`{"message":"The key ${written.slice(0, cut)}`)
      expect(clear.startsWith('{"message":"The key ')).toBe(true)
      const rest = clear.slice('{"message":"The key '.length)
      // Less than five characters of the secret may stay, whatever they take up, and an escape that was cut.
      if (rest !== '' && !rest.includes('[redacted]'))
        expect(write(KEY.slice(0, isOfBits ? 6 : 5)).toLowerCase()).toContain(
          rest.slice(0, -11).toLowerCase(),
        )
      expect(pieceIn(clear, KEY)).toBeNull()
    }
  })
})

describe('what is no secret', () => {
  it('stays at the end of a text that was not cut', () => {
    expect(redactor.text(`The key ${KEY.slice(0, 12)}`)).toBe(`The key ${KEY.slice(0, 12)}`)
  })

  it('stays at the end of a cut text where it is shorter than any beginning that tells something', () => {
    expect(cutAnswer('The key Kf7')).toBe('The key Kf7')
    expect(cutAnswer('The key Kf7 "')).toBe('The key Kf7 "')
  })

  it('stays where a short secret is a part of a word', () => {
    const short = createRedactor(() => ['k9Zq'])
    expect(short.text('k9Zq "k9zq" %22K9ZQ%22 xk9Zq k9Zqy')).toBe(
      '[redacted] "[redacted]" %22[redacted]%22 xk9Zq k9Zqy',
    )
    expect(createRedactor(() => ['k9Z', '']).text('k9Z')).toBe('k9Z')
  })

  it('a token of which only the beginning came goes', () => {
    expect(cutAnswer('{"x":"eyJhbGciOiJIUzI1NiJ9.eyJzdWI')).toBe('{"x":"[redacted]')
    expect(cutAnswer('{"x":"eyJ')).toBe('{"x":"eyJ')
  })
})

describe('the end of a text that was cut', () => {
  const plain = `q7Kx+Wz/9bXw2Lm8Tn4=`
  const finder = createRedactor(() => [plain])
  const cut = (body: string) =>
    finder.response({ status: 400, headers: [], body, bodyBytes: 999, truncated: true }).body

  it('does not tell whether it begins a secret: the last word goes whatever it is', () => {
    const write = [
      (text: string) => text,
      encodeURIComponent,
      (text: string) => Buffer.from(text).toString('hex'),
    ]
    for (let length = 4; length < plain.length; length += 1) {
      const right = plain.slice(0, length)
      const wrong = `${plain.slice(0, length - 1)}${plain[length - 1] === 'x' ? 'y' : 'x'}`
      for (const spell of write)
        expect(cut(`{"message":"Not found: ${spell(right)}`)).toBe(
          cut(`{"message":"Not found: ${spell(wrong)}`),
        )
    }
  })
})

describe('texts that make careless reading slow', () => {
  const tokens = Array.from(
    { length: 400 },
    (_, at) => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx${at}x${at}.${at}abc`,
  )
  const many = createRedactor(() => [KEY, ...tokens])
  const pieces = [
    ...['a', 'eyJ', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx', KEY.slice(1), KEY.slice(0, -1)],
    ...['\\', '\\\\u005c', '\\u0026', '\\u00', '"\\"', '%25', '&', '&amp;', '&#x0000026;', '&#x00000'],
    ...['Bearer ', 'Cookie: ', '"token":"'],
  ]

  it.each(pieces.map((piece) => [piece]))('%j a million characters long', (piece) => {
    const body = piece.repeat(1_000_000 / piece.length)
    const { body: clear } = many.response({ status: 200, headers: [], body, bodyBytes: 0, truncated: true })
    expect(clear.length).toBeLessThanOrEqual(body.length)
  })
})

describe('a known secret of which one character is escaped', () => {
  const rest = KEY.slice(1)

  it.each(['\\u004b', '\\\\u004b', '%254B', '&amp;#75;'])('as %s is found where the escapes end', (first) => {
    for (const block of [8192, 16_384, 32_768])
      for (let before = block - 40; before <= block; before += 1) {
        const clear = redactor.text(`\\"${'x'.repeat(before)} ${first}${rest} ${'y'.repeat(50_000)}`)
        expect([before, clear.includes(rest)]).toEqual([before, false])
      }
  })
})
