import { expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { importedRequest } from '../../../app/diagnosis/importedExchange.ts'
import { readPasted } from '../../../app/reading/readPasted.ts'
import { recordImported, recordPasted } from '../../../app/recorder/recordImported.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { pieceIn, SPELLINGS } from './spellings.ts'

const KEY = 'Kf7+Qz/9bXw2&Lm8Tn4='
const redactor = createRedactor(() => [KEY])
const rest = { id: '01KJKPZ8000000000000000000', claims: null, now: 0, catalog: builtInCatalog }
const token = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"SiteId":"7"}').toString('base64url')}.c2lnbmVk`

function explained(text: string, status: number | null) {
  return recordPasted(
    {
      ...rest,
      pasted: readPasted(Buffer.from(text)),
      status,
      headers: [],
      request: importedRequest('GET', '/api/external/sites', builtInCatalog),
    },
    redactor,
  )
}

it.each(SPELLINGS)('an answer that somebody kept is explained without its key %s', (_, write) => {
  const message = `The key ${write(KEY)} may not do this.`
  const body = JSON.stringify({
    status: { code: 100, errorMessage: message },
    data: null,
    message,
    errors: [],
  })
  for (const text of [
    body,
    JSON.stringify(body),
    message,
    `HTTP/1.1 400 No\nX-Echo: ${write(KEY)}\n\n${body}`,
  ]) {
    for (const status of [null, 400]) expect(pieceIn(JSON.stringify(explained(text, status)), KEY)).toBeNull()
  }
})

it('a token in it stands in nothing that is derived', () => {
  const exchange = explained(
    JSON.stringify({
      status: { code: 100, errorMessage: `Token ${token} has expired` },
      data: null,
      errors: [],
    }),
    null,
  )
  expect(exchange.confidence).toBe('unknown')
  expect(exchange.diagnosis?.fingerprint).toMatch(/token # has expired$/)
  for (const part of token.split('.'))
    expect(JSON.stringify(exchange).toLowerCase()).not.toContain(part.toLowerCase())
})

it('what others recorded is redacted before it is explained, failures too', () => {
  const exchange = recordImported(
    {
      ...rest,
      request: importedRequest('GET', `/api/external/sites?key=${encodeURIComponent(KEY)}`, builtInCatalog),
      response: null,
      failure: { kind: 'bad-response', code: null, message: `Of ${KEY}.`, mayHaveBeenSent: true },
    },
    redactor,
  )
  expect(exchange).toMatchObject({
    outcome: 'transport-failure',
    attempts: [{ failure: { message: 'Of [redacted].' } }],
  })
  expect(pieceIn(JSON.stringify(exchange), KEY)).toBeNull()
})
