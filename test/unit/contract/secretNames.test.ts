import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ENDPOINTS } from '../../../app/catalog/endpoints.ts'
import {
  isSecretName,
  isSecretText,
  isSessionCookie,
  secretKind,
  type NamePlace,
} from '../../../app/contract/secretNames.ts'

const EVERYWHERE = ['header', 'field', 'query'] as const

const SECRET = [
  'password',
  'newPassword',
  'passwd',
  'passphrase',
  'db_pwd',
  'secret',
  'clientSecret',
  'secretToken',
  'token',
  'accessToken',
  'refresh_token',
  'x-csrf-token',
  'x-amz-security-token',
  'jwt',
  'apiKey',
  'X-Api-Key',
  'X-ApiKey',
  'accessKey',
  'aws_secret_access_key',
  'secretKey',
  'privateKey',
  'primaryKey',
  'secondaryKey',
  'sharedAccessKey',
  'external-gh-apim-sub-key',
  'Ocp-Apim-Subscription-Key',
  'x-functions-key',
  'sessionId',
  'X-Session-Id',
  'PHPSESSID',
  'connectionString',
  'authorization',
  'X-Authorization',
  'Proxy-Authorization',
  'code_verifier',
  'client_assertion',
  'SAMLResponse',
  'cookie',
  'set-cookie',
  'api.key',
  'api_key_2',
  'apiKeys',
  'access_tokens',
  'password2',
  'passwordConfirmation',
  'password_hash',
  'secretValue',
  'accessKeyId',
  'AccountKey',
  'X-CSRF',
  'connect.sid',
  'bearer',
  'otp',
  'pin',
  'device_code',
  'license_key',
]

const ORDINARY = [
  'tokenType',
  'keyType',
  'expiresIn',
  'primaryKeyColumn',
  'nextPageToken',
  'x-continuation-token',
  'idempotency-key',
  'sec-websocket-key',
  'sort_key',
  'partitionKey',
  'publicKey',
  'monkey',
  'keyName',
  'keyValue',
  'key1',
  'postCode',
  'errorCode',
  'countryCode',
  'passengers',
  'authorName',
  'authorizedBy',
  'sessionCount',
  'tokenCount',
  'shipping',
  'pinned',
  'spin',
  'signatureRequired',
  'secretaryName',
  'bearerFormat',
  'passed',
  'compass',
  'secretary',
  'passwordResetAt',
  'session',
  'sessionName',
  'author',
  'status',
  'name',
  'code',
  'key',
]

describe('a name', () => {
  test.each(SECRET)('%s is a secret’s everywhere', (name) => {
    expect(EVERYWHERE.map((place) => isSecretName(name, place))).toEqual([true, true, true])
  })

  test.each(ORDINARY)('%s is no secret’s in a record or a query', (name) => {
    expect(isSecretName(name, 'field')).toBe(false)
    expect(isSecretName(name, 'query')).toBe(false)
  })

  test.each<[string, NamePlace[]]>([
    ['sig', ['header', 'query']],
    ['X-Amz-Signature', ['header', 'query']],
    ['X-Amz-Credential', ['header', 'query']],
    ['X-Goog-Signature', ['header', 'query']],
    ['Authentication', ['header']],
    ['x-auth', ['header']],
    ['X-Credential', ['header']],
    ['X-Tenant-Key', ['header']],
    ['cookie2', ['header', 'field', 'query']],
    ['x-sandbox-token', ['field', 'query']],
    ['idempotency-key', []],
    ['sec-websocket-key', []],
    ['x-continuation-token', []],
    ['x-request-id', []],
    ['www-authenticate', []],
    ['content-type', []],
  ])('%s is a secret’s only in %j', (name, places) => {
    expect(EVERYWHERE.filter((place) => isSecretName(name, place))).toEqual(places)
  })

  test('is the same in every case, and with hyphens or underscores anywhere between its words', () => {
    const words = SECRET.map((name) => name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').split(/[ _-]/))
    const spelt = fc
      .constantFrom(...words)
      .chain((parts) =>
        fc.tuple(
          fc.constant(parts),
          fc.array(fc.constantFrom('', '-', '_', '__'), { minLength: parts.length, maxLength: parts.length }),
          fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
        ),
      )
      .map(([parts, joints, capitals]) =>
        [...parts.map((part, at) => (at === 0 ? part : (joints[at] ?? '') + part)).join('')]
          .map((letter, at) => (capitals[at] === true ? letter.toUpperCase() : letter.toLowerCase()))
          .join(''),
      )
    fc.assert(
      fc.property(spelt, fc.constantFrom(...EVERYWHERE), (name, place) => {
        expect(isSecretName(name, place)).toBe(true)
      }),
    )
  })

  test('of a parameter of the API is a secret’s only for the subscription key', () => {
    const names = ENDPOINTS.flatMap(({ parameters, body }) =>
      [...parameters, ...(body ?? [])].map(({ name }) => name),
    )
    expect(names.length).toBeGreaterThan(10)
    const secret = new Set(names.filter((name) => isSecretName(name, 'field') || isSecretName(name, 'query')))
    expect([...secret].sort()).toEqual(['external-gh-apim-sub-key'])
  })
})

test.each([
  ['anything', 'always', true],
  ['', 'always', false],
  ['abcdef', 'text', true],
  ['abcde', 'text', false],
  ['100', 'random', false],
  ['INVALID_PARAMETER_V2', 'random', false],
  ['staff-2026-summer-list', 'random', false],
  ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'random', false],
  ['a long sentence With 1 digit', 'random', false],
  ['SplxlOBeZQQYbYS6WxSbIA', 'random', true],
  ['4%2F0AX4XfWhqW7zK', 'random', true],
  ['9f86d081884c7d659a2f', 'random', true],
] as const)('%s under a name that says “%s” is a secret: %s', (value, secrecy, isSecret) => {
  expect(isSecretText(value, secrecy)).toBe(isSecret)
})

test.each([
  ['Authorization', 'authorization'],
  ['Proxy-Authorization', 'authorization'],
  ['Cookie', 'cookie'],
  ['external-gh-apim-sub-key', 'subscription-key'],
  ['Ocp-Apim-Subscription-Key', 'subscription-key'],
  ['X-ApiKey', 'api-key'],
  ['x-auth-token', 'other'],
] as const)('%s is of the kind %s', (name, kind) => {
  expect(secretKind(name)).toBe(kind)
})

test('of cookies those that let somebody in are told from those of the looks', () => {
  expect(
    ['JSESSIONID', 'connect.sid', 'XSRF-TOKEN', '.AspNetCore.Auth'].filter((name) =>
      isSessionCookie(name, 'a'),
    ),
  ).toHaveLength(4)
  expect(['theme', 'lang', '_ga'].filter((name) => isSessionCookie(name, 'GA1.2.1234.5678'))).toEqual([])
  expect(isSessionCookie('visit', 'SplxlOBeZQQYbYS6WxSbIA')).toBe(true)
})
