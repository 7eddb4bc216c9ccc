import { describe, expect, test } from 'vitest'
import { diagnosisSchema } from '../../../app/contract/exchange.ts'
import { decodeText } from '../../../app/diagnosis/decode.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import type { Reading } from '../../../app/diagnosis/evidence.ts'
import { blankMessage } from '../../../app/diagnosis/fingerprint.ts'
import { failed, listed, makeEvidence, makeRequest, makeResponse } from './support.ts'

function read(status: number, body: unknown, line = 'GET /api/external/sites'): Reading {
  const reading = diagnose(makeEvidence(line, makeResponse(status, body)))
  diagnosisSchema.parse(reading.diagnosis)
  return reading
}

const rules = (reading: Reading) => reading.findings.map((finding) => `${finding.rule} ${finding.path}`)

describe('sizes', () => {
  test('a body of 50 MB is read', () => {
    const record = JSON.stringify({ id: 1, name: 'x'.repeat(1000) })
    const many = 50_000
    const body = JSON.stringify(listed([])).replace(
      '[]',
      `[${Array.from({ length: many }, () => record).join(',')}]`,
    )
    expect(body.length).toBeGreaterThan(50_000_000)
    const reading = read(200, body.replace('"count":0', `"count":${many}`))
    expect(reading.diagnosis.headline).toBe('50,000 sites, all in order')
  })

  test('50 MB of nothing but spaces is empty, and of one letter is text', () => {
    expect(read(502, ' '.repeat(50_000_000)).envelope?.kind).toBe('empty')
    const text = read(502, 'a'.repeat(50_000_000))
    expect(text.envelope?.kind).toBe('text')
    expect(text.envelope?.message?.length).toBeLessThanOrEqual(500)
  })

  test('JSON nested 100,000 deep is explained by its status', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    for (const body of [
      deep,
      `{"status":{"code":100},"data":${deep},"errors":${deep}}`,
      `{"a":`.repeat(100_000),
    ]) {
      expect(read(500, body).diagnosis.headline).toBe('The server failed')
    }
    const withBigNumber = `{"status":{"code":0,"errorMessage":""},"data":${deep.replace('[]', '[12345678901234567890]')},"errors":[]}`
    expect(read(200, withBigNumber).diagnosis.retry.helps).toBe('no')
  })

  test('a million errors are counted, and the first hundred kept', () => {
    const errors =
      `{"code":100,"message":"limit is wrong"},`.repeat(999_999) + '{"code":100,"message":"last"}'
    const body = JSON.stringify(failed(100, 'Many', [])).replace('"errors":[]', `"errors":[${errors}]`)
    const reading = read(400, body, 'GET /api/external/staffs?limit=x')
    expect(reading.envelope?.errors).toHaveLength(100)
    expect(reading.diagnosis.meaning).toContain(
      'The response lists 1,000,000 errors. Postern read the first 100.',
    )
    expect(reading.diagnosis.parameters).toHaveLength(1)
  })

  test('a million unknown fields and a million wrong errors do not make a million findings', () => {
    const fields = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`field${at}`, at]))
    expect(read(200, { ...listed([]), ...fields }).findings.length).toBeLessThan(20)
    const wrong = { ...failed(100, 'x'), errors: Array.from({ length: 100_000 }, (_, at) => at) }
    expect(read(400, wrong).findings.length).toBeLessThan(20)
  })

  test('messages of a megabyte are cut where they are shown', () => {
    const reading = read(403, failed(100, 'Customer '.repeat(120_000)))
    const { headline, cause, fingerprint } = reading.diagnosis
    expect(Math.max(headline.length, cause.length, fingerprint.length)).toBeLessThan(5000)
    expect(reading.envelope?.message?.length).toBeLessThanOrEqual(2000)
  })

  test('a URL and a request body of a megabyte are looked at in part', () => {
    const line = `GET /api/external/sites?customerId=${'1099,'.repeat(200_000)}`
    const evidence = makeEvidence(line, makeResponse(403, failed(403, 'No.')), {
      request: makeRequest(line, { body: `{"siteId":${'['.repeat(500_000)}` }),
    })
    expect(diagnose(evidence).diagnosis.scope?.refusedValue).toBe('1099')
  })
})

