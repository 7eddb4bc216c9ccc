import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { mayHoldSecrets, readClosely } from '../../../app/shapes/secretPatterns.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { exampleAttempt, exampleExchange } from '../history/exampleExchange.ts'

const KEY = 'canary/Key+7 "ä\\x'
const redactor = createRedactor(() => [KEY, 'sandbox-site-7'])
const nothingKnown = createRedactor(() => [])

/** The text as base64, `offset` bytes into a longer one. */
function inBase64(text: string, offset: number, alphabet: 'base64' | 'base64url' = 'base64'): string {
  return Buffer.from(`${'<'.repeat(offset)}${text}>>`).toString(alphabet)
}

/** Every byte percent-encoded, in the case that `digits` gives. */
function inPercent(text: string, digits: (hex: string) => string): string {
  return [...Buffer.from(text)].map((byte) => `%${digits(byte.toString(16).padStart(2, '0'))}`).join('')
}

describe('a known secret', () => {
  const forms: Record<string, string> = {
    'as it is': KEY,
    'percent-encoded': encodeURIComponent(KEY),
    'percent-encoded in lower case': encodeURIComponent(KEY).replaceAll(/%../g, (code) => code.toLowerCase()),
    'percent-encoded throughout': inPercent(KEY, (hex) => hex),
    'percent-encoded in mixed case': inPercent(KEY, (hex) => hex.charAt(0) + hex.charAt(1).toUpperCase()),
    'percent-encoded twice': encodeURIComponent(encodeURIComponent(KEY)),
    'form-encoded': new URLSearchParams({ '': KEY }).toString().slice(1),
    'in a JSON string': JSON.stringify(KEY).slice(1, -1),
    'in a JSON string with escaped slashes': JSON.stringify(KEY).slice(1, -1).replaceAll('/', '\\/'),
    'in a JSON string of escapes alone': [...KEY]
      .map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
    'in JSON in a JSON string': JSON.stringify(JSON.stringify(KEY)).slice(3, -3),
    'as base64': inBase64(KEY, 0),
    'as base64, one byte in': inBase64(KEY, 1),
    'as base64, two bytes in': inBase64(KEY, 2),
    'as base64url': inBase64(KEY, 0, 'base64url'),
    'as base64url, two bytes in': inBase64(KEY, 2, 'base64url'),
    'as hex': Buffer.from(KEY).toString('hex'),
    'as hex in upper case': Buffer.from(KEY).toString('hex').toUpperCase(),
    'in UTF-16': Buffer.from(KEY, 'utf16le').toString('latin1'),
    'in UTF-16, the large end first': Buffer.from(KEY, 'utf16le').swap16().toString('latin1'),
    'in UTF-16 as base64': Buffer.from(KEY, 'utf16le').toString('base64'),
    'in UTF-16 as base64, one byte in': Buffer.from(
      `<${Buffer.from(KEY, 'utf16le').toString('latin1')}>>`,
      'latin1',
    ).toString('base64'),
    'in Basic credentials as the password': Buffer.from(`someone:${KEY}`).toString('base64'),
    'in Basic credentials as the user': Buffer.from(`${KEY}:`).toString('base64'),
  }

  test.each(Object.entries(forms))('is redacted %s', (_, form) => {
    const redacted = redactor.text(`before <${form}> after`)
    expect(redacted).toContain('[redacted]')
    expect(redacted.startsWith('before <')).toBe(true)
    expect(redacted.endsWith('> after')).toBe(true)
    // What may stay beside the mark are characters of base64 that hold bits of its neighbours.
    expect(redacted.length).toBeLessThan('before <[redacted]> after'.length + 30)
    for (const known of [KEY, form.slice(4, -4)]) expect(redacted).not.toContain(known)
  })

  test('is redacted wherever it stands; what touches becomes one mark', () => {
    expect(redactor.text('sandbox-site-7sandbox-site-7, sandbox-site-7')).toBe('[redacted], [redacted]')
  })

  test('is left alone when it is too short to be one', () => {
    expect(createRedactor(() => ['abc', '']).text('abcabc')).toBe('abcabc')
  })

  test('is known from the moment it is given', () => {
    const secrets: string[] = []
    const growing = createRedactor(() => secrets)
    expect(growing.text('first-secret')).toBe('first-secret')
    secrets.push('first-secret')
    expect(growing.text('first-secret')).toBe('[redacted]')
  })

  test('does not hide an escape that happens to spell its beginning', () => {
    const json = '{"message":"line\\nabcdef"}'
    expect(() => JSON.parse(createRedactor(() => ['nabcdef']).text(json)) as unknown).not.toThrow()
  })
})

