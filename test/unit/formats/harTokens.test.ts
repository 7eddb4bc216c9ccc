import { expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { importHar } from '../../../app/formats/harImport.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'

const tokenOf = (...pieces: string[]) => `Bearer ${pieces.join('-')}`

async function marksIn(authorizations: readonly string[]): Promise<(string | undefined)[]> {
  const entries = authorizations.map((value, at) => ({
    startedDateTime: `2026-03-02T08:00:0${at}.000Z`,
    time: 10,
    request: {
      method: 'GET',
      url: 'https://api.example.test/api/external/sites',
      headers: value === '' ? [] : [{ name: 'Authorization', value }],
    },
    response: { status: 200, headers: [], content: { text: '{}', size: 2 } },
  }))
  const marks: (string | undefined)[] = []
  const redactor = createRedactor(() => [])
  const file = Buffer.from(JSON.stringify({ log: { version: '1.2', entries } }))
  for await (const item of importHar([file], {
    catalog: builtInCatalog,
    redactor,
    traceHeaders: [],
    savedAt: Date.parse('2026-03-03'),
  }))
    if (item.kind === 'exchange') marks.push(item.exchange.attempts[0]?.tokenMark)
  return marks
}

it('tokens of a HAR file have marks, which say nothing of them and differ from file to file', async () => {
  const authorizations = [
    tokenOf('one', '5512'),
    tokenOf('one', '5512'),
    tokenOf('two', '5512'),
    '',
    'Bearer undefined',
  ]
  const [first, second, third, ...others] = await marksIn(authorizations)
  expect(first).toMatch(/^[\da-f]{16}$/)
  expect(second).toBe(first)
  expect(third).not.toBe(first)
  expect(others).toEqual([undefined, undefined])
  expect((await marksIn(authorizations))[0]).not.toBe(first)
})
