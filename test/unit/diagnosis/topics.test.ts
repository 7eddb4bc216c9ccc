import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { decode } from '../../../app/diagnosis/decode.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { jsonPlaceIn, keyTypeIn } from '../../../app/diagnosis/topics/facts.ts'
import { readTopics } from '../../../app/diagnosis/topics/readTopics.ts'
import { TOPIC_TEXTS } from '../../../app/diagnosis/topics/topicTexts.ts'
import { TOPIC_RULES } from '../../../app/diagnosis/topics/topicRules.ts'
import type { TopicName } from '../../../app/diagnosis/topics/topics.ts'
import { failed, makeEvidence, makeResponse } from './support.ts'
import { processorMs } from '../processorTime.ts'

const topicOf = (message: string) => readTopics(message)[0]?.name ?? null

/** Sentences of each topic, as several frameworks and people write them. */
const SENTENCES: Readonly<Record<TopicName, readonly string[]>> = {
  approval: [
    'Subscription creation pending moderator review',
    'The account owner must accept the updated terms',
    'Timesheet 44 is awaiting approval',
    'Report 12 is pending approval',
  ],
  archived: [
    'Site 31 has been archived.',
    'THIS CUSTOMER IS ARCHIVED',
    'Report 9 is in the archive',
    'Employee 12 was archived',
    'Site 4 has been decommissioned',
    'Subscriber 8 has been deleted',
    'Report 41 was purged by the retention policy',
  ],
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
    'Accounting month 2026-01 closed.',
    'Pay run PR-4 is finalised',
    'Week 6 is locked for payroll',
    'The timesheet has been signed off',
    'Timesheet 55 is locked by payroll',
    'The pay period for this date is sealed',
    'Books for January are closed',
    'This shift was already invoiced',
    'Period 2026-02 already posted',
  ],
  concurrency: [
    'Transaction was deadlocked on lock resources and has been chosen as the victim. Rerun the transaction.',
    'Timesheet 551 is being edited by j.moore',
    'The record is locked by another process',
  ],
  conflict: ['The shift overlaps shift 8', 'Conflicting assignment', 'The dates conflict'],
  cursor: [
    'Cursor has expired, start over from the first page',
    'This page link has expired',
    'Invalid continuation token',
    'referenceId is too old',
    'Your paging session timed out',
  ],
  duplicate: [
    'A subscription for this URI already exists',
    'Cannot insert duplicate key row',
    'uri must be unique',
    'A webhook with this URL is already registered',
    'uri is in use by subscription 900',
    'Subscriber 8 is subscribed to this event already',
    "name 'Payroll' is taken by subscriber 90",
    "Violation of UNIQUE KEY constraint 'UQ_Subscriptions_Uri'",
    'That event is attached to subscriber 3 already',
    'Subscriber with the given name found: 18',
    'There is already a subscription for this event',
    'You already subscribed to submit',
    'same uri as subscription 41',
    'E11000 duplicate key error collection',
    'A record with these values exists (418)',
    'Not unique: uri',
    'Subscription 99 has this callback',
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
    "Employee 55's employment ended on 2025-12-31",
    'Guard 12 is no longer employed',
    'Licence 44 expired',
    'Contract of customer 7 has lapsed',
    'Employee 9 was terminated on 3 Jan',
    'The assignment of guard 4 to site 9 has ended',
    'Employee 61 left the company',
  ],
  expired: [
    'The token has expired.',
    'API key expired on 2026-01-04',
    'jwt expired',
    'The access token expired at 09:00',
    'API key expired on 2026-01-01',
  ],
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
    'subscriber cap (5) hit for company 31; delete unused subscribers first',
    'No further subscriptions allowed',
    'You have used 10 of 10 webhooks',
  ],
  maintenance: [
    'The API is under maintenance',
    'Temporarily unavailable',
    'Scheduled maintenance until 11:00',
    'API is in read-only mode until 02:30',
  ],
  mismatch: [
    'employeeId 7012 is not rostered at site 5 for the selected week',
    'Site 5 does not belong to customer 9',
    'Customer 12 has no site 91',
    'Employee 4 is not assigned to site 9',
    'Subscription 12 is not of subscriber 40',
  ],
  'network-address': [
    'Client address 203.0.113.24 is not on the allow list',
    'Your IP address is blocked',
    'Network not whitelisted',
  ],
  'not-configured': [
    'No time zone configured for company 42',
    'Site 9 is not fully set up',
    'Your key is not linked to any company',
  ],
  'not-enabled': [
    'The incident module is not enabled for company 64',
    'Webhooks are not included in your plan',
    'This feature has not been activated',
    'Incident reports are not switched on for company 12',
    "Module 'Payroll' is off",
    'Your plan does not include webhooks',
    'Requires plan Enterprise',
  ],
  'no-body': ['A non-empty request body is required.', 'The request body is missing', 'body is empty'],
  'not-found': [
    'Customer 1099 was not found',
    'Unknown site',
    'No employee with that number: cannot find employee 7',
    'FOREIGN KEY constraint failed',
  ],
  'not-json': [
    "'x' is an invalid start of a value. Path: $ | LineNumber: 0 | BytePositionInLine: 1.",
    'The request body is not valid JSON',
    'Unexpected token < at position 0',
  ],
  'not-ready': [
    'Report 7711 is being generated',
    'The export is not ready yet',
    'Still in progress',
    'Roster has not been published yet',
    'Another export is running for company 3',
    'An export for company 3 is already running, wait until it ends',
  ],
  'not-yet-valid': ['The token is not yet valid', 'nbf is later than now', 'Token issued in the future'],
  payment: ['Invoice 2026-02 is overdue.', 'PAYMENT REQUIRED', 'There is an outstanding balance'],
  permission: [
    'You do not have permission to read reports',
    'Access is denied',
    'Insufficient privileges',
    'SiteId 613 not permitted for this key',
    "User type 'Subcontractor' cannot call this operation",
    'The key lacks the role Administrator',
    'Requires permission Timesheets.Rates.Read',
    'Only administrators may create subscribers',
    "Policy 'IncidentReportOnly' was not met.",
    'Your role does not allow this',
    'Operation not permitted for API users',
    'Missing privilege: WEBHOOK_WRITE',
    "You need the role 'PayrollViewer'",
    'not authorised to perform this action',
    'This account may not create subscribers',
    'Access to rates denied',
    'Insufficient rights',
  ],
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
    'Customer 512 is not assigned to your company',
    'customerId 88 is not in your portfolio',
    'Site 14 is not linked to your account.',
    'You cannot view timesheets of customer 90',
    'This key can only read sites 31 and 32',
    'Customer 91 is outside your company',
    "Requested company (44) differs from the caller's company (17)",
    'The site belongs to a different tenant',
    'Report 77 is not visible to this key',
    'CUSTOMER 4410 NOT IN YOUR CUSTOMER LIST',
    'CompanyId mismatch',
    'No access to site 12',
    'Your key does not cover customer 3',
    'Employee 12 is not part of your organisation',
    'Access to company 99 is not granted',
    'Site 9 is not available to this client',
    'Data of customer 8 may not be read with this token',
    'Your access is limited to customers 7 and 12',
    'That customer is not one of yours',
    'Key has no visibility of site 5',
    'Cross-tenant access detected',
    'Location 22 is not within your hierarchy',
    'Customer 7 is not shared with your integration',
    'The caller is not a member of company 18',
    'You are not associated with customer 71',
    'customer 12: not yours',
    'You may not see staff of site 8',
    'The requested customer is not among those granted to your key',
    'Tenant does not match',
    'incident report 4 is owned by another company',
    'your token has no access to customer 55',
    'Customer 12 is not in scope of company 9',
  ],
  'old-tls': ['TLS 1.2 or higher is required', 'This endpoint requires TLS', 'Minimum TLS is 1.2'],
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
  'signed-link': [
    'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly.',
    'The request signature we calculated does not match',
    'Signed url expired (se=2026-03-01T10:00:00Z)',
  ],
  state: [
    'Timesheet 12 is still draft',
    'Timesheet 77 has not been submitted',
    'Entry 30155 must be in state Approved (current: Pending)',
    'Rates are available for approved timesheets only',
    'Incident report 9 is in status Draft',
    'Cannot read rates of a timesheet with status Open',
    'The shift has not started yet',
    'timesheet 4 was rejected',
    'Invalid state transition',
    'The shift was cancelled',
    'Incident report 12 is incomplete',
  ],
  'stored-file': [
    'The specified blob does not exist.',
    'NoSuchKey: The specified key does not exist.',
    "Could not find file 'D:\\home\\a.jpg'.",
    'Photo 3 is missing from the storage',
  ],
  suspended: [
    'COMPANY 42 SUSPENDED - pending compliance review (ref C-3391)',
    'Account suspended: awaiting verification of the documents',
    'Suspended pending review',
    'The key has been suspended',
    'Your account is disabled',
    'Company 42 was deactivated',
    'Subscriber 77 is disabled due to repeated delivery failures. Re-enable before adding subscriptions.',
    'Site 9 is currently inactive',
    'Customer 41 is on hold',
    'subscription 12 has been paused',
    'The subscriber was deactivated on 2026-01-04',
    'Company 31 has been blocked by finance',
    'Employee 55 is suspended',
    'Account locked',
    'The key was revoked',
    'API key is inactive',
    'This webhook is quarantined',
    'Your organisation is suspended',
  ],
  temporary: [
    'The staff list is temporarily locked',
    'Please retry in a few minutes',
    'The roster engine is busy',
  ],
  'timed-out': [
    'The query timed out',
    'Execution Timeout Expired: timeout',
    'The report took too long',
    'A task was canceled.',
    'Execution Timeout Expired.',
  ],
  'too-large': ['Request body too large', 'The payload exceeds the maximum size', 'The header is too long'],
  'too-much': [
    'Date range may not exceed 31 days',
    'page size cannot exceed 100',
    'At most 50 ids are taken',
    'Page size must not exceed 200',
  ],
  unavailable: [
    'Payroll service is down',
    'Could not connect to payroll backend',
    'Upstream roster service unavailable',
    "The remote name could not be resolved: 'payroll-svc'",
    'No connection could be made because the target machine actively refused it',
  ],
  validation: [
    'uri is required',
    'direction must be next or prev',
    'The value is invalid',
    'startDate must be before endDate',
    'limit must be an active number',
  ],
  version: [
    'The record was modified by another user',
    'Optimistic check failed: row version differs',
    'Data may have been modified or deleted since entities were loaded.',
    'ETag does not match the current version',
  ],
  withheld: [
    'Customer 7 has opted out of data sharing',
    'Report 5 is confidential',
    'HR data is hidden from integrations',
  ],
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
  'siteIds contains duplicate values',
  'Employee 12 works at site 9',
  'The state of Victoria has another holiday',
  'Customer 12 is outside',
  'The report is about a closed door',
  'Access for company 9 was recorded',
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
  const taken = processorMs(() => {
    for (const message of hostile) readTopics(message)
  })
  expect(taken).toBeLessThan(1000)
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