describe('without being known, by shape or name', () => {
  const token = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"SiteId":"7"}').toString('base64url')}.c2lnbmVk`
  const cases: [name: string, text: string, redacted: string][] = [
    ['a token', `Token ${token} has expired`, 'Token [redacted] has expired'],
    ...[
      'The password is V.',
      'Your API key was: "V"',
      'invalid api key V',
      'api_key \\"V\\" is wrong',
      'Token V has expired',
      'the secret “V” was refused',
      'machine h login me password V',
    ].map((text): [string, string, string] => [
      `a sentence: ${text}`,
      text.replace('V', `${'Zq9xK2mP7w'.repeat(2)}`),
      text.replace('V', '[redacted]'),
    ]),
    ...[
      'smtp_pass',
      'DB_PASS',
      'cipherKey',
      'secret_key_base',
      'mfa_code',
      'recovery-codes',
      'security_code',
      'oauth_verifier',
      'serviceAccountKey',
      'mnemonic',
      'hmac',
    ].map((name): [string, string, string] => [
      `a field ${name}`,
      `{"${name}":"${'Zq9xK2mP7w'.repeat(2)}"}`,
      `{"${name}":"[redacted]"}`,
    ]),
    ['a token in a path', `/api/x/${token}/y`, '/api/x/[redacted]/y'],
    ['a token without a signature', `<${token.slice(0, -8)}>`, '<[redacted]>'],
    ['a webhook secret', 'use whsec_c2FuZGJveA== to sign', 'use [redacted] to sign'],
    ['a field', '{"secretToken": "a b c", "id": 7}', '{"secretToken": "[redacted]", "id": 7}'],
    ['a field with escapes', '{"password":"a\\"b\\\\","id":7}', '{"password":"[redacted]","id":7}'],
    ['a field that was cut', '{"access_token":"abc', '{"access_token":"[redacted]'],
    ['a field with a number', '{"apiKey":123456,"id":7}', '{"apiKey":"[redacted]","id":7}'],
    ['a field without a value', '{"token":null,"password":""}', '{"token":null,"password":""}'],
    [
      'a field of JSON in JSON',
      '{"body":"{\\"token\\":\\"a\\\\\\"b\\",\\"id\\":7}"}',
      '{"body":"{\\"token\\":\\"[redacted]\\",\\"id\\":7}"}',
    ],
    ['a query parameter', '/x?apiKey=abc&id=7', '/x?apiKey=[redacted]&id=7'],
    ['a form', 'client_secret=abc&id=7', 'client_secret=[redacted]&id=7'],
    ['a bearer', 'sent "Bearer abcdef0123456789abcdef"', 'sent "Bearer [redacted]"'],
    [
      'a header line',
      'Authorization: Basic dXNlcjpwYXNz1\r\nHost: x',
      'Authorization: Basic [redacted]\r\nHost: x',
    ],
    ['a cookie line', 'Cookie: a=b; c=d\nHost: x', 'Cookie: [redacted]\nHost: x'],
    ['a password in a URL', 'https://me:pass@example.test/', 'https://me:[redacted]@example.test/'],
    ['a number under a name', '{"sessionId":"ab-12345","id":7}', '{"sessionId":"[redacted]","id":7}'],
    ['the first of a list', '{"X-Api-Key":["abc"]}', '{"X-Api-Key":["[redacted]"]}'],
    ['a pair', '[{"name":"apiKey","value":"a b"}]', '[{"name":"apiKey","value":"[redacted]"}]'],
    ['a pair of a header', '{"key":"X-Auth","value":"abc"}', '{"key":"X-Auth","value":"[redacted]"}'],
    ['a pair turned round', '{"value":"a\\"b","name":"api-key"}', '{"value":"[redacted]","name":"api-key"}'],
    [
      'a pair of JSON in JSON',
      '{"b":"[{\\"name\\":\\"token\\",\\"value\\":\\"abc\\"}]"}',
      '{"b":"[{\\"name\\":\\"token\\",\\"value\\":\\"[redacted]\\"}]"}',
    ],
    ['a signed URL', 'https://a.test/b?se=1&sig=a%2Bb%3D&sp=r', 'https://a.test/b?se=1&sig=[redacted]&sp=r'],
    ['a signature', '/x?X-Amz-Expires=9&X-Amz-Signature=ab', '/x?X-Amz-Expires=9&X-Amz-Signature=[redacted]'],
    ['a code of OAuth', '/cb?code=SplxlOBeZQQYbYS6WxSbIA&state=x', '/cb?code=[redacted]&state=x'],
    ['a line of settings', 'A=1\nDB_PASSWORD=abc\nB=2', 'A=1\nDB_PASSWORD=[redacted]\nB=2'],
    ['a connection string', 'Server=a;Password=b c;', 'Server=a;Password=[redacted];'],
    [
      'a header’s line',
      'X-ApiKey: abc\nX-Session-Id: d-1234',
      'X-ApiKey: [redacted]\nX-Session-Id: [redacted]',
    ],
    ['a header’s scheme stays', 'x-authorization: Bearer abc', 'x-authorization: Bearer [redacted]'],
    ['an element', '<a><password>a&amp;b</password></a>', '<a><password>[redacted]</password></a>'],
    ['an element with a prefix', '<s:ApiKey id="7"> a</s:ApiKey>', '<s:ApiKey id="7"> [redacted]</s:ApiKey>'],
    ['a section', '<pwd><![CDATA[a<b]]></pwd>', '<pwd><![CDATA[[redacted]]]></pwd>'],
    ['an element in JSON', '{"x":"<token>a\\"b</token>"}', '{"x":"<token>[redacted]</token>"}'],
    [
      'an escaped element',
      '{"x":"\\u003ctoken\\u003eab\\u003c/token\\u003e"}',
      '{"x":"\\u003ctoken\\u003e[redacted]\\u003c/token\\u003e"}',
    ],
    ['an attribute', '<a password="b c" id=\'7\'/>', '<a password="[redacted]" id=\'7\'/>'],
    ['an attribute in JSON', '{"x":"<a pwd=\\"b\\"/>"}', '{"x":"<a pwd=\\"[redacted]\\"/>"}'],
    ['a field of a form', '<input name="apiKey" value="abc">', '<input name="apiKey" value="[redacted]">'],
    [
      'a private key',
      '-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----\n',
      '-----BEGIN RSA PRIVATE KEY-----[redacted]-----END RSA PRIVATE KEY-----\n',
    ],
    [
      'a private key that was cut',
      '{"k":"-----BEGIN PRIVATE KEY-----\\nMIIE',
      '{"k":"-----BEGIN PRIVATE KEY-----[redacted]',
    ],
  ]
  const inPercents = encodeURIComponent
  const elsewhere: [name: string, before: string, after: string][] = [
    ['in a dictionary of Python', "{'password': '", "'}"],
    ['in an object of JavaScript', "{password: '", "', x: 1}"],
    ['in settings', 'a: 1\npassword: ', '\nb: 2'],
    ['in settings with spaces', 'password = ', '\nb = 2'],
    ['in the object of a name', '{"password":{"value":"', '"}}'],
    ['in a list', '{"passwords":["first-one","', '"]}'],
    ['of Postman', '{"apikey":[{"key":"value","value":"', '"}]}'],
    ['in a pair with something between', '{"name":"apiKey","slotSetting":false,"value":"', '"}'],
    ['in a pair with a comment between', '{"name": "apiKey", "comment": "", "value": "', '"}'],
    ['in a pair turned round with something between', '{"value":"', '","type":"string","name":"apiKey"}'],
    ['in a pair in capitals', '{"Name":"apiKey","Value":"', '"}'],
    ['of Azure', '{"keys":[{"keyName":"key1","value":"', '","permissions":"FULL"}]}'],
    ['in a list of headers', '[["X-Api-Key","', '"],["a","b"]]'],
    ['in a form with a name in percents', 'a=1&pass%77ord=', '&b=2'],
    ['in a form with brackets', 'user[password]=', ''],
    ['in a form with brackets in percents', 'user%5Bpassword%5D=', ''],
    ['in a form in JSON', '{"body":"password=', '"}'],
    ['in a sentence', 'it sent password=', ' to it'],
    ['in a part of a form', '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n', '\r\n--b--'],
    [
      'in a part of a form with a type',
      '--b\r\nContent-Disposition: form-data; name=password\r\nContent-Type: text/plain\r\n\r\n',
      '\r\n--b--',
    ],
    ['in a part of a form in JSON', '{"x":"Content-Disposition: form-data; name=\\"pin\\"\\r\\n\\r\\n', '"}'],
    ['in settings in XML', '<add key="apiKey" value="', '"/>'],
    ['in settings in XML, turned round', '<add value="', '" key="apiKey"/>'],
    ['beside an element', '<entry><key>apiKey</key><string>', '</string></entry>'],
    ['in a property', '<property name="password">', '</property>'],
    ['in a field of a form', '<input name="apiKey" id="x" value="', '">'],
    ['in an element in HTML', '&lt;password&gt;', '&lt;/password&gt;'],
    ['in JSON in HTML', '{&quot;password&quot;:&quot;', '&quot;}'],
    ['in JSON of .NET', '{"x":"{\\u0022password\\u0022:\\u0022', '\\u0022}"}'],
    ['under a name with an escape', '{"p\\u0061ssword":"', '"}'],
    ['in JSON in percents', inPercents('{"password":"'), inPercents('"}')],
    ['in an address in an address', `/?next=${inPercents('/x?a=1&apiKey=')}`, ''],
    ['in PEM in percents', inPercents('-----BEGIN PRIVATE KEY-----\n'), ''],
    ['in PEM in a form', 'x=-----BEGIN+PRIVATE+KEY-----%0A', ''],
    ['in a key of PuTTY', 'Private-Lines: 1\n', ''],
    ['with spaces in a connection string', 'Server=a; User Id=b; Password = ', '; Encrypt=true'],
    ['in quotes in a connection string', "Server=a;Password='", "';"],
    ['first in a connection string', '{"m":"AccountKey=', ';AccountName=x"}'],
    ['of a shared access key', 'Endpoint=sb://x.test/;SharedAccessKeyName=Root;SharedAccessKey=', ''],
    ['as the user of an address', 'https://', '@h.test/'],
    ['with a sign in an address', 'https://me:p@', '@h.test/'],
    ['in a header without a known scheme', 'Authorization: Custom a b ', '\nHost: x'],
    ['in a header of Digest', 'Authorization: Digest username="a", response="', '"'],
    ['in a path', '/x;jsessionid=', '?a=1'],
    ['in GraphQL', 'mutation { login(password: "', '") }'],
    ['behind an arrow', "'password' => '", "'"],
  ]

  test.each(cases)('%s is redacted', (_, text, redacted) => {
    expect(nothingKnown.text(text)).toBe(redacted)
  })

  test.each(elsewhere)('a value is redacted %s', (_, before, after) => {
    const value = `Hunter2${token.slice(4, 14)}Longer`
    const redacted = nothingKnown.text(`${before}${value}${after}`)
    expect(redacted).not.toContain(value.slice(0, 7))
    expect(redacted).not.toContain(value.slice(-7))
    expect(redacted).toContain('[redacted]')
  })

  const harmless = [
    'The bearer token is missing: send the header Authorization.',
    'Bearer authentication-required-here is not a credential',
    '{"keyType":"liveops","nextPageParameter":"eyJhIjoxfQ","errors":[{"field":"token","message":"is required"}]}',
    '/api/external/sites?customerId=1099&monkey=1',
    'https://example.test/a:b@c',
    '{"status":{"code":100,"errorMessage":""},"errors":[{"code":"INVALID_PARAMETER_2_BIS","message":"x"}]}',
    '{"tokenType":"Bearer","keyType":"site","expiresIn":3600,"primaryKeyColumn":"customerId","sort_key":"name#7"}',
    '{"key":"staff-7","name":"token","sessionId":17,"nextPageToken":"abcdef0123"}',
    '{"name":"apiKey","message":"is required"}',
    '/api/x?code=100&state=NSW&key=site-7&sort_key=abcdefg&pageToken=abc',
    'idempotency-key: order-7\nsec-websocket-key: dGhlIHNhbXBsZQ==\nx-request-id: abc',
    'The password: it must have 8 characters. Token: none. Send Authorization: Bearer <token> instead.',
    '-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----',
    '<p>The key</p><code>x</code><name>y</name>',
    '{"postCode":"2000AB99","keyType":"site","keyName":"Main-2026","tokenType":"Bearer","expiresIn":3600}',
    '{"secretary":"Anna123456","passengers":"4 of them 12","authorName":"Bob Smith 7","sessionCount":123456}',
    '{"status":{"code":"SplxlOBeZQQYbYS6WxSbIA"},"tokens":1234567,"required":["password","email"]}',
    'Server=a;User Id=b;Encrypt=true',
    '[["Content-Type","application/json2"]]',
  ]
  test.each(harmless)('this is left alone: %s', (text) => {
    expect(nothingKnown.text(text)).toBe(text)
  })
})

