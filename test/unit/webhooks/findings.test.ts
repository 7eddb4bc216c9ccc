import { describe, expect, it } from 'vitest'
import { diagnosisSchema, type Attempt, type Exchange, type Failure } from '../../../app/contract/exchange.ts'
import type { DeliveryDetails, DeliveryFacts } from '../../../app/contract/webhooks.ts'
import { explainDelivery } from '../../../app/webhooks/explain.ts'
import { exampleExchange } from '../history/exampleExchange.ts'

const FINE: DeliveryFacts = { earlier: null, sentAt: null }
const DETAILS: DeliveryDetails = {
  event: 'timesheet.approve',
  sentId: 'msg_1',
  signature: 'valid',
  scheme: null,
  certainty: null,
  signedBy: 'HOOK',
  reason: 'The signature is valid.',
  raw: null,
  returned: { status: 200, afterMs: 1 },
  forwardedTo: 'http://127.0.0.1:3000/hook',
}

interface Ended {
  status?: number
  failure?: Failure['kind']
  tookMs?: number
  details?: Partial<DeliveryDetails>
  facts?: Partial<DeliveryFacts>
}

function explained({ status = 200, failure, tookMs = 12, details, facts }: Ended) {
  const exchange = exampleExchange({}, 1)
  const attempt: Attempt = {
    number: 1,
    purpose: 'request',
    startedAt: exchange.startedAt,
    timing: { waitedMs: 0, dnsMs: null, connectMs: 1, tlsMs: null, firstByteMs: tookMs, totalMs: tookMs },
    response: failure ? null : { status, headers: [], body: '', bodyBytes: 0, truncated: false },
    failure: failure ? { kind: failure, code: null, message: 'It failed.', mayHaveBeenSent: true } : null,
    decision: null,
  }
  const delivery: Exchange = {
    ...exchange,
    direction: 'in',
    delivery: { ...DETAILS, ...details },
    attempts: [attempt],
  }
  const told = explainDelivery(delivery, { ...FINE, ...facts })
  return { ...told, rules: told.findings.map(({ rule }) => rule), startedAt: Date.parse(exchange.startedAt) }
}

describe('what is found of a delivery', () => {
  const { startedAt } = explained({})

  it.each<[string, Ended, string[]]>([
    ['a prompt 200', {}, []],
    ['204 after 5 s', { status: 204, tookMs: 5000 }, []],
    ['200 after more than 5 s', { tookMs: 5001 }, ['answered-late']],
    ['500', { status: 500 }, ['not-2xx']],
    ['404 late', { status: 404, tookMs: 6000 }, ['not-2xx', 'answered-late']],
    ['a redirect', { status: 301 }, ['redirected']],
    ['none in time', { failure: 'timeout', tookMs: 30_000 }, ['not-2xx', 'answered-late']],
    ['a timestamp 5 min old', { facts: { sentAt: startedAt - 300_000 } }, []],
    ['an older one', { facts: { sentAt: startedAt - 300_001 } }, ['timestamp-old']],
    ['one of the future', { facts: { sentAt: startedAt + 300_001 } }, ['timestamp-old']],
    ['no signature', { details: { signature: 'missing' } }, ['signature-missing']],
    ['a wrong one', { details: { signature: 'wrong' } }, ['signature-wrong']],
    ['an unknown scheme', { details: { signature: 'unknown-scheme' } }, []],
    ['a duplicate', { facts: { earlier: { wasAccepted: false } } }, ['duplicate-delivery']],
    [
      'one that was accepted before',
      { facts: { earlier: { wasAccepted: true } } },
      ['duplicate-processed', 'duplicate-delivery'],
    ],
    [
      'one that is refused now',
      { status: 409, facts: { earlier: { wasAccepted: true } } },
      ['not-2xx', 'duplicate-delivery'],
    ],
  ])('%s', (_, ended, rules) => {
    expect(explained(ended).rules).toEqual(rules)
  })

  it('names a program that accepts a wrong signature', () => {
    const { findings } = explained({ details: { signature: 'wrong', reason: 'It is wrong.' } })
    expect(findings[0]?.message).toBe('It is wrong. Your program accepted the delivery all the same.')
  })
})

describe('the explanation of a delivery', () => {
  it.each<[Ended, string, string]>([
    [{}, 'success', 'Your program accepted timesheet.approve'],
    [{ status: 503 }, 'http-failure', 'Your program returned 503 to timesheet.approve'],
    [{ failure: 'refused' }, 'transport-failure', 'Your program returned no response to timesheet.approve'],
    [{ failure: 'cancelled' }, 'interrupted', 'Your program returned no response to timesheet.approve'],
    [{ details: { forwardedTo: null, event: null } }, 'success', 'Postern accepted a webhook'],
  ])('of %j', (ended, outcome, headline) => {
    const { diagnosis, ...told } = explained(ended)
    expect(told.outcome).toBe(outcome)
    expect(diagnosisSchema.parse(diagnosis)).toMatchObject({ headline })
  })

  it('is one problem for the same event, path and end', () => {
    const fingerprint = (ended: Ended) => explained(ended).diagnosis?.fingerprint
    expect(fingerprint({ status: 500 })).toBe(fingerprint({ status: 500, tookMs: 9 }))
    expect(fingerprint({ status: 500 })).not.toBe(fingerprint({ status: 502 }))
    expect(fingerprint({ status: 500 })).not.toBe(fingerprint({ status: 500, details: { event: 'x' } }))
  })
})
