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
import { explained } from '../operations/explained.ts'
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
  ] as const)('says what is wrong with the %s, and explains the rest without it', (field, text) => {
    const { exchange, problems } = explainPasted({ ...NOTHING_PASTED, answer: BODY, [field]: text })
    expect(Object.keys(problems)).toEqual([field])
    expect(exchange?.diagnosis?.headline).toBeTruthy()
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

describe('the example', () => {
  it('explains a refused customer whole, and clears away', async () => {
    useBridge(fakeBridge({ 'explain:answer': (input) => explained(input) }))
    setActivePinia(createPinia())
    const explain = useExplainStore()
    explain.showExample()
    await expect.poll(() => explain.exchange?.diagnosis?.scope?.refusedBy).toBe('CustomerId')
    expect(explain.problems).toEqual({})
    explain.clear()
    expect(explain.isEmpty).toBe(true)
    await expect.poll(() => explain.exchange).toBeNull()
    useBridge(null)
  })
})