test('the quick look passes over no text in which a close one finds something', () => {
  const secretNames =
    'password,Client_Secret,x-api-key,api.key,PIN,sid,otp,X-CSRF,sig,code,ticket,sessionId,bearer,authentication,' +
    'X-Amz-Credential,device_code,refresh,cvv,connect.sid,pwd2,passphrase,pin_hash,apiKeys,cookie,pinValue,connectionString'
  const name = fc.constantFrom(...secretNames.split(','))
  const place = fc.constantFrom(
    ...[
      '?$=#',
      '{"$":"#"}',
      '{"name":"$","value":"#"}',
      '{"value":"#","name":"$"}',
      '<$>#</$>',
      '$: #',
      'a;$=#',
      "'$':'#'",
    ],
    ...['https://#@h/', 'Basic #', '<add key="$" value="#"/>', 'user[$]=#', '["$","#"]'],
  )
  const spelling = fc.constantFrom<(text: string) => string>(
    (text) => text,
    encodeURIComponent,
    (text) => JSON.stringify(text),
    (text) => JSON.stringify(JSON.stringify(text)),
    (text) => [...text].map((character) => `%${character.charCodeAt(0).toString(16)}`).join(''),
    (text) => [...text].map((character) => `&#${character.charCodeAt(0)};`).join(''),
    (text) => text.replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
  )
  fc.assert(
    fc.property(name, place, spelling, (named, written, spell) => {
      const text = spell(written.replaceAll('$', named).replace('#', 'SplxlOBeZQQYbYS6WxSbIA'))
      const found = readClosely(text)
      if (found.length > 0) expect([text, mayHoldSecrets(text)]).toEqual([text, true])
    }),
    { numRuns: 3000 },
  )
})

