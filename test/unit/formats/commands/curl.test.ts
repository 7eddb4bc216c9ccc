import { describe, expect, it } from 'vitest'
import { readCommand } from '../../../../app/formats/commands/readCommand.ts'

function read(text: string, headers: string[] = []) {
  const command = readCommand(text, headers)
  if (!command?.request) throw new Error(command?.problem?.message ?? 'no command')
  return { ...command, request: command.request }
}

it('a secret is taken out of a note before that is cut', () => {
  const key = 'AbCd3fGh1jKl5mNo'
  const command = `curl -H 'X-Api-Key: ${key}' https://h/x`
  for (let length = 140; length < 170; length += 1) {
    const { notes } = read(`${command}; ${'e'.repeat(length)} ${key}`)
    expect(notes.join()).toMatch(/set aside/)
    expect(notes.join()).not.toContain(key.slice(0, 5))
  }
})

describe('a pasted curl command', () => {
  it('is read as a browser copies it for bash, and its secrets are told apart', () => {
    const { request, secrets, notes, authorization } = read(`curl 'https://host/api/webhook/subscriptions' \\
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
        ['Cookie', '[redacted]'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
      ],
      body: '{"uri":"https://it\'s!","note":"a\nb"}',
    })
    expect(authorization).toBe('Bearer abcdefgh12345678')
    expect(secrets.toSorted((one, other) => one.kind.localeCompare(other.kind))).toEqual([
      {
        kind: 'other',
        origin: 'https://host',
        where: 'header Cookie of the request',
        value: 'sid=secret-session-1',
      },
      {
        kind: 'token',
        origin: 'https://host',
        where: 'header Authorization of the request',
        value: 'abcdefgh12345678',
      },
    ])
    expect(notes).toEqual([
      'Postern left out --insecure. Postern always checks certificates.',
      'The body begins like JSON, but it is not valid JSON.',
    ])
  })

  it('is read as a browser copies it for the Windows prompt', () => {
    const { request } = read(
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
      'https://h/x?z=0&a=1&q=x+y%26z',
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
    expect(read(text).request).toMatchObject({ method, url, body })
  })

  it('turns a user and a password into the header that carries them, held back', () => {
    const { request, secrets, authorization } = read('curl -u anna:long-password-1 https://h/x')
    expect(request.headers).toEqual([])
    expect(authorization).toBe(`Basic ${Buffer.from('anna:long-password-1').toString('base64')}`)
    expect(secrets[0]?.value).toBe(Buffer.from('anna:long-password-1').toString('base64'))
  })

  it('blanks a key in the address and in the body', () => {
    const { request, secrets } = read(
      `curl 'https://h/x?api_key=key-number-one' --json '{"apiKey":"key-number-two","again":"key-number-one"}'`,
    )
    expect(JSON.stringify(request)).not.toMatch(/key-number/)
    expect(secrets.map(({ value }) => value)).toEqual(['key-number-one', 'key-number-two'])
  })

  it('blanks in the address what only a header behind it tells to be a secret', () => {
    const { request } = read(
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
    const { request, notes, missing } = read('curl https://h/$HOME/`id`?a="$(id)" | jq . && rm -rf x')
    expect(request.url).toBe('https://h/$HOME/`id`?a=$(id)')
    expect(notes).toEqual(['Postern set aside: jq . · rm -rf x'])
    expect(missing).toEqual(['$HOME', '`id`', '$(id)'])
  })

  it('says which headers it left out', () => {
    const { request, notes } = read(
      `curl https://h/x -H 'Host: other' -H 'X Foo: bar' -H 'Accept:' -H 'Content-Length: 3' -H 'a: b'`,
    )
    expect(request.headers).toEqual([['a', 'b']])
    expect(notes).toEqual([
      'Postern left out the header Host, because each connection makes its own.',
      'Postern left out a header, because no request can carry its name: X Foo: bar',
    ])
  })

  it.each([
    ["curl -X 'POST /x' https://h/x", '"POST /x" is not an HTTP method'],
    ['', 'no command'],
    ['curl', 'no command'],
    ['curl -X GET', 'no URL'],
    ["curl 'https://h/x", "quote ' in line 1 has no end"],
    ['curl "https://h/x', 'quote " in line 1'],
    ['curl https://h/x y', 'several URLs'],
    ['curl ftp://h/x', 'ftp:'],
    ['curl "http://"', 'is not a URL'],
    ['curl -T body.json https://h/x', 'file body.json'],
    ['curl -F a=(x https://h/x', 'form within a form'],
    ['curl --unheard-of https://h/x', '--unheard-of'],
    ['curl https://h/x -H', '-H lacks its value'],
    ['curl -K file https://h/x', 'Postern reads no file'],
  ])('is refused, and why: %s', (text, reason) => {
    expect(() => read(text)).toThrow(reason)
  })
})
