import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { decode } from '../../../app/diagnosis/decode.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { jsonPlaceIn, keyTypeIn } from '../../../app/diagnosis/topics/facts.ts'
import { readTopics } from '../../../app/diagnosis/topics/readTopics.ts'
import { TOPIC_TEXTS } from '../../../app/diagnosis/topics/topicTexts.ts'
import { TOPIC_RULES, type TopicName } from '../../../app/diagnosis/topics/topics.ts'
import { failed, makeEvidence, makeResponse } from './support.ts'

const topicOf = (message: string) => readTopics(message)[0]?.name ?? null

/** Sentences of each topic, as several frameworks and people write them. */
const SENTENCES: Readonly<Record<TopicName, readonly string[]>> = {
  approval: [
    'Subscription creation pending moderator review',
    'The account owner must accept the updated terms',
    'Timesheet 44 is awaiting approval',
  ],
  archived: ['Site 31 has been archived.', 'THIS CUSTOMER IS ARCHIVED', 'Report 9 is in the archive'],
  audience: ['The audience is not valid', 'Invalid issuer', 'Token was issued for another region'],
  callback: [
    'The uri https://hooks.acme.example/a is not reachable',
    'Endpoint did not answer our ping',
    'The webhook returned 404',
    'Endpoint verification failed: https://hooks.example/in responded 405 to probe',
    'Verification failed: https://hooks.example/in responded 405 to probe',
    'Target did not respond with 2xx to the verification ping',
  ],
  closed: [
    'The pay period has been closed.',
    'Timesheet 4 is already approved',
    'A locked period cannot be edited',
  ],
  concurrency: [
    'Transaction was deadlocked on lock resources and has been chosen as the victim. Rerun the transaction.',
    'The record was modified by another user',
    'Optimistic check failed: row version differs',
  ],
  conflict: ['The shift overlaps shift 8', 'Conflicting assignment', 'The report is in an invalid state'],
  duplicate: [
    'A subscription for this URI already exists',
    'Cannot insert duplicate key row',
    'uri must be unique',
  ],
  'earlier-request': [
    'An identical request is still being processed',
    'Previous request not finished yet',
    'Same request already running',
    'Another request for this subscriber is already in progress',
    'Your previous request has not completed yet',
    'A request for subscriber 19 is already being processed',
    'The operation for this subscription is still running',
    'We are already processing a request for this subscriber',
    'Subscriber 19 is being created by another request',
    'This request is already being handled',
    'Operation in progress for subscriber 19',
  ],
  ended: [
    'The contract of customer 7 ended on 31/01/2026',
    'Your trial has run out',
    'The employment was terminated',
  ],
  expired: ['The token has expired.', 'Licence expired on 2026-01-04', 'jwt expired'],
  'key-type': [
    "KeyType 'timesheet' is required.",
    'Wrong kind of key',
    'The type of this API key does not open it',
  ],
  'limit-reached': [
    'Maximum number of subscriptions reached (50).',
    'You have reached your subscriber limit',
    'Too many webhooks for this company',
    'Company 44 already has 3',
    'You already have 20 of 20 subscriptions',
  ],
  maintenance: [
    'The API is under maintenance',
    'Temporarily unavailable',
    'Scheduled maintenance until 11:00',
  ],
  'network-address': [
    'Client address 203.0.113.24 is not on the allow list',
    'Your IP address is blocked',
    'Network not whitelisted',
  ],
  'not-enabled': [
    'The incident module is not enabled for company 64',
    'Webhooks are not included in your plan',
    'This feature has not been activated',
  ],
  'no-body': ['A non-empty request body is required.', 'The request body is missing', 'body is empty'],
  'not-found': [
    'Customer 1099 was not found',
    'Unknown site',
    'No employee with that number: cannot find employee 7',
  ],
  'not-json': [
    "'x' is an invalid start of a value. Path: $ | LineNumber: 0 | BytePositionInLine: 1.",
    'The request body is not valid JSON',
    'Unexpected token < at position 0',
  ],
  'not-ready': ['Report 7711 is being generated', 'The export is not ready yet', 'Still in progress'],
  'not-yet-valid': ['The token is not yet valid', 'nbf is later than now', 'Token issued in the future'],
  payment: ['Invoice 2026-02 is overdue.', 'PAYMENT REQUIRED', 'There is an outstanding balance'],
  permission: ['You do not have permission to read reports', 'Access is denied', 'Insufficient privileges'],
  quota: ['Out of call volume quota', 'Daily limit of 5000 calls used', 'The monthly allowance is exceeded'],
  rate: ['Rate limit exceeded', 'Please slow down', 'Too many requests per minute'],
  'read-only': ['This key is read-only', 'A read-only token cannot create', 'The key has no write access'],
  retired: [
    'This endpoint is deprecated',
    'API version 1 was retired',
    'The operation is no longer supported',
  ],
  scope: [
    'The request is outside the scope of this key',
    'insufficient_scope',
    'Subscriber 612 does not belong to your company',
  ],
  parallel: [
    'Too many requests in flight for this report',
    'Max 3 parallel connections',
    'At most 2 concurrent requests',
  ],
  'private-uri': [
    'SSRF guard: target resolves to RFC1918 space',
    "Host 'intranet.local' is not publicly resolvable",
    'uri points to an internal address',
    'uri must not point to an internal address',
    'The callback host is not publicly resolvable',
  ],
  'program-fault': [
    'Object reference not set to an instance of an object.',
    'Sequence contains no elements',
    'System.NullReferenceException at Staff.List',
    'System.InvalidCastException: Unable to cast object',
  ],
  'server-failed': [
    'Please try again later',
    'An unhandled exception was thrown',
    'Internal server error',
    'A temporary error occurred',
  ],
  signature: ['Signature validation failed', 'The signature is invalid', 'Unknown signing key'],
  suspended: [
    'COMPANY 42 SUSPENDED - pending compliance review (ref C-3391)',
    'Account suspended: awaiting verification of the documents',
    'Suspended pending review',
    'The key has been suspended',
    'Your account is disabled',
    'Company 42 was deactivated',
  ],
  temporary: [
    'The staff list is temporarily locked',
    'Please retry in a few minutes',
    'The roster engine is busy',
  ],
  'timed-out': ['The query timed out', 'Execution Timeout Expired: timeout', 'The report took too long'],
  'too-large': ['Request body too large', 'The payload exceeds the maximum size', 'The header is too long'],
  'too-much': [
    'Date range may not exceed 31 days',
    'page size cannot exceed 100',
    'At most 50 ids are taken',
  ],
  unavailable: [
    'Payroll service is down',
    'Could not connect to payroll backend',
    'Upstream roster service unavailable',
  ],
  validation: ['uri is required', 'direction must be next or prev', 'The value is invalid'],
}

