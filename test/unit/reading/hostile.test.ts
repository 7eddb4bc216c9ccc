import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readPasted } from '../../../app/reading/readPasted.ts'
import { failed } from '../diagnosis/support.ts'
import { processorMs } from '../processorTime.ts'

const BODY = JSON.stringify(failed(100, 'startTime must be before endTime.'))

/** Far more than any machine needs: what goes through a text again and again would take hours. */
const PATIENCE = 30_000

function nested(depth: number): string {
  let text = BODY
  for (let level = 0; level < depth; level++) text = JSON.stringify({ message: text })
  return text
}

it.each([
  ['brackets', '{'.repeat(1_000_000)],
  ['square brackets', '['.repeat(1_000_000)],
  ['quotes', '"'.repeat(1_000_000)],
  ['brackets and quotes', '{"'.repeat(500_000)],
  ['nested objects', `${'{"a":'.repeat(300_000)}1${'}'.repeat(300_000)}`],
  ['nested objects that are none', `${'{x'.repeat(300_000)}${'}'.repeat(300_000)}`],
  ['backslashes', '{\\"'.repeat(300_000)],
  ['beginnings of envelopes', '{"status":{"code":1,'.repeat(50_000)],
  ['entities', '&quot;{'.repeat(200_000)],
  ['Python that does not end', "{'status': ".repeat(100_000)],
  ['responses of OkHttp', 'Response{'.repeat(200_000)],
  ['messages', 'errorMessage=a '.repeat(70_000)],
  ['methods', 'GET '.repeat(300_000)],
  ['heads', 'HTTP/1.1 200 OK\n\n'.repeat(100_000)],
  ['lines of a log', '2026-11-29T09:00:00Z INFO GET /a 200 OK\n'.repeat(1_000_000)],
  ['strings in strings', nested(11)],
  ['100 MB', 'x'.repeat(100_000_000)],
])(
  'a text of many %s is read in a moment',
  (_, text) => {
    expect(processorMs(() => readPasted(text))).toBeLessThan(PATIENCE)
  },
  2 * PATIENCE,
)

it('says what it left out of a long text, and finds what is at its end', () => {
  const text = `${'2026-11-29T09:00:00Z INFO all is well\n'.repeat(100_000)}ERROR 400 Bad Request ${BODY}\n`
  expect(readPasted(text)).toMatchObject({
    status: 400,
    body: BODY,
    notes: expect.arrayContaining(['The text is long. Postern read the first and the last MB.']) as string[],
  })
})

it('never throws, whatever the text or the bytes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array(), fc.json()), (input) => {
      expect(() => readPasted(input)).not.toThrow()
    }),
  )
})

it.each(['utf-16le', 'utf-16be', 'utf-8'] as const)('reads bytes in %s, with a mark', (encoding) => {
  const bytes = encoding === 'utf-8' ? Buffer.from(`\uFEFF${BODY}`) : Buffer.from(`\uFEFF${BODY}`, 'utf16le')
  if (encoding === 'utf-16be') bytes.swap16()
  expect(readPasted(bytes)).toMatchObject({ content: 'response', body: BODY })
})
