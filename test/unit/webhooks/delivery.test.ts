import { describe, expect, it } from 'vitest'
import { eventOf, sentIdOf, signatureHeaders, timeIn, timestampOf } from '../../../app/webhooks/delivery.ts'
import { fromBase64, fromBase64Url, fromHex, toBase64 } from '../../../app/webhooks/bytes.ts'

const withBody = (text: string) => ({ headers: [], body: Buffer.from(text) })

describe('what is read of a delivery', () => {
  it.each([
    ['{"event":"approve","eventType":"timesheet"}', 'timesheet.approve'],
    ['\ufeff{"type":"invoice.paid"}', 'invoice.paid'],
    ['{"event":"push","type":"x"}', 'push'],
    ['{"event":7}', null],
    ['{"event":" x\\n\\u2713\\ty "}', 'x ✓ y'],
    ['{"event":"\\n"}', null],
    ['[1]', null],
    ['not json', null],
    ['', null],
    ['{"event":"app', null],
  ])('names the event of %j', (text, event) => {
    expect(eventOf(withBody(text))).toBe(event)
  })

  it('reads the event of a header where the body names none', () => {
    expect(eventOf({ headers: [['X-GitHub-Event', 'push']], body: Buffer.from([0xff]) })).toBe('push')
  })

  it('reads id and timestamp as others call them', () => {
    expect(sentIdOf({ headers: [['Webhook-Id', ' a ']] })).toBe('a')
    expect(sentIdOf({ headers: [['X-GitHub-Delivery', 'b']] })).toBe('b')
    expect(sentIdOf({ headers: [['X-Request-Id', 'c']] })).toBeNull()
    expect(timestampOf({ headers: [['X-Slack-Request-Timestamp', '1']] })).toBe('1')
  })

  it.each([
    ['1767225600', 1_767_225_600_000],
    ['1767225600123', 1_767_225_600_123],
    ['2026-01-01T00:00:00Z', 1_767_225_600_000],
    ['yesterday', null],
    ['2026-13-01T00:00:00Z', null],
    [null, null],
  ])('reads the time %j', (text, time) => {
    expect(timeIn(text)).toBe(time)
  })

  it('puts the header of the API documentation before others', () => {
    const headers: [string, string][] = [
      ['X-Hub-Signature-256', 'a'],
      ['webhooks-signature', 'b'],
      ['X-Other', 'c'],
    ]
    expect(signatureHeaders({ headers }).map(([, value]) => value)).toEqual(['b', 'a'])
  })
})

describe('bytes', () => {
  it.each([0, 1, 2, 3, 31, 32, 64])('are the same after base64: %i', (length) => {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 83) % 256)
    const text = Buffer.from(bytes).toString('base64')
    expect(toBase64(bytes)).toBe(text)
    if (length === 0) return
    expect(fromBase64(text)).toEqual(bytes)
    expect(fromBase64Url(Buffer.from(bytes).toString('base64url'))).toEqual(bytes)
    expect(fromHex(Buffer.from(bytes).toString('hex'))).toEqual(bytes)
  })

  it.each(['a', 'a===', '=', 'ab c', 'é'])('are not read from %j', (text) => {
    expect(fromBase64(text)).toBeNull()
    expect(fromHex(text)).toBeNull()
  })
})
