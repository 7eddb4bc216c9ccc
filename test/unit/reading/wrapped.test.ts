import fc from 'fast-check'
import { expect, test } from 'vitest'
import { finalStatus } from '../../../app/contract/outcome.ts'
import { failed, listed } from '../diagnosis/support.ts'
import { explained } from '../operations/explained.ts'
import { STATUS_WAYS, WRAPPINGS } from './wrappings.ts'

/** 2,000 by default; a long run asks for more. */
const CASES = Number(process.env['POSTERN_PASTES'] ?? 2000)
const PATIENCE = 60_000 + CASES * 30

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
}

const MESSAGES = [
  'startTime must be before endTime.',
  'Value "x\\y" of {name} is not allowed, see [docs].',
  'Das Gerät läuft nicht – später erneut.',
  "The site's code isn't valid: 12 > 7 & 3 < 4.",
  'Line one\nline two',
]

/** Envelopes of every kind that the API answers with, and the statuses that they come with. */
const ENVELOPES: readonly (readonly [status: number, body: object])[] = [
  ...[400, 401, 403, 404, 429, 500].flatMap((status) =>
    MESSAGES.map(
      (message) =>
        [status, failed(status === 401 || status === 403 || status === 404 ? status : 100, message)] as const,
    ),
  ),
  ...[0, 1, 2, 5].map(
    (count) =>
      [
        200,
        listed(Array.from({ length: count }, (_, id) => ({ id, name: `Site ${id}`, status: 'open' }))),
      ] as const,
  ),
  [200, { status: { code: 0, errorMessage: null }, data: { id: 7 }, count: null, message: null, errors: [] }],
  [
    200,
    {
      isSuccess: true,
      statusMessage: 'OK',
      status: 0,
      errorMessages: [],
      errorMessagesAsString: '',
      data: [],
    },
  ],
  [
    400,
    {
      isSuccess: false,
      statusMessage: 'No.',
      status: 100,
      errorMessages: ['No.'],
      errorMessagesAsString: 'No.',
      data: [],
    },
  ],
  [
    200,
    {
      status: { code: 734, errorMessage: 'Partly done.' },
      data: null,
      count: null,
      message: 'Partly done.',
      errors: [{ code: 734, message: 'Partly done.' }],
    },
  ],
  [500, { status: { code: 100, errorMessage: '' }, data: null, errors: [] }],
  [404, failed(404, 'Nothing here.')],
]

test(
  'an envelope in any stack of wrappings is found with its status, or the status is said to be unknown',
  () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ENVELOPES),
        fc.option(fc.constantFrom(...STATUS_WAYS)),
        fc.constantFrom(0, 2),
        fc.array(fc.constantFrom(...WRAPPINGS), { maxLength: 4 }),
        fc.infiniteStream(fc.nat(1000)),
        ([status, body], name, indent, wrappings, numbers) => {
          const at = (count: number) => (numbers.next().value ?? 0) % count
          const json = JSON.stringify(body, null, indent)
          const named = name ? name(status, REASONS[status] ?? '', json) : json
          const text = wrappings.reduce((inner, { wrap }) => wrap(inner, at), named)
          const { exchange } = explained({ answer: text })
          const how = [...wrappings.map((each) => each.name), text].join('\n')
          expect(exchange.envelope, how).not.toBeNull()
          expect(exchange.envelope?.code, how).toBe(codeOf(body))
          const read = finalStatus(exchange)
          if (name) expect([status, null], how).toContain(read)
          else expect([codeOf(body), null], how).toContain(read)
          expect(
            read !== null || exchange.confidence === 'unknown' || exchange.outcome === 'success',
            how,
          ).toBe(true)
        },
      ),
      { numRuns: CASES },
    )
  },
  PATIENCE,
)

function codeOf(body: object): unknown {
  const status: unknown = Object.getOwnPropertyDescriptor(body, 'status')?.value
  if (typeof status !== 'object' || status === null) return status
  return Object.getOwnPropertyDescriptor(status, 'code')?.value
}

test('lines of Windows, quoted twice', () => {
  const json = JSON.stringify(failed(100, 'Customer 7 is closed.'), null, 2).replaceAll('\n', '\r\n')
  const { exchange } = explained({ answer: JSON.stringify(JSON.stringify(json)) })
  expect(exchange.envelope?.code).toBe(100)
})
