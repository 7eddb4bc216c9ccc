import { describe, expect, it } from 'vitest'
import type { Diagnosis, Exchange } from '../../../app/contract/exchange.ts'
import { explained } from '../operations/explained.ts'

const WHOLE = JSON.stringify({
  status: { code: 0, errorMessage: '' },
  data: [
    { id: 1, name: 'Dock 4' },
    { id: 2, name: 'Gate' },
  ],
})
const CUT = WHOLE.slice(0, -16)
const READ = { request: 'GET /api/external/sites', status: 200 }

/** What is said of a success whose text ends in the middle. */
const said = (answer: string, more: object = {}) => explained({ answer, ...READ, ...more }).exchange

function diagnosisOf({ diagnosis }: Exchange): Diagnosis {
  if (!diagnosis) throw new Error('It was not explained.')
  return diagnosis
}

describe('a success that is cut in the middle is none', () => {
  it.each([
    ['the body alone', CUT],
    ['with its head', `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${CUT}`],
    ['in a line of a log', `2026-08-03 12:00:00 INFO response: ${CUT}`],
    ['in the name of a record', CUT.slice(0, -9)],
    ['after a record', WHOLE.slice(0, WHOLE.indexOf(',{"id":2'))],
  ])('%s', (_name, answer) => {
    const { outcome, diagnosis, envelope } = said(answer)
    expect(outcome).toBe('transport-failure')
    expect(diagnosis?.headline).toBe('The response is cut short')
    expect(diagnosis?.retry.helps).toBe('later')
    expect(envelope?.kind).toBe('broken-json')
  })
})

describe('who cut it', () => {
  it('is not known of a text that somebody pasted', () => {
    const { cause, remedy } = diagnosisOf(said(CUT))
    expect(cause).toContain('Postern cannot tell which.')
    expect(remedy[0]).toContain('paste all of it')
  })

  it('is known where the response promised more bytes', () => {
    const { cause, remedy } = diagnosisOf(said(CUT, { headers: [['Content-Length', '5000']] }))
    expect(cause).toContain(`The response promised 5,000 bytes, and ${CUT.length} bytes came.`)
    expect(remedy[0]).toContain('Replay')
  })

  it('is not known either where it promised no more than came', () => {
    const { cause } = diagnosisOf(said(CUT, { headers: [['Content-Length', String(CUT.length)]] }))
    expect(cause).toContain('Postern cannot tell which.')
  })
})

it('checks first where the cut response is one to a write', () => {
  const { diagnosis } = said(CUT, { request: 'POST /api/webhook/subscribers', status: 201 })
  expect(diagnosis?.retry.helps).toBe('unsafe')
})

it('takes a text that says itself where it was cut for a part of a success', () => {
  expect(said(`${CUT}... (truncated)`).outcome).toBe('success')
})

it('still reads why a refusal refuses that is cut', () => {
  const refusal =
    '{"status":{"code":403,"errorMessage":"Customer 1099 is outside the scope of this API key."},"da'
  const { headline, meaning, cause } = diagnosisOf(said(refusal, { status: 403 }))
  expect([headline, meaning, cause].join(' ')).toContain('1099')
})
