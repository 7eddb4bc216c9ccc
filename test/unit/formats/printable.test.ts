import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { printable, UNPRINTABLE } from '../../../app/contract/printable.ts'
import { shellQuote } from '../../../app/formats/requests/shellQuote.ts'
import { readPosixScript } from '../../../app/formats/commands/posixShell.ts'
import { EXPORT_FORMATS, isRequestFormat, type ExportFormat } from '../../../app/contract/exportFormats.ts'
import { written } from '../../../app/formats/writers.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { exampleAttempt, exampleExchange } from '../history/exampleExchange.ts'

const ACTING = '\x07\x1b[31m\x9b\x7f\x85\u202e\u2066\u200b\u2028\u2029\ufeff\r\u{e0041}\u061c'

/** Those that hold such a request. Raw HTTP has no escapes, and refuses it. */
const HOLDING = EXPORT_FORMATS.filter((format) => format !== 'http')

/** Only a shell, and what keeps all of an exchange, has signs for what no header can carry. */
const holdsHeader = (format: ExportFormat) => !isRequestFormat(format) || format === 'curl'

test.each(HOLDING)('an export as %s holds nothing that acts on a terminal', async (format) => {
  const { request } = exampleExchange()
  const response = {
    status: 400,
    headers: [['X-Note', ACTING]] as [string, string][],
    body: format === 'csv' ? JSON.stringify({ data: [{ [ACTING]: ACTING }] }) : ACTING,
    bodyBytes: 9,
    truncated: false,
  }
  const exchange = exampleExchange({
    request: {
      ...request,
      method: 'POST',
      body: `a${ACTING}'b`,
      headers: holdsHeader(format) ? [['X-Note', ACTING]] : [],
    },
    attempts: [exampleAttempt({ response })],
  })
  let text = ''
  const around = { version: '1', runtime: 'x', platform: 'y', now: 0 }
  for await (const piece of written(
    format,
    [exchange],
    createRedactor(() => []),
    around,
  ))
    text += piece
  expect(text.match(UNPRINTABLE)).toBeNull()
  if (format === 'jsonl') expect(JSON.parse(text)).toEqual(exchange)
})

it('is a word that stands for the same text in every shell, and here', () => {
  const texts = fc
    .array(
      fc.oneof(
        fc.constantFrom(...ACTING, "'", '"', '$', '\\', '\n', '\r\n'),
        fc.string({ unit: 'grapheme' }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('').replaceAll('\0', ''))
  for (const shell of ['/bin/sh', '/bin/bash'])
    fc.assert(
      fc.property(texts, (text) => {
        const word = shellQuote(text)
        expect(word.match(UNPRINTABLE)).toBeNull()
        expect(readPosixScript(`x ${word}`).commands[0]).toMatchObject({ words: ['x', text], unresolved: [] })
        const output = execFileSync(shell, ['-c', `printf '%s.' ${word}`], { encoding: 'utf8' })
        expect(output).toBe(`${text}.`)
      }),
      { numRuns: 60 },
    )
})

it('leaves a document of JSON the same, and shows twice what it shows once', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
      expect(JSON.parse(printable(text))).toEqual(JSON.parse(text))
      expect(printable(printable(text))).toBe(printable(text))
    }),
  )
})
