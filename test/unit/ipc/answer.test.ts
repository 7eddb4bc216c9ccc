import { describe, expect, it } from 'vitest'
import { CALL_NAMES } from '../../../app/contract/names.ts'
import { PosternError } from '../../../app/contract/errors.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { answer, type Handlers } from '../../../app/ipc/answer.ts'
import { isWithinLimits } from '../../../app/ipc/limits.ts'

const SECRET = 'canary-of-the-door'
const redact = createRedactor(() => [SECRET]).value

function options(handlers: Partial<Handlers>) {
  const unexpected: unknown[] = []
  const missing = () => {
    throw new Error('not called for')
  }
  const all = Object.fromEntries(CALL_NAMES.map((name) => [name, missing])) as unknown as Handlers
  return {
    unexpected,
    handlers: { ...all, ...handlers },
    redact,
    onUnexpected: (_name: string, error: unknown) => unexpected.push(error),
  }
}

describe('an answer to the page', () => {
  it('tells of an unforeseen error nothing but that there was one', async () => {
    const parts = options({
      'keys:test': () => {
        throw new Error(`connect failed, key ${SECRET}`)
      },
    })
    const result = await answer('keys:test', { profile: 'sandbox', key: 'a' }, parts)
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(result)).not.toContain('connect')
    expect(parts.unexpected).toHaveLength(1)
  })

  it('has its secrets taken out, in values and in errors', async () => {
    const claims = {
      keyType: `type ${SECRET}`,
      companyIds: [Buffer.from(SECRET).toString('base64')],
      customerIds: null,
      siteIds: null,
      issuedAt: 1,
      expiresAt: null,
    }
    const value = await answer(
      'keys:test',
      { profile: 'sandbox', key: 'a' },
      options({ 'keys:test': () => claims }),
    )
    expect(value).toEqual({
      ok: true,
      value: { ...claims, keyType: 'type [redacted]', companyIds: ['[redacted]'] },
    })
    const error = await answer(
      'keys:test',
      { profile: 'sandbox', key: 'a' },
      options({
        'keys:test': () => {
          throw new PosternError(
            'bad-input',
            `${SECRET} was refused`,
            `Replace ${encodeURIComponent(SECRET)}.`,
          )
        },
      }),
    )
    expect(error).toEqual({
      ok: false,
      error: { code: 'bad-input', message: '[redacted] was refused', remedy: 'Replace [redacted].' },
    })
  })

  it('repeats no more than a little of a wrong input, and no secret of it', async () => {
    const result = await answer('keys:list', { [SECRET]: 1, ['x'.repeat(100_000)]: 2 } as never, options({}))
    expect(JSON.stringify(result).length).toBeLessThan(600)
    expect(JSON.stringify(result)).not.toContain(SECRET)
  })
})

describe('what is looked at', () => {
  it('is every input that a call can mean', () => {
    const body = 'x'.repeat(20 * 1024 * 1024)
    const headers = Array.from({ length: 200 }, (_, at) => [`x-${at}`, 'y'.repeat(8000)])
    expect(isWithinLimits({ body, headers })).toBe(true)
    expect(isWithinLimits(undefined)).toBe(true)
  })

  it.each([
    ['too much text', () => ['x'.repeat(14e6), 'x'.repeat(14e6)]],
    ['too long a name', () => ({ ['x'.repeat(27e6)]: 1 })],
    ['too many values', () => Array.from({ length: 60_000 }, () => 0)],
    [
      'too many in small lists',
      () => Array.from({ length: 300 }, () => Array.from({ length: 300 }, () => 0)),
    ],
    ['too large a buffer', () => new Uint8Array(27e6)],
    ['a map', () => new Map([['a', 'b']])],
    [
      'a circle',
      () => {
        const circle: unknown[] = []
        circle.push(circle)
        return circle
      },
    ],
  ])('is not %s', (_what, make) => {
    expect(isWithinLimits(make())).toBe(false)
  })
})