test('the quick look passes over an ordinary envelope', () => {
  const body = JSON.stringify({
    status: { code: 0, errorMessage: '' },
    data: [{ id: 7, siteName: 'A "b" & c', shipping: 'design', notes: 'line\nline 100% done' }],
    errors: [{ code: 'INVALID', message: 'x' }],
  })
  expect(mayHoldSecrets(body)).toBe(false)
})

describe('a text that was made to take long', () => {
  test.each([
    'key=&',
    'key="',
    " token='",
    '"token":"',
    '\\"token\\":\\"',
    '"value":"',
    '"name":"token","value":"',
    '?code=',
    '&token=',
    'token:',
    'a-uth: ',
    'x-api-key:',
    'bearer ',
    'cookie:',
    '://a:',
    '<token>',
    '<token ',
    '<token><![CDATA[',
    '\\u003ctoken\\u003e',
    'name="token" ',
    '-----BEGIN PRIVATE KEY-----',
    'eyJhbGciOiJ.',
    'whsec_',
    '"key\\',
    '["token","1',
    'form-data; name="token"\r\n',
    '"name":"token"{',
    '"token":["',
    '<key>token</key><string>',
    'token=;',
    'token=',
    'code=',
    'x-credentials:',
    'secret= ',
  ])('of %j is read in a time that grows with it', (part) => {
    for (const before of ['', '{"a":"', '\n'.repeat(100_000)])
      expect(
        nothingKnown.text(before + part.repeat(400_000 / part.length) + 'key').length,
      ).toBeGreaterThanOrEqual('[redacted]'.length)
  })
})

