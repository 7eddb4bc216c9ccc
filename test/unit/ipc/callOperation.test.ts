import { describe, expect, it } from 'vitest'
import { PosternError } from '../../../app/contract/errors.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { callOperation } from '../../../app/ipc/callOperation.ts'
import type { WindowContext } from '../../../app/operations/context.ts'
import { WINDOW_OPERATIONS } from '../../../app/operations/list.ts'
import type { Callable } from '../../../app/operations/operation.ts'
import { isWithinLimits } from '../../../app/ipc/limits.ts'

const SECRET = 'canary-of-the-door'
const redact = createRedactor(() => [SECRET]).value

function options(handlers: Record<string, () => unknown>) {
  const unexpected: unknown[] = []
  const replaced = Object.entries(handlers).map(([name, call]): [string, Callable<WindowContext>] => {
    const operation = WINDOW_OPERATIONS.get(name)
    if (!operation) throw new Error(`There is no operation ${name}`)
    return [name, { ...operation, call }]
  })
  return {
    unexpected,
    operations: new Map([...WINDOW_OPERATIONS, ...replaced]),
    context: {} as WindowContext,
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
    const result = await callOperation('page', 'keys:test', { profile: 'sandbox', key: 'a' }, parts)
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(result)).not.toContain('connect')
    expect(parts.unexpected).toHaveLength(1)
  })

  it.each([
    ['draft:get', undefined, { text: `a guess: ${SECRET}` }],
    ['settings:get', undefined, { name: SECRET }],
    ['settings:set', {}, { name: SECRET }],
    ['session:get', undefined, { name: SECRET }],
    ['profiles:list', undefined, [SECRET]],
    ['keys:list', undefined, [SECRET]],
  ])(
    'of %s gives back what the page typed as it was, so that no guess is told to be right',
    async (name, input, value) => {
      const parts = options({ [name]: () => value })
      expect(await callOperation('page', name, input, parts)).toEqual({ ok: true, value })
    },
  )

  it('of a refusal of the input does not tell whether a guess in it was right', async () => {
    const refused = async (guess: string) =>
      JSON.stringify(
        await callOperation('page', 'app:zoom', { to: 'in', [guess]: 1 }, options({})),
      ).replaceAll(guess, 'GUESS')
    expect(await refused(SECRET)).toBe(await refused('canary-of-the-d00r'))
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
    const value = await callOperation(
      'page',
      'keys:test',
      { profile: 'sandbox', key: 'a' },
      options({ 'keys:test': () => claims }),
    )
    expect(value).toEqual({
      ok: true,
      value: { ...claims, keyType: 'type [redacted]', companyIds: ['[redacted]'] },
    })
    const error = await callOperation(
      'page',
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
    const result = await callOperation(
      'page',
      'keys:list',
      { [SECRET]: 1, ['x'.repeat(100_000)]: 2 },
      options({}),
    )
    expect(JSON.stringify(result).length).toBeLessThan(600)
    expect(JSON.stringify(result)).not.toContain(SECRET)
  })
})

describe('a call', () => {
  it.each(['keys:get', 'constructor', '__proto__', 'import:file', 7, null, undefined])(
    'of %j is refused',
    async (name) => {
      expect(await callOperation('page', name, undefined, options({}))).toMatchObject({
        ok: false,
        error: { code: 'bad-input' },
      })
    },
  )

  it('for a dropped file reaches nothing but what takes a file', async () => {
    const parts = options({ 'import:file': () => undefined })
    expect(await callOperation('file', 'import:file', { path: '/a.har' }, parts)).toMatchObject({ ok: true })
    expect(await callOperation('file', 'keys:list', undefined, parts)).toMatchObject({ ok: false })
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
