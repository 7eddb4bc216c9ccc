import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { writtenText } from '../../../app/settings/draft.ts'
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

/** As it is on the disk. */
const kept = (draft: Draft, secrets: string[] = []) =>
  writtenText(writtenDraft(draft), createRedactor(() => secrets).text)

describe('a draft', () => {
  it('comes back as it was kept', () => {
    expect(readDraft(writtenDraft(DRAFT, 'au https://a.example'))).toEqual({
      draft: DRAFT,
      writtenFor: 'au https://a.example',
    })
  })

  it.each([
    ['Authorization', 'anything'],
    ['external-gh-apim-sub-key', 'anything'],
    ['X-Api-Key', 'anything'],
    ['X-ApiKey', 'anything'],
    ['X-Session-Id', 'anything'],
    ['Cookie', 'a=b'],
    ['X-Custom', 'Bearer abcdef0123456789abcdef'],
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
    const draft = {
      ...DRAFT,
      target: 'https://me:word@example.com/a?access_token=abc&limit=3',
      body: '{"apiKey":"abc"}',
    }
    const { body, target } = readDraft(kept(draft))?.draft ?? DRAFT
    expect(body).toBe('{"apiKey":"[redacted]"}')
    expect(target).toBe('https://me:[redacted]@example.com/a?access_token=[redacted]&limit=3')
  })

  const V = `Q${'7xK2mP9'.repeat(3)}`
  it.each([
    `{"password":"${V}"}`,
    JSON.stringify({ inner: JSON.stringify({ accessKey: V }) }),
    `{"\\u0074oken":"${V}"}`,
    `[{"name":"apiKey","value":"${V}"}]`,
    `<a><password>${V}</password></a>`,
    `<add key="apiKey" value="${V}"/>`,
    `Server=a;Password=${V};`,
    `DB_PASSWORD=${V}`,
    `client_secret=${V}&a=1`,
    `a=1&client%5Fsecret=${V}`,
    `X-Auth-Token: ${V}`,
    `sent "Bearer ${V}"`,
    `https://me:${V}@example.com/`,
    `-----BEGIN PRIVATE KEY-----\n${V}\n-----END PRIVATE KEY-----`,
    `whsec_${V}`,
    `eyJ${'hbGciOiJ9'}.${V}.x`,
  ])('keeps nothing that the recorder takes for a secret: %s', (text) => {
    const line = { name: 'X-Custom', value: text }
    const draft = { ...DRAFT, target: `/a?b=1#${text}`, headers: [line], body: text }
    expect(createRedactor(() => []).text(text)).not.toContain(V)
    expect(kept(draft)).not.toContain(V)
  })

  it('keeps no part of a stored key that holds the marks of a query', () => {
    const key = 'q"aBKWLbLTe3BnEZjq-m/+%&=a7Xw2Pk9Qm4Zt8Rv1Ls6'
    const text = kept({ ...DRAFT, target: `/api/external/notes/${key}`, body: key }, [key])
    expect(readDraft(text)?.draft).toMatchObject({
      target: '/api/external/notes/[redacted]',
      body: '[redacted]',
    })
  })

  it('keeps no value of a query or a form that looks random', () => {
    const { target } =
      readDraft(kept({ ...DRAFT, target: '/a?x=a1b2c3d4e5f6a7b8c9d0e1f2&y=7' }))?.draft ?? DRAFT
    expect(target).toBe('/a?x=[redacted]&y=7')
  })

  it('keeps a body and a query whose names only resemble those of secrets', () => {
    const draft = { ...DRAFT, target: '/a?sort_key=name', body: '{"keyType":"site","code":100}' }
    expect(readDraft(kept(draft))?.draft).toEqual(draft)
  })

  it('is kept without a body that is too large for it', () => {
    const text = writtenDraft({ ...DRAFT, body: `[${'1,'.repeat(150_000)}1]` })
    expect(readDraft(text)?.draft).toEqual({ ...DRAFT, body: '' })
  })

  it.each([null, '', '{', '[]', '7', '{"method":"GET"}', '{"method":7,"target":"/","headers":[],"body":""}'])(
    'is none when %s was kept',
    (text) => {
      expect(readDraft(text)).toBeNull()
    },
  )
})
