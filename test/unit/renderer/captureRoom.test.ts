import { describe, expect, it } from 'vitest'
import { captureRowOf } from '../../../app/capture/captureRow.ts'
import type { Attempt } from '../../../app/contract/exchange.ts'
import { didText, didTone, recommendedText } from '../../../renderer/features/attempts/programDid.ts'
import { countsText } from '../../../renderer/features/capture/capture.ts'
import { codeLine, LANGUAGES } from '../../../renderer/features/capture/codeLines.ts'
import { exchangeOf } from './samples.ts'

describe('the room Capture', () => {
  it.each([
    [{ requests: 0, clients: 0, links: 0, unrecorded: 0, window: null }, '0 requests · 0 clients'],
    [
      { requests: 412, clients: 3, links: 0, unrecorded: 0, window: { used: 61, limit: 60, resetsAt: 0 } },
      '412 requests · 3 clients · 61/60 in this window',
    ],
    [{ requests: 1, clients: 1, links: 0, unrecorded: 0, window: null }, '1 request · 1 client'],
  ])('counts %j', (counts, text) => {
    expect(countsText(counts)).toBe(text)
  })

  it('has a line for each language that names the address, or the profile', () => {
    for (const { value } of LANGUAGES) {
      const line = codeLine(value, 'http://127.0.0.1:47100', 'sandbox')
      expect(line).toMatch(value === 'command' ? /postern run --to sandbox/ : /http:\/\/127\.0\.0\.1:47100/)
    }
  })

  it.each([
    [{ action: 'stop', delayMs: 0 }, 'No retry'],
    [{ action: 'wait', delayMs: 41_000 }, 'Wait 41 s, then retry'],
    [{ action: 'back-off', delayMs: 1000 }, 'Retry after 1 s'],
    [{ action: 'refresh', delayMs: 0 }, 'Request a new token, then retry once'],
  ] as const)('recommends %j', (decision, text) => {
    expect(recommendedText(decision)).toBe(text)
  })

  it.each([
    [{ verdict: 'too-early', afterMs: 3.2 }, 'Too early, after 3 ms', 'failure'],
    [{ verdict: 'as-recommended', afterMs: 1000 }, 'As recommended, after 1 s', 'success'],
    [{ verdict: 'should-not', afterMs: 6 }, 'Repeated it, after 6 ms', 'failure'],
    [{ verdict: 'nothing', afterMs: 60_001 }, 'No retry within 1 min', 'warning'],
  ] as const)('says of %j what the program did', (did, text, tone) => {
    expect(didText(did)).toBe(text)
    expect(didTone(did)).toBe(tone)
  })
})

describe('a row of the room', () => {
  const attempt = (change: Partial<Attempt>): Attempt => ({
    number: 1,
    purpose: 'request',
    startedAt: '2026-03-02T09:00:00.000Z',
    timing: { waitedMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1, totalMs: 12.4 },
    response: null,
    failure: null,
    decision: { action: 'back-off', rule: 'server-error-back-off', reason: 'x', delayMs: 1000 },
    grouped: 'first',
    ...change,
  })
  const client = { run: null, name: null, pid: null, userAgent: 'job/1.0 (x)', connection: '1' }
  const rowOf = (attempts: Attempt[]) => captureRowOf({ ...exchangeOf(1), attempts, client }, '')

  it('shows what is recommended now, and then what the program did about it', () => {
    const failed = attempt({})
    expect(rowOf([failed])).toMatchObject({
      client: 'job',
      attempts: 1,
      tookMs: 12.4,
      recommended: { action: 'back-off', delayMs: 1000 },
      clientDid: null,
    })
    const judged = attempt({ clientDid: { afterMs: 3, verdict: 'too-early' } })
    const success = attempt({ decision: { action: 'accept', rule: 'success', reason: 'x', delayMs: 0 } })
    expect(rowOf([judged, success])).toMatchObject({
      attempts: 2,
      recommended: { action: 'back-off', delayMs: 1000 },
      clientDid: { afterMs: 3, verdict: 'too-early' },
    })
  })

  it('recommends nothing after a success', () => {
    const success = attempt({ decision: { action: 'accept', rule: 'success', reason: 'x', delayMs: 0 } })
    expect(rowOf([success]).recommended).toBeNull()
  })
})