describe('an exchange', () => {
  test('names its program without the secrets that it names itself by', () => {
    const client = { run: null, name: 'job', pid: 7, connection: '1' }
    const userAgent = `job/1.0 (apiKey=${inBase64('user agent', 0)})`
    expect(nothingKnown.exchange(exampleExchange({ client: { ...client, userAgent } })).client).toEqual({
      ...client,
      userAgent: 'job/1.0 (apiKey=[redacted]',
    })
  })

  const secretHeaders = [
    'Authorization',
    'proxy-authorization',
    'external-gh-apim-sub-key',
    'Ocp-Apim-Subscription-Key',
    'Cookie',
    'set-cookie',
    'X-Api-Key',
    'x-auth-token',
  ]

  test.each(secretHeaders)('hides the header %s', (name) => {
    const { request, attempts } = exampleExchange()
    const attempt = exampleAttempt()
    const exchange = exampleExchange({
      request: {
        ...request,
        headers: [
          [name, 'anything'],
          ['idempotency-key', 'order-7'],
        ],
      },
      attempts: [
        { ...attempt, response: attempt.response && { ...attempt.response, headers: [[name, 'anything']] } },
      ],
    })
    const redacted = redactor.exchange(exchange)
    expect(redacted.request.headers).toEqual([
      [name, '[redacted]'],
      ['idempotency-key', 'order-7'],
    ])
    expect(redacted.attempts[0]?.response?.headers).toEqual([[name, '[redacted]']])
    expect(attempts).toHaveLength(1)
  })

  test('hides a header that a profile names', () => {
    const { request } = exampleExchange()
    const named = createRedactor(() => [], { headers: () => ['X-Region-Pass'] })
    const exchange = exampleExchange({ request: { ...request, headers: [['x-region-pass', 'anything']] } })
    expect(named.exchange(exchange).request.headers).toEqual([['x-region-pass', '[redacted]']])
  })

  test('holds a secret in no place where a text may stand, and is still a valid document', () => {
    const filled = fill(exampleExchange({ replayOf: exampleExchange().id }), 'x sandbox-site-7 y')
    const redacted = redactor.exchange(exchangeSchema.parse(filled))
    expect(JSON.stringify(redacted)).not.toContain('sandbox-site-7')
    expect(exchangeSchema.parse(redacted)).toEqual(redacted)
  })

  test('keeps what it says of the size of a body', () => {
    const response = { status: 200, headers: [], body: 'sandbox-site-7', bodyBytes: 999, truncated: true }
    const redacted = redactor.exchange(exampleExchange({ attempts: [exampleAttempt({ response })] }))
    expect(redacted.attempts[0]?.response).toEqual({ ...response, body: '[redacted]' })
  })

  test('is returned as it is when it holds no secret', () => {
    const exchange = exampleExchange()
    expect(redactor.exchange(exchange)).toBe(exchange)
  })

  test('is not changed itself', () => {
    const exchange = exampleExchange({ profile: 'sandbox' })
    const text = JSON.stringify(exchange)
    createRedactor(() => ['Customer 1099']).exchange(exchange)
    expect(JSON.stringify(exchange)).toBe(text)
  })
})

