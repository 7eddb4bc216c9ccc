import { describe, expect, it } from 'vitest'
import { importCurl } from '../../../app/formats/curlImport.ts'

it('a secret is taken out of a note before that is cut', () => {
  const key = 'AbCd3fGh1jKl5mNo'
  const command = `curl -H 'X-Api-Key: ${key}' https://h/x`
  for (let length = 140; length < 170; length += 1) {
    const { notes } = importCurl(`${command}; ${'e'.repeat(length)} ${key}`)
    expect(notes.join()).toMatch(/left out/)
    expect(notes.join()).not.toContain(key.slice(0, 5))
  }
})

describe('a pasted curl command', () => {
  it('is read as a browser copies it for bash, and its secrets are told apart', () => {
    const { request, secrets, notes } = importCurl(`curl 'https://host/api/webhook/subscriptions' \\
  -H 'accept: application/json' \\
  -H 'authorization: Bearer abcdefgh12345678' \\
  -b 'sid=secret-session-1' \\
  -H 'content-length: 40' \\
  --data-raw $'{"uri":"https://it\\'s\\u0021","note":"a\\nb"}' --compressed --insecure -sSL`)
    expect(request).toEqual({
      method: 'POST',
      url: 'https://host/api/webhook/subscriptions',
      headers: [
        ['accept', 'application/json'],
        ['authorization', '[redacted]'],
        ['Cookie', '[redacted]'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
      ],
      body: '{"uri":"https://it\'s!","note":"a\nb"}',
    })
    expect(secrets).toEqual([
      {
        kind: 'token',
        origin: 'https://host',
        where: 'header authorization of the request',
        value: 'abcdefgh12345678',
      },
      {
        kind: 'other',
        origin: 'https://host',
        where: 'header Cookie of the request',
        value: 'sid=secret-session-1',
      },
    ])
    expect(notes).toEqual([])
  })

  it('is read as a browser copies it for the Windows prompt', () => {
    const { request } = importCurl(
      'curl ^"https://host/api/x?a=1^&b=2^" ^\r\n  -H ^"accept: */*^" ^\r\n  --data-raw ^"^{^\\^"a^\\^":1^}^"',
    )
    expect(request).toMatchObject({ method: 'POST', url: 'https://host/api/x?a=1&b=2', body: '{"a":1}' })
    expect(request.headers[0]).toEqual(['accept', '*/*'])
  })

  it.each([
    ['curl https://h/x', 'GET', 'https://h/x', null],
    ['$ curl h.example/x', 'GET', 'http://h.example/x', null],
    ['FOO=1 /usr/bin/curl -I https://h/x', 'HEAD', 'https://h/x', null],
    ['curl -XDELETE https://h/x', 'DELETE', 'https://h/x', null],
    ['curl -X put https://h/x -d a=1 -d b=2', 'PUT', 'https://h/x', 'a=1&b=2'],
    [
      'curl -G https://h/x?z=0 -d a=1 --data-urlencode "q=x y&z"',
      'GET',
      'https://h/x?z=0&a=1&q=x%20y%26z',
      null,
    ],
    ['curl --json \'{"a":1}\' --url https://h/x', 'POST', 'https://h/x', '{"a":1}'],
    ['curl -d -5 https://h/x', 'POST', 'https://h/x', '-5'],
    ['curl -G "https://h/x#part?" -d a=1', 'GET', 'https://h/x?a=1', null],
    ['curl "https://h/x#part"', 'GET', 'https://h/x', null],
    ["curl --data-raw '@name' https://h/x", 'POST', 'https://h/x', '@name'],
    ['curl -d "" https://h/x', 'POST', 'https://h/x', ''],
    ['curl -d "a\\"b\\\\c\\$d" https://h/x', 'POST', 'https://h/x', 'a"b\\c$d'],
  ])('%s', (text, method, url, body) => {
    expect(importCurl(text).request).toMatchObject({ method, url, body })
  })

  it('turns a user and a password into the header that carries them, blanked', () => {
    const { request, secrets } = importCurl('curl -u anna:long-password-1 https://h/x')
    expect(request.headers).toEqual([['Authorization', '[redacted]']])
    expect(secrets[0]?.value).toBe(Buffer.from('anna:long-password-1').toString('base64'))
  })

  it('blanks a key in the address and in the body', () => {
    const { request, secrets } = importCurl(
      `curl 'https://h/x?api_key=key-number-one' --json '{"apiKey":"key-number-two","again":"key-number-one"}'`,
    )
    expect(JSON.stringify(request)).not.toMatch(/key-number/)
    expect(secrets.map(({ value }) => value)).toEqual(['key-number-one', 'key-number-two'])
  })

  it('blanks in the address what only a header behind it tells to be a secret', () => {
    const { request } = importCurl(
      `curl 'https://h/of/shop-key-42/x?a=region%2Fkey' -d 'again=shop-key-42' -H 'X-Api-Key: shop-key-42' -H 'X-Region: region/key'`,
      ['x-region'],
    )
    expect(request).toMatchObject({
      url: 'https://h/of/[redacted]/x?a=[redacted]',
      body: 'again=[redacted]',
    })
    expect(request.headers.slice(0, 2)).toEqual([
      ['X-Api-Key', '[redacted]'],
      ['X-Region', '[redacted]'],
    ])
  })

  it('runs nothing, and says what it left out', () => {
    const { request, notes } = importCurl('curl https://h/$HOME/`id`?a="$(id)" | jq . && rm -rf x')
    expect(request.url).toBe('https://h/$HOME/`id`?a=$(id)')
    expect(notes).toEqual([
      'What follows the command was left out: | jq . && rm -rf x',
      'The shell would fill these in, Postern does not: $HOME, `, $(',
    ])
  })

  it('says which headers it left out', () => {
    const { request, notes } = importCurl(
      `curl https://h/x -H 'Host: other' -H 'X Foo: bar' -H 'Accept:' -H 'Content-Length: 3' -H 'a: b'`,
    )
    expect(request.headers).toEqual([['a', 'b']])
    expect(notes).toEqual([
      'The header Host was left out: it is made anew for each connection.',
      'A header was left out, since it has no name that can be sent: X Foo: bar',
    ])
  })

  it.each([
    ["curl -X 'POST /x' https://h/x", '"POST /X" is no method'],
    ['wget https://h/x', 'begin with curl'],
    ['', 'begin with curl'],
    ['curl', 'no address'],
    ["curl 'https://h/x", "quote ' in line 1 is not closed"],
    ['curl "https://h/x', 'quote " in line 1'],
    ['curl https://h/x https://h/y', 'several addresses'],
    ['curl ftp://h/x', 'ftp:'],
    ['curl "http://"', 'is not an address'],
    ['curl -d @body.json https://h/x', 'file body.json'],
    ['curl -F a=@b https://h/x', 'several parts'],
    ['curl --unheard-of https://h/x', '--unheard-of'],
    ['curl https://h/x -H', '-H lacks its value'],
    ['curl -K file https://h/x', 'which is not read'],
  ])('is refused, and why: %s', (text, reason) => {
    expect(() => importCurl(text)).toThrow(reason)
  })
})
