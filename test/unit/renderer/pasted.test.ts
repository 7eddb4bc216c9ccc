import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  claimsOfToken,
  NOTHING_PASTED,
  questionOf,
  type Pasted,
} from '../../../renderer/features/explain/pasted.ts'
import { useExplainStore } from '../../../renderer/features/explain/explain.ts'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { callOperation } from '../../../app/ipc/callOperation.ts'
import type { WindowContext } from '../../../app/operations/context.ts'
import { WINDOW_OPERATIONS } from '../../../app/operations/list.ts'
import { explainContext, explained } from '../operations/explained.ts'
import { fakeBridge } from './fakeBridge.ts'

const BODY = JSON.stringify({
  status: { code: 100, errorMessage: 'Customer 1099 is outside the scope of this API key.' },
  data: null,
  count: null,
  message: 'Customer 1099 is outside the scope of this API key.',
  errors: [{ code: 100, message: 'Customer 1099 is outside the scope of this API key.' }],
})

function tokenWith(payload: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part(payload)}.${'x'.repeat(12)}`
}

/** What the page shows of these fields. */
function explainPasted(pasted: Pasted) {
  const { input, problems } = questionOf(pasted)
  const { exchange = null, isRequestUnread = false } = input ? explained(input) : {}
  return { exchange, problems: { ...problems, ...(isRequestUnread && { request: 'unread' }) } }
}

describe('explainPasted', () => {
  it('has nothing to say about nothing', () => {
    expect(explainPasted(NOTHING_PASTED)).toEqual({ exchange: null, problems: {} })
  })

  it('guesses the status of a body without a head, and says that it did', () => {
    const { exchange } = explainPasted({ ...NOTHING_PASTED, answer: BODY })
    expect(exchange).toMatchObject({
      confidence: 'guessed',
      reading: ['Postern guessed HTTP status 403 from the message.'],
    })
    expect(exchange?.attempts[0]?.response?.status).toBe(403)
    expect(exchange?.diagnosis?.headline).toMatch(/1099/)
  })

  it('reads the head of a raw answer, and lets a typed status win over it', () => {
    const answer = `\nHTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\n\r\n${BODY}`
    const read = explainPasted({ ...NOTHING_PASTED, answer })
    expect(read.exchange?.attempts[0]?.response).toMatchObject({
      status: 429,
      headers: [['Retry-After', '7']],
    })
    expect(read.exchange?.confidence).toBe('as-it-stands')
    const typed = explainPasted({ ...NOTHING_PASTED, answer, status: '403' })
    expect(typed.exchange?.attempts[0]?.response?.status).toBe(403)
  })

  it('names the claim that refuses when it is told the request and the claims', () => {
    const { exchange } = explainPasted({
      ...NOTHING_PASTED,
      answer: BODY,
      status: '403',
      request: 'get /api/external/sites?customerId=1099 HTTP/1.1',
      claims: '{"KeyType":"public","CustomerId":[7,12]}',
    })
    expect(exchange?.request).toMatchObject({ method: 'GET', route: '/api/external/sites' })
    expect(exchange?.diagnosis?.scope).toMatchObject({ refusedBy: 'CustomerId', refusedValue: '1099' })
    expect(exchange?.diagnosis?.retry.helps).toBe('no')
  })

  it('takes further headers, one a line', () => {
    const { exchange } = explainPasted({
      ...NOTHING_PASTED,
      answer: BODY,
      status: '500',
      headers: 'X-Trace-Id: abc123def456\n',
    })
    expect(exchange?.diagnosis?.traceId).toBe('abc123def456')
  })

  it.each([
    ['status', 'forty'],
    ['request', 'sites please'],
    ['headers', 'no colon here'],
    ['claims', '{"name":"nobody"}'],
    ['attempts', '[{'],
    ['attempts', '{"status":401}'],
  ] as const)('says what is wrong with the %s, and explains the rest without it', (field, text) => {
    const { exchange, problems } = explainPasted({ ...NOTHING_PASTED, answer: BODY, [field]: text })
    expect(Object.keys(problems)).toEqual([field])
    expect(exchange?.diagnosis?.headline).toBeTruthy()
  })
})

describe('what came before the response', () => {
  const refused = { answer: 'HTTP/1.1 401 Unauthorized\n\n', request: 'GET /api/external/sites' }
  const attempts = [
    { purpose: 'request', startedAt: '2026-03-02T09:00:00Z', status: 401 },
    { purpose: 'token', startedAt: '2026-03-02T09:00:01Z', status: 200 },
  ]

  it('tells that a fresh token was refused too', () => {
    const alone = explainPasted({ ...NOTHING_PASTED, ...refused })
    const { exchange } = explainPasted({ ...NOTHING_PASTED, ...refused, attempts: JSON.stringify(attempts) })
    expect(alone.exchange?.diagnosis?.retry.helps).toBe('now')
    expect(exchange?.diagnosis?.retry.helps).toBe('no')
    expect(exchange?.attempts).toHaveLength(3)
  })

  it('is passed over where main does not take it, which is said below the field', async () => {
    const { operations, context } = {
      operations: WINDOW_OPERATIONS,
      context: explainContext() as WindowContext,
    }
    const redact = <T>(value: T) => value
    const onUnexpected = (name: string) => expect.unreachable(name)
    useBridge({
      ...fakeBridge({}),
      call: (name, input) =>
        callOperation('page', name, input, { operations, context, redact, onUnexpected }) as never,
    })
    setActivePinia(createPinia())
    const explain = useExplainStore()
    explain.take(refused.answer)
    explain.write('attempts', JSON.stringify([{ ...attempts[0], status: 9 }]))
    await expect.poll(() => explain.exchange?.attempts.length).toBe(1)
    expect(explain.problems.attempts).toMatch(/^attempts\.0\.status: It must be at least 100\.$/)
    explain.write('attempts', JSON.stringify(attempts))
    await expect.poll(() => explain.exchange?.attempts.length).toBe(3)
    expect(explain.problems).toEqual({})
    useBridge(null)
  })

  it('shows what the request sent for a refused field', () => {
    const answer = `HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n${BODY.replaceAll('Customer 1099 is outside the scope of this API key.', 'The uri must use HTTPS.')}`
    const request = 'POST /api/webhook/subscriptions'
    const of = (body: string) =>
      explainPasted({ ...NOTHING_PASTED, answer, request, body }).exchange?.diagnosis?.parameters
    expect(of('')).toMatchObject([{ name: 'uri', value: null, isUnknown: true }])
    expect(of('{"uri":"http://a.example"}')).toMatchObject([{ name: 'uri', value: 'http://a.example' }])
    expect(of('{}')).toEqual([expect.not.objectContaining({ isUnknown: true })])
  })
})

describe('a pasted token', () => {
  beforeEach(() => {
    setActivePinia(createPinia())
  })

  it('is read for its claims and not kept', () => {
    const explain = useExplainStore()
    const token = tokenWith({ KeyType: 'public', CustomerId: '7,12', exp: 1_785_758_400 })
    explain.setClaims(`Bearer ${token}`)
    expect(explain.wasToken).toBe(true)
    expect(JSON.stringify(explain.$state)).not.toContain(token.slice(-20))
    expect(JSON.parse(explain.pasted.claims)).toEqual({
      KeyType: 'public',
      CustomerId: ['7', '12'],
      exp: 1_785_758_400,
    })
  })

  it('is told from claims that were typed', () => {
    expect(claimsOfToken('{"KeyType":"public"}')).toBeNull()
    const explain = useExplainStore()
    explain.setClaims('{"KeyType":')
    expect(explain.pasted.claims).toBe('{"KeyType":')
    expect(explain.wasToken).toBe(false)
  })
})

describe('a refused customer', () => {
  it('is explained whole, and clears away', async () => {
    useBridge(fakeBridge({ 'explain:answer': (input) => explained(input) }))
    setActivePinia(createPinia())
    const explain = useExplainStore()
    explain.take(`HTTP/1.1 403 Forbidden\n\n${BODY}`)
    explain.write('request', 'GET /api/external/sites?customerId=1099')
    explain.write('claims', '{ "KeyType": "public", "CustomerId": [7, 12] }')
    await expect.poll(() => explain.exchange?.diagnosis?.scope?.refusedBy).toBe('CustomerId')
    expect(explain.problems).toEqual({})
    explain.clear()
    expect(explain.isEmpty).toBe(true)
    await expect.poll(() => explain.exchange).toBeNull()
    useBridge(null)
  })
})
