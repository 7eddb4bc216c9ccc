import { describe, expect, it } from 'vitest'
import { readDraft, withoutSecrets, writtenDraft } from '../../../renderer/features/composer/keptDraft.ts'
import type { Draft } from '../../../renderer/features/composer/draft.ts'

const DRAFT: Draft = {
  method: 'POST',
  target: '/api/webhook/subscriptions?limit=3',
  headers: [
    { name: 'Accept-Language', value: 'en' },
    { name: 'X-Later', value: '1', isOff: true },
  ],
  body: '{"subscriberId":7}',
  markedIdempotent: true,
}

describe('a draft', () => {
  it('comes back as it was kept', () => {
    expect(readDraft(writtenDraft(DRAFT))).toEqual(DRAFT)
  })

  it.each([
    ['Authorization', 'anything'],
    ['external-gh-apim-sub-key', 'anything'],
    ['X-Api-Key', 'anything'],
    ['X-ApiKey', 'anything'],
    ['X-Session-Id', 'anything'],
    ['Cookie', 'a=b'],
    ['X-Custom', 'Bearer abc'],
    ['X-Custom', `eyJ${'hbGciOiJ9'}.payload.x`],
    ['X-Custom', 'a1b2c3d4e5f6a7b8c9d0e1f2'],
    ['X-Custom', 'whsec_example'],
  ])('keeps the header %s without its value, and asks for it again', (name, value) => {
    const { headers } = withoutSecrets({ ...DRAFT, headers: [{ name, value }] })
    expect(headers).toEqual([{ name, value: '', isSecret: true }])
  })

  it.each([
    ['Accept', 'application/json'],
    ['Idempotency-Key', 'order-7'],
    ['x-sandbox-fault', 'status=500;times=2'],
    ['If-Modified-Since', 'Mon, 03 Aug 2026 12:00:00 GMT'],
  ])('keeps the header %s whole', (name, value) => {
    expect(withoutSecrets({ ...DRAFT, headers: [{ name, value }] }).headers).toEqual([{ name, value }])
  })

  it('keeps neither a body nor a query value that holds a secret', () => {
    const { body, target } = withoutSecrets({
      ...DRAFT,
      target: 'https://me:word@example.com/a?access_token=abc&limit=3',
      body: '{"apiKey":"abc"}',
    })
    expect(body).toBe('')
    expect(target).toBe('https://example.com/a?access_token=&limit=3')
  })

  it('keeps a body and a query whose names only resemble those of secrets', () => {
    const draft = { ...DRAFT, target: '/a?sort_key=name', body: '{"keyType":"site","code":100}' }
    expect(withoutSecrets(draft)).toEqual(draft)
  })

  it('is kept without a body that is too large for it', () => {
    const text = writtenDraft({ ...DRAFT, body: `[${'1,'.repeat(150_000)}1]` })
    expect(readDraft(text)).toEqual({ ...DRAFT, body: '' })
  })

  it.each([null, '', '{', '[]', '7', '{"method":"GET"}', '{"method":7,"target":"/","headers":[],"body":""}'])(
    'is none when %s was kept',
    (text) => {
      expect(readDraft(text)).toBeNull()
    },
  )
})