describe('texts that make careless regular expressions slow', () => {
  const lines = [
    'a'.repeat(1_000_000),
    `${'a'.repeat(500_000)}@`,
    '"'.repeat(1_000_000),
    "'a".repeat(500_000),
    ' '.repeat(1_000_000),
    '1-'.repeat(500_000),
    '2026-03-02T'.repeat(100_000),
    'customer '.repeat(100_000),
    'customer id of with '.repeat(50_000),
    '<title'.repeat(150_000),
    'https://'.repeat(100_000),
  ]
  test.each(lines.map((line) => [line.slice(0, 20), line] as const))('%j repeated', (_, line) => {
    expect(blankMessage(line).length).toBeLessThanOrEqual(200)
    for (const status of [400, 401, 403, 404, 500]) {
      read(status, failed(100, line))
      read(status, line)
      read(status, `<html>${line}`)
    }
  })
})

describe('odd characters', () => {
  test('a byte order mark before the JSON does no harm', () => {
    expect(read(200, `\uFEFF${JSON.stringify(listed([{}]))}`).diagnosis.headline).toBe('1 site, all in order')
  })

  test('NUL and lone surrogates pass through as they are', () => {
    expect(read(400, failed(100, 'bad \u0000 and \ud800 value')).envelope?.message).toBe(
      'bad \u0000 and \ud800 value',
    )
    expect(read(502, '\u0000\u0000\u0000').envelope?.kind).toBe('text')
  })

  test('of two fields with the same name the last counts, as in JSON.parse', () => {
    const body = JSON.stringify(failed(100, 'No.')).replace('"code":100', '"code":0,"code":403')
    expect(read(403, body).envelope?.code).toBe(403)
  })

  test.each([
    ['UTF-8', 'application/json', 'utf-8', false],
    ['Latin-1', 'application/json; charset=ISO-8859-1', 'windows-1252', false],
    ['UTF-16LE', 'application/json', 'utf-16le', false],
    ['UTF-16LE with a mark', 'application/json', 'utf-16le', false],
    ['UTF-16BE with a mark', 'text/plain', 'utf-16be', false],
    ['UTF-8 with a mark against its charset', 'text/plain; charset=latin1', 'utf-8', false],
    ['UTF-8 under an unknown charset', 'text/plain; charset="klingon"', 'utf-8', false],
    ['Latin-1 that says UTF-8', 'application/json; charset=utf-8', 'utf-8', true],
  ])('%s is read as %3$s', (name, contentType, charset, isDamaged) => {
    const text = '{"name":"Café Süd"}'
    const le = Buffer.from(text, 'utf16le')
    const bytes = name.startsWith('Latin-1')
      ? Buffer.from(text, 'latin1')
      : name.startsWith('UTF-16')
        ? name.includes('BE')
          ? Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(le).swap16()])
          : Buffer.concat([Buffer.from(name.includes('mark') ? [0xff, 0xfe] : []), le])
        : Buffer.from((name.includes('mark') ? '\uFEFF' : '') + text)
    const read = decodeText(bytes, contentType)
    expect(read).toMatchObject({ charset, damaged: isDamaged })
    if (isDamaged) expect(read.text).toBe('{"name":"Caf\uFFFD S\uFFFDd"}')
    else expect(read.text).toBe(text)
  })

  test('numbers beyond 2^53 are found where they stand, and not inside strings', () => {
    const body = JSON.stringify(listed([{ id: 1, note: 'order 12345678901234567890, paid' }])).replace(
      '"id":1',
      '"id":-9007199254740993,"exact":9007199254740992,"even":9007199254740994,"list":[1,123456789012345678901234567890],"share":0.12345678901234567890',
    )
    const found = read(200, body, 'GET /api/external/staffs')
    expect(rules(found).filter((each) => each.startsWith('number'))).toEqual([
      'number-loses-precision $.data[0].id',
      'number-loses-precision $.data[0].even',
      'number-loses-precision $.data[0].list[1]',
    ])
  })
})

test.each([409, 500])('a field of the request that is named as what makes texts, in %s', (status) => {
  const request = makeRequest('POST /api/webhook/subscribers', { body: '{"a":{"toString":null}}' })
  const response = makeResponse(status, failed(100, 'It exists already.'))
  const made = { ...response, body: response.body.replace('"data":null', '"data":{"id":5}') }
  expect(
    diagnose(makeEvidence('POST /api/webhook/subscribers', made, { request })).diagnosis.headline,
  ).not.toBe('')
})