describe.each(Object.entries(SENTENCES))('%s', (topic, sentences) => {
  it.each(sentences)('%s', (sentence) => {
    expect(topicOf(sentence)).toBe(topic)
  })
})

test('every rule has sentences here, and a text', () => {
  for (const { topic } of TOPIC_RULES) {
    expect(SENTENCES[topic].length, topic).toBeGreaterThanOrEqual(3)
    expect(TOPIC_TEXTS[topic].remedy.length, topic).toBeGreaterThan(0)
  }
  expect(new Set(TOPIC_RULES.map(({ topic }) => topic)).size).toBe(TOPIC_RULES.length)
})

it.each([
  'Site 71 has no roster.',
  'asdf test 123',
  'OK',
  'Das Feld ist erforderlich.',
  'Le quota de requêtes est dépassé',
  'Payment file 12 failed the checksum',
  'Customer 7 disabled notifications',
  'Requests from mobile clients are not logged',
  'Requested value was not found.',
  'Archives and permissions',
  'The key has not been suspended',
  'Pay period 9 is not closed',
  'No duplicate found',
  'Quota is fine',
  'The employee has already left',
  'Employee 99 offline since 2024',
  'Guard 8812 is on leave',
  '',
])('%s is about nothing that Postern knows', (sentence) => {
  expect(topicOf(sentence)).toBeNull()
})

test('a message of several sentences has the topic of the most exact one', () => {
  expect(
    readTopics('The request is invalid. The key has been suspended. Try again later.').map(
      ({ name }) => name,
    ),
  ).toEqual(['suspended', 'server-failed', 'validation'])
})

test('facts in the words', () => {
  expect(keyTypeIn("KeyType 'timesheet' is required.")).toBe('timesheet')
  expect(keyTypeIn('KeyType is wrong')).toBeNull()
  expect(jsonPlaceIn('Path: $ | LineNumber: 4 | BytePositionInLine: 0.')).toBe('at line 5, position 1')
  expect(jsonPlaceIn('LineNumber: 4')).toBeNull()
})

test('long, repeated and hostile messages take no time to speak of', () => {
  const hostile = [
    'key '.repeat(500_000),
    'the limit '.repeat(100_000),
    `${'a'.repeat(1_000_000)} archived`,
    'is not '.repeat(200_000),
  ]
  const begun = performance.now()
  for (const message of hostile) readTopics(message)
  expect(performance.now() - begun).toBeLessThan(1000)
})

/** The words of the catalog and of the topics, as chance would put them together. */
const vocabulary = [
  ...new Set(
    [
      ...builtInCatalog.endpoints.flatMap(({ path, parameters }) => [
        ...path.split(/[/{}]/),
        ...parameters.map(({ name }) => name),
      ]),
      ...Object.values(builtInCatalog.httpStatuses).flatMap(({ title, meaning }) =>
        `${title} ${meaning}`.split(' '),
      ),
      ...Object.values(SENTENCES)
        .flat()
        .flatMap((sentence) => sentence.split(' ')),
    ].filter((word) => word !== ''),
  ),
]

const sentence = fc
  .array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 14 })
  .map((words) => words.join(' '))
const status = fc.constantFrom(400, 403, 404, 409, 422, 200)

test('what chance words seem to be about is called a guess, and the verdict of the status stays', () => {
  const helps: Readonly<Record<number, string>> = {
    200: 'no',
    400: 'no',
    403: 'no',
    404: 'no',
    409: 'no',
    422: 'no',
  }
  fc.assert(
    fc.property(sentence, status, (message, code) => {
      const response = makeResponse(code, failed(100, message))
      const { diagnosis } = diagnose(
        makeEvidence('GET /api/external/sites', response, { claims: null }),
        decode(response),
      )
      expect(diagnosis.retry.helps).toBe(helps[code])
      if (diagnosis.basis === 'words')
        expect(diagnosis.cause).toMatch(/The words suggest|The body is not valid JSON/)
    }),
    { numRuns: Number(process.env['POSTERN_SENTENCES'] ?? 2000) },
  )
})