describe('in general', () => {
  const pieces = fc.constantFrom(
    ...[
      'sandbox-site-7',
      KEY,
      encodeURIComponent(KEY),
      '[redacted]',
      '[reda',
      'cted]',
      '"token"',
      '"',
      '\\',
      '\\"',
      ':',
      '=',
      '?',
      '&',
    ],
    ...[
      'token',
      'apiKey=',
      'Bearer ',
      'eyJhbGciOiJub25lIn0',
      '.',
      'whsec_',
      'abc0',
      '%',
      '%2',
      'u0073',
      '\n',
      ' ',
      '://a:',
      '@',
      'Cookie: ',
      'X-Api-Key: ',
      '"name":',
      '"value":',
      " token='",
      "'",
      '<token>',
      '</',
      '<![CDATA[',
      ']]>',
      '-----BEGIN PRIVATE KEY-----',
      '-----END',
    ],
  )
  const texts = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }).map((parts) => parts.join(''))

  test('redacting twice is the same as once', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = redactor.text(text)
        expect(redactor.text(once)).toBe(once)
      }),
      { numRuns: 2000 },
    )
  })

  test('JSON stays JSON, whatever its strings hold', () => {
    const names = fc.constantFrom('token', 'password', 'id', 'apiKey', 'name', 'value', 'auth')
    fc.assert(
      fc.property(
        fc.dictionary(names, fc.oneof(texts, fc.integer(), fc.constant(null), fc.array(texts))),
        (value) => {
          const redacted = redactor.text(JSON.stringify(value))
          expect(Object.keys(JSON.parse(redacted) as object)).toEqual(Object.keys(value))
          expect(redacted).not.toContain('sandbox-site-7')
        },
      ),
      { numRuns: 1000, examples: [[{ name: ['"name":"token"', '"value":'] }]] },
    )
  })

  test('any secret is found in any of its forms, whatever stands around it', () => {
    const form = fc.constantFrom<(text: string) => string>(
      (text) => text,
      encodeURIComponent,
      (text) => JSON.stringify(text),
      (text) => inBase64(text, 0),
      (text) => inBase64(text, 1, 'base64url'),
      (text) => inBase64(text, 2),
    )
    const secret = fc.string({ minLength: 6, maxLength: 60 }).filter((text) => !'[redacted]'.includes(text))
    fc.assert(
      fc.property(secret, form, fc.string(), fc.string(), (text, write, before, after) => {
        const redacted = createRedactor(() => [text]).text(
          `${before.replaceAll(/[\\%]/g, '')}|${write(text)}|${after}`,
        )
        expect(redacted).toContain('[redacted]')
        expect(redacted).not.toContain(write(text))
      }),
      { numRuns: 2000 },
    )
  })
})

/** Puts a text into every place of a document that is free text: not a name, a time, an id or a choice. */
function fill(value: unknown, text: string, name = ''): unknown {
  const isFixed =
    /^(id|replayOf|source|profile|key|method|startedAt|endedAt|notBefore|outcome|kind|rule|severity|action|remedyActions|basis|helps|purpose|claim|verdict|in|code)$/
  if (isFixed.test(name)) return value
  if (typeof value === 'string') return `${value}${text}`
  if (Array.isArray(value)) return value.map((item) => fill(item, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, fill(inner, text, field)]))
}
