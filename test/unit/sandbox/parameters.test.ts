import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createReader, type Reader } from '../../../app/sandbox/parameters.ts'
import { Refusal } from '../../../app/sandbox/reply.ts'

/** What a reader of one value says: the value, or the message of the 400 that it gives instead. */
function reading(value: unknown, read: (reader: Reader) => unknown, isTyped = false): unknown {
  const reader = createReader(() => value, isTyped)
  const result = read(reader)
  try {
    reader.check()
    return result
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    expect(error.reply.status).toBe(400)
    return error.reply.body
  }
}

const asTime = (text: string) => reading(text, (reader) => reader.time('at'))

describe('a time', () => {
  test.each([
    ['2026-03-02', '2026-03-02T00:00:00.000Z'],
    ['2026-03-02T09:00', '2026-03-02T09:00:00.000Z'],
    ['2026-03-02T09:00:00Z', '2026-03-02T09:00:00.000Z'],
    ['2026-03-02T09:00:00.1234567', '2026-03-02T09:00:00.123Z'],
    ['2026-03-02T09:00:00+11:00', '2026-03-01T22:00:00.000Z'],
  ])('%s is read in UTC', (text, expected) => {
    expect(asTime(text)).toBe(Date.parse(expected))
  })

  test.each(['today', '02/03/2026', '2026-13-01', '2026-03-02 09:00', '1772442000'])(
    '%s is refused',
    (text) => {
      expect(asTime(text)).toContain('at must be an ISO 8601 date')
    },
  )
})

describe('a whole number', () => {
  test('in a query is a text of digits', () => {
    expect(reading('12', (reader) => reader.integer('id'))).toBe(12)
  })

  test.each(['1.5', '1e3', '0x10', ' 7', 'seven', '-1', '0', '2147483648', '9'.repeat(40)])(
    'is not %j',
    (text) => {
      expect(reading(text, (reader) => reader.integer('id'))).toContain('id must be a whole number')
    },
  )

  test('in a JSON body is a number, not a text', () => {
    expect(reading(12, (reader) => reader.integer('id'), true)).toBe(12)
    expect(reading('12', (reader) => reader.integer('id'), true)).toContain('id must be a whole number')
    expect(reading(1.5, (reader) => reader.integer('id'), true)).toContain('id must be a whole number')
  })
})

describe('what was left out', () => {
  test.each([undefined, null, ''])('as %j reads as nothing', (value) => {
    expect(reading(value, (reader) => reader.integer('id'))).toBeNull()
    expect(reading(value, (reader) => reader.flag('isActive', true))).toBe(true)
  })

  test('is named if it is required', () => {
    expect(reading('', (reader) => reader.require('id'))).toContain('id is required.')
  })
})

test('any value is read or refused with a message that starts with its name', () => {
  const reads: ((reader: Reader) => unknown)[] = [
    (reader) => reader.integer('field'),
    (reader) => reader.integers('field'),
    (reader) => reader.flag('field', false),
    (reader) => reader.time('field'),
    (reader) => reader.oneOf('field', ['next', 'prev']),
    (reader) => reader.webhookUri('field'),
    (reader) => reader.text('field'),
  ]
  fc.assert(
    fc.property(
      fc.oneof(fc.jsonValue(), fc.string()),
      fc.constantFrom(...reads),
      fc.boolean(),
      (value, read, isTyped) => {
        const reader = createReader(() => value, isTyped)
        read(reader)
        try {
          reader.check()
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
          const body = error instanceof Refusal ? error.reply.body : ''
          expect(JSON.parse(String(body))).toMatchObject({
            message: expect.stringMatching(/^field must be /),
          })
        }
      },
    ),
  )
})
