import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandKind } from '../../../../app/diagnosis/commandKind.ts'
import { readCommand, type ReadCommand } from '../../../../app/formats/commands/readCommand.ts'
import { shellQuote } from '../../../../app/formats/requests/shellQuote.ts'
import { processorMs } from '../../processorTime.ts'

const URL_OF_ALL = 'https://api.example/x'
const TOKEN = `t0${'k3n'.repeat(8)}`
const CURL = `curl -X PUT ${URL_OF_ALL} -H 'X-A: b c' -d '{"a":"b c"}'`
const SAME = { method: 'PUT', url: URL_OF_ALL, body: '{"a":"b c"}' }

function read(text: string): ReadCommand & { request: NonNullable<ReadCommand['request']> } {
  expect(commandKind(text)).not.toBeNull()
  const command = readCommand(text)
  if (command === null) throw new Error('no command')
  if (command.request === null) throw new Error(command.problem?.message)
  return { ...command, request: command.request }
}

describe('quotes of another shell', () => {
  const JSON_BODY = '{"a":"b c","n":1}'
  it.each([
    ['doubled quotes of Windows', `curl -X PUT ${URL_OF_ALL} -d "{""a"":""b c"",""n"":1}"`, 'Windows prompt'],
    ['escaped quotes', `curl -X PUT ${URL_OF_ALL} -d "{\\"a\\":\\"b c\\",\\"n\\":1}"`, null],
    [
      'carets at the end of lines',
      `curl ^\r\n -X PUT ^\r\n ${URL_OF_ALL} ^\r\n -d "{\\"a\\":\\"b c\\",\\"n\\":1}"`,
      'Windows prompt',
    ],
    [
      'carets before quotes',
      `curl ^"${URL_OF_ALL}^" ^\n -X ^"PUT^" ^\n --data-raw ^"^{^\\^"a^\\^":^\\^"b c^\\^",^\\^"n^\\^":1^}^"`,
      'Windows prompt',
    ],
    [
      'a prompt of Windows',
      `C:\\Users\\me>curl -X PUT ${URL_OF_ALL} -d "{\\"a\\":\\"b c\\",\\"n\\":1}"`,
      'Windows prompt',
    ],
    [
      'backslashes in single quotes',
      `curl.exe -X PUT ${URL_OF_ALL} -d '{\\"a\\":\\"b c\\",\\"n\\":1}'`,
      'PowerShell',
    ],
    [
      'backticks at the end of lines',
      `curl.exe -X PUT \`\n ${URL_OF_ALL} \`\n -d '{\\"a\\":\\"b c\\",\\"n\\":1}'`,
      'PowerShell',
    ],
    [
      'backticks before quotes',
      `curl.exe -X PUT ${URL_OF_ALL} \`\n -d "{\`"a\`":\`"b c\`",\`"n\`":1}"`,
      'PowerShell',
    ],
    ['a prompt of PowerShell', `PS C:\\> curl.exe -X PUT ${URL_OF_ALL} -d '{"a":"b c","n":1}'`, 'PowerShell'],
    [
      'a text of several lines of PowerShell',
      `$body = @'\n{"a":"b c","n":1}\n'@\ncurl.exe -X PUT ${URL_OF_ALL} -d $body`,
      'PowerShell',
    ],
    ['curly quotes', `curl -X PUT ${URL_OF_ALL} -d ‘{“a”:“b c”,“n”:1}’`, 'curly'],
    ['curly double quotes around', `curl -X PUT “${URL_OF_ALL}” –d '{"a":"b c","n":1}'`, 'curly'],
    ['a dash for two', `curl —request PUT ${URL_OF_ALL} —data '{"a":"b c","n":1}'`, 'curly'],
  ])('%s', (_, text, note) => {
    const { request, notes } = read(text)
    expect(request).toMatchObject({ method: 'PUT', url: URL_OF_ALL, body: JSON_BODY })
    if (note === null) expect(notes).toEqual([])
    else expect(notes.join(' ')).toContain(note)
  })

  it.each([
    ['a caret in double quotes is kept', `curl "${URL_OF_ALL}" ^\n -H "X-A: b^c"`, 'b^c'],
    ['a caret in the words of a browser', `curl ^"${URL_OF_ALL}^" ^\n -H ^"X-A: b^^c^"`, 'b^c'],
    ['a caret for another shell', `curl ${URL_OF_ALL} -H 'X-A: b^c'`, 'b^c'],
    ['a variable of Windows', `set V=b c\ncurl ${URL_OF_ALL} ^\n -H "X-A: %V%"`, 'b c'],
    ['a variable of PowerShell', `$v = 'b c'\ncurl.exe ${URL_OF_ALL} \`\n -H "X-A: $v"`, 'b c'],
    ['a doubled single quote of PowerShell', `curl.exe ${URL_OF_ALL} \`\n -H 'X-A: it''s'`, "it's"],
  ])('%s', (_, text, value) => {
    expect(read(text).request.headers).toContainEqual(['X-A', value])
  })

  it('leaves curly quotes within straight ones as they are', () => {
    expect(read(`curl ${URL_OF_ALL} -d '{"a":"It’s “so”"}'`).request.body).toBe('{"a":"It’s “so”"}')
  })

  it('says of a body that looks like JSON in no shell that it is none', () => {
    const { request, notes } = read(`curl ${URL_OF_ALL} -d '{"a":}'`)
    expect(request.body).toBe('{"a":}')
    expect(notes).toEqual(['The body begins like JSON, but it is not valid JSON.'])
  })
})

describe('curl among other words', () => {
  it.each([
    `$ ${CURL}`,
    `% ${CURL}`,
    `> ${CURL}`,
    `# ${CURL}`,
    `❯ ${CURL}`,
    `➜  ~ ${CURL}`,
    `me@host:~/work$ ${CURL}`,
    `[root@host ~]# ${CURL}`,
    `~/work $ ${CURL}`,
    `(venv) me@host:~$ ${CURL}`,
    `root@4f2a:/# ${CURL}`,
    `sudo ${CURL}`,
    `sudo -u www -E ${CURL}`,
    `time ${CURL}`,
    `env A=b C=d ${CURL}`,
    `A=b ${CURL}`,
    `nohup ${CURL} &`,
    `timeout 10 ${CURL}`,
    `watch -n 1 ${CURL}`,
    `docker exec x ${CURL}`,
    `docker exec -it api-1 ${CURL}`,
    `docker compose exec api ${CURL}`,
    `docker run --rm curlimages/curl ${CURL.slice(5)}`,
    `docker run --rm curlimages/curl:8.1.0 ${CURL}`,
    `docker run --rm -it -v $PWD:/w curlimages/curl:latest ${CURL.slice(5)}`,
    `kubectl exec -n prod deploy/api -- ${CURL}`,
    `kubectl exec -it pod-1 -c app -- ${CURL}`,
    `kubectl run t --rm -it --image=curlimages/curl --restart=Never -- ${CURL}`,
    `ssh me@host ${shellQuote(CURL)}`,
    `ssh -p 22 host ${CURL}`,
    `bash -c ${shellQuote(CURL)}`,
    `docker exec api-1 sh -c ${shellQuote(CURL)}`,
    `kubectl exec pod-1 -- sh -c ${shellQuote(CURL)}`,
    `!${CURL}`,
    `# the failing one\n${CURL}`,
    `#!/bin/sh\nset -e\ncd /tmp\n${CURL}`,
    `\`\`\`bash\n${CURL}\n\`\`\``,
    `It doesn't work:\n\n\`\`\`\n$ ${CURL}\n\`\`\`\nIt's a 403.`,
    `Try this: ${CURL}`,
    `I ran\n${CURL}\nand it didn't work`,
    `${CURL} | jq .`,
    `${CURL} | jq -r '.data[0]' | head -3`,
    `${CURL} > out.txt`,
    `${CURL} >out.txt 2>&1`,
    `${CURL} -o /dev/null -s -w '%{http_code}\\n'`,
    `RESPONSE=$(${CURL})`,
    `echo "$(${CURL})"`,
    `if ! ${CURL}; then exit 1; fi`,
    `while true; do ${CURL}; sleep 1; done`,
    `${CURL} && echo ok`,
    `${CURL}; curl https://api.example/other`,
    `curl -X PUT ${URL_OF_ALL}\n  -H 'X-A: b c'\n  -d '{"a":"b c"}'`,
    `curl -X PUT ${URL_OF_ALL} \\  \n  -H 'X-A: b c' \\\r\n  -d '{"a":"b c"}'`,
    `$ curl -X PUT ${URL_OF_ALL} \\\n>  -H 'X-A: b c' \\\n>  -d '{"a":"b c"}'`,
    `V='b c'; curl -X PUT ${URL_OF_ALL} -H "X-A: $V" -d "{\\"a\\":\\"$V\\"}"`,
    `export V='b c'\ncurl -X PUT ${URL_OF_ALL} -H "X-A: \${V}" -d '{"a":"b c"}'`,
    `BASE=https://api.example\nID=x\ncurl -X PUT "$BASE/$ID" -H 'X-A: b c' -d '{"a":"b c"}'`,
    `curl -X PUT ${URL_OF_ALL} -H 'X-A: b c' -d @- <<EOF\n{"a":"b c"}\nEOF`,
    `cat > b.json <<'EOF'\n{"a":"b c"}\nEOF\ncurl -X PUT ${URL_OF_ALL} -H 'X-A: b c' -d @b.json`,
    `echo '{"a":"b c"}' | curl -X PUT ${URL_OF_ALL} -H 'X-A: b c' -d @-`,
    `cat <<EOF | curl -X PUT ${URL_OF_ALL} -H 'X-A: b c' -d @-\n{"a":"b c"}\nEOF`,
  ])('%s', (text) => {
    const { request } = read(text)
    expect(request).toMatchObject(SAME)
    expect(request.headers).toContainEqual(['X-A', 'b c'])
  })

  it.each([
    [`sudo ${CURL} | jq . > out.txt`, ['sudo', 'jq . > out.txt']],
    [`${CURL} > out.txt`, ['> out.txt']],
    [`docker exec x ${CURL}`, ['docker exec x']],
    [`${CURL}; curl https://api.example/other`, ['curl https://api.example/other']],
    [`Hello there\n${CURL}`, ['Hello there']],
  ])('says what it set aside: %s', (text, parts) => {
    expect(read(text).notes).toEqual([`Postern set aside: ${parts.join(' · ')}`])
  })

  it.each([
    [`curl ${URL_OF_ALL} -d @body.json`, '<content of body.json>'],
    [`cat body.json | curl ${URL_OF_ALL} -d @-`, '<content of standard input>'],
    [`jq -n '{}' | curl ${URL_OF_ALL} --json @-`, '<content of standard input>'],
    [`curl ${URL_OF_ALL} -d @- < body.json`, '<content of standard input>'],
    [`curl ${URL_OF_ALL} -F file=@a.png`, '<content of a.png>'],
  ])('asks for what is in a file: %s', (text, content) => {
    const { request, missing } = read(text)
    expect(request.body).toContain(content)
    expect(missing).toEqual([content])
  })

  it.each([
    'curl: (28) Operation timed out',
    'the curl command failed',
    'curl 7.88.1 (x86_64-pc-linux-gnu)',
    '> User-Agent: curl/7.88.1',
    '{"message":"run curl -X GET https://api.example"}',
    'https://api.example/x',
    '/api/external/sites?a=1',
    'HTTP/1.1 403 Forbidden\ncontent-type: text/plain\n\nrun curl https://h/x',
    'fetch failed',
    'AxiosError: Request failed with status code 403\n    at settle (axios.js:1:2)',
    'http is a protocol',
    'hello world',
    '',
  ])('finds no command in %j', (text) => {
    expect(commandKind(text)).toBeNull()
    expect(readCommand(text)).toBeNull()
  })
})

describe('what lets a command in', () => {
  it.each([
    `curl ${URL_OF_ALL} -H 'Authorization: Bearer ${TOKEN}'`,
    `curl ${URL_OF_ALL} --header "authorization: bearer ${TOKEN}"`,
    `curl ${URL_OF_ALL} --oauth2-bearer ${TOKEN}`,
    `TOKEN=${TOKEN}; curl ${URL_OF_ALL} -H "Authorization: Bearer $TOKEN"`,
    `curl ${URL_OF_ALL} -u anna:${TOKEN}`,
    `curl https://anna:${TOKEN}@api.example/x`,
    `http ${URL_OF_ALL} Authorization:"Bearer ${TOKEN}"`,
    `http -A bearer -a ${TOKEN} ${URL_OF_ALL}`,
    `wget --header="Authorization: Bearer ${TOKEN}" ${URL_OF_ALL}`,
    `fetch("${URL_OF_ALL}", { headers: { Authorization: "Bearer ${TOKEN}" } })`,
    `GET /x HTTP/1.1\nHost: api.example\nAuthorization: Bearer ${TOKEN}\n`,
    `Invoke-RestMethod ${URL_OF_ALL} -Headers @{ Authorization = "Bearer ${TOKEN}" }`,
  ])('is kept apart, and in no other part of the result: %s', (text) => {
    const { authorization, secrets: _, ...rest } = read(text)
    expect(authorization).toMatch(/^(?:bearer t0k3n|basic )/i)
    expect(JSON.stringify(rest)).not.toContain(TOKEN)
    expect(rest.missing).toEqual([])
  })

  it.each([
    [`curl ${URL_OF_ALL} -H "Authorization: Bearer $TOKEN"`, '$TOKEN'],
    [`curl ${URL_OF_ALL} -H 'Authorization: Bearer $TOKEN'`, '$TOKEN'],
    [`curl ${URL_OF_ALL} -H "Authorization: Bearer \${TOKEN}"`, '${TOKEN}'],
    [`curl ${URL_OF_ALL} -H 'Authorization: Bearer {{token}}'`, '{{token}}'],
    [`curl ${URL_OF_ALL} -H 'Authorization: Bearer <token>'`, '<token>'],
    [`curl ${URL_OF_ALL} -H 'Authorization: Bearer <your token>'`, '<your token>'],
    [`curl ${URL_OF_ALL} -H 'X-Api-Key: {{apiKey}}'`, '{{apiKey}}'],
    [`curl ${URL_OF_ALL} -H 'X-Api-Key: YOUR_API_KEY'`, 'YOUR_API_KEY'],
    [`curl ${URL_OF_ALL} -H "X-Api-Key: %API_KEY%" ^\n -s`, '%API_KEY%'],
    [`curl '${URL_OF_ALL}?apiKey={{apiKey}}'`, '{{apiKey}}'],
    [`curl "${URL_OF_ALL}?apiKey=$API_KEY"`, '$API_KEY'],
    [`curl ${URL_OF_ALL} --json '{"apiKey":"{{apiKey}}"}'`, '{{apiKey}}'],
    [`curl ${URL_OF_ALL} -u "$USER:$PASS"`, '<user:password>'],
    [`curl -u {{user}}:{{password}} ${URL_OF_ALL}`, '<user:password>'],
    [`Invoke-RestMethod ${URL_OF_ALL} -Headers @{Authorization="Bearer $env:TOKEN"}`, '$env:TOKEN'],
    [`curl {{baseUrl}}/x`, '{{baseUrl}}'],
    [`curl https://api.example/staffs/:id/licenses`, ':id'],
    [`curl https://api.example/staffs/{id}/licenses`, '{id}'],
    [`curl https://api.example/staffs/<id>/licenses`, '<id>'],
    [`curl ${URL_OF_ALL} -H "Authorization: Bearer $(cat token.txt)"`, '$(cat token.txt)'],
    [`TOKEN=$(cat token.txt)\ncurl ${URL_OF_ALL} -H "Authorization: Bearer $TOKEN"`, '$TOKEN'],
    [`fetch("${URL_OF_ALL}", { headers: { Authorization: \`Bearer \${token}\` } })`, '<token>'],
  ])('is no secret where it stands for one: %s', (text, part) => {
    const { request, secrets, authorization, missing } = read(text)
    expect(missing).toEqual([part])
    expect(JSON.stringify(request)).toContain(part)
    expect(secrets).toEqual([])
    expect(authorization).toBeNull()
  })
})

describe('other languages', () => {
  const body = '{"a":"b c","n":1}'
  it.each([
    [
      'fetch of a browser',
      `fetch("${URL_OF_ALL}?q=1", {\n  "headers": {\n    "accept": "*/*",\n    "x-a": "b"\n  },\n  "body": "{\\"a\\":\\"b c\\",\\"n\\":1}",\n  "method": "POST",\n  "mode": "cors"\n});`,
    ],
    [
      'await fetch',
      `const res = await fetch('${URL_OF_ALL}?q=1', { method: 'POST', headers: { 'x-a': 'b' }, body: JSON.stringify({ a: 'b c', n: 1 }) })\nconst json = await res.json()`,
    ],
    [
      'fetch with a base',
      `const base = 'https://api.example';\nfetch(\`\${base}/x?q=\${1}\`, { method: "post", headers: new Headers({ 'x-a': 'b' }), body: JSON.stringify({ a: 'b c', n: 1 }) }).then(r => r.json())`,
    ],
    [
      'fetch as Postman copies it',
      `const myHeaders = new Headers();\nmyHeaders.append("X-A", "b");\nconst raw = JSON.stringify({\n  "a": "b c",\n  "n": 1\n});\nconst requestOptions = {\n  method: "POST",\n  headers: myHeaders,\n  body: raw,\n  redirect: "follow"\n};\nfetch("${URL_OF_ALL}?q=1", requestOptions)\n  .then((response) => response.text())`,
    ],
    [
      'axios',
      `axios({ method: 'post', url: '${URL_OF_ALL}', params: { q: 1 }, headers: { 'X-A': 'b' }, data: { a: 'b c', n: 1 } })`,
    ],
    [
      'axios.post',
      `import axios from 'axios'\nconst { data } = await axios.post('${URL_OF_ALL}?q=1', { a: 'b c', n: 1 }, { headers: { 'X-A': 'b' } })`,
    ],
    [
      'axios as Postman copies it',
      `const axios = require('axios');\nlet data = JSON.stringify({\n  "a": "b c",\n  "n": 1\n});\nlet config = {\n  method: 'post',\n  maxBodyLength: Infinity,\n  url: '${URL_OF_ALL}?q=1',\n  headers: { 'X-A': 'b' },\n  data : data\n};\naxios.request(config)\n.then((response) => {\n  console.log(JSON.stringify(response.data));\n})`,
    ],
    ['HTTPie', `http POST ${URL_OF_ALL} q==1 X-A:b a='b c' n:=1`],
    ['https of HTTPie', `https POST api.example/x q==1 X-A:b a='b c' n:=1`],
    ['HTTPie without its method', `http ${URL_OF_ALL} q==1 X-A:b a='b c' n:=1`],
    ['HTTPie with a raw body', `http --raw '${body}' POST '${URL_OF_ALL}?q=1' X-A:b`],
    ['HTTPie and a pipe', `echo -n '${body}' | http POST '${URL_OF_ALL}?q=1' X-A:b`],
    ['wget', `wget -qO- --method=POST --header='X-A: b' --body-data='${body}' '${URL_OF_ALL}?q=1'`],
    ['wget --post-data', `wget --header "X-A: b" --post-data '${body}' "${URL_OF_ALL}?q=1"`],
    [
      'what goes over the wire',
      `POST /x?q=1 HTTP/1.1\r\nHost: api.example\r\nX-A: b\r\nContent-Length: 17\r\n\r\n${body}`,
    ],
    [
      'a file of requests',
      `@host = https://api.example\n\n### the first\nPOST {{host}}/x\n    ?q=1\nX-A: b\n\n${body}\n\n###\nGET {{host}}/other`,
    ],
    ['a request of an editor', `# failing\nPOST ${URL_OF_ALL}?q=1\nX-A: b\n\n${body}\n`],
    [
      'Invoke-RestMethod',
      `Invoke-RestMethod -Method Post -Uri "${URL_OF_ALL}?q=1" -Headers @{ "X-A" = "b" } -Body '${body}'`,
    ],
    [
      'Invoke-WebRequest of a browser',
      `Invoke-WebRequest -UseBasicParsing -Uri "${URL_OF_ALL}?q=1" \`\n-Method "POST" \`\n-Headers @{\n"X-A"="b"\n  "accept"="*/*"\n} \`\n-ContentType "application/json" \`\n-Body "{\`"a\`":\`"b c\`",\`"n\`":1}"`,
    ],
    [
      'Invoke-RestMethod of Postman',
      `$headers = New-Object "System.Collections.Generic.Dictionary[[String],[String]]"\n$headers.Add("X-A", "b")\n\n$body = @"\n${body}\n"@\n\n$response = Invoke-RestMethod '${URL_OF_ALL}?q=1' -Method 'POST' -Headers $headers -Body $body\n$response | ConvertTo-Json`,
    ],
    [
      'irm with variables',
      `PS C:\\> $h = @{ 'X-A' = 'b' }\nPS C:\\> irm '${URL_OF_ALL}?q=1' -Method Post -Headers $h -Body '${body}'`,
    ],
    [
      'curl of Windows PowerShell',
      `curl -Uri '${URL_OF_ALL}?q=1' -Method POST -Headers @{ 'X-A' = 'b' } -Body '${body}'`,
    ],
    ['curl of Postman', `curl --location '${URL_OF_ALL}?q=1' \\\n--header 'X-A: b' \\\n--data '${body}'`],
  ])('%s', (_, text) => {
    const { request } = read(text)
    expect(request).toMatchObject({ method: 'POST', url: `${URL_OF_ALL}?q=1`, body })
    expect(request.headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`)).toContain('x-a: b')
  })

  it('reads a body that PowerShell makes of a table', () => {
    expect(
      read(
        `irm ${URL_OF_ALL} -Method Put -Body (@{ a = 'b' } | ConvertTo-Json) -ContentType 'application/json'`,
      ).request,
    ).toEqual({
      method: 'PUT',
      url: URL_OF_ALL,
      headers: [['Content-Type', 'application/json']],
      body: '{"a":"b"}',
    })
  })

  it('says that it took https where a request does not tell', () => {
    expect(read('GET /x HTTP/1.1\nHost: api.example\n').notes).toEqual([
      'The request does not say whether it uses TLS. Postern took https.',
    ])
  })
})

it('what a value is quoted with does not change it', () => {
  const double = (text: string) => `"${text.replace(/[\\"$`]/g, (char) => `\\${char}`)}"`
  const ansi = (text: string) =>
    `$'${[...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}'`
  const plain = (text: string) =>
    text === '' ? "''" : text.replace(/[^\w]/gu, (char) => (char === '\n' ? "'\n'" : `\\${char}`))
  const styles = [shellQuote, double, ansi, plain]
  const value = fc
    .string({
      unit: fc.constantFrom(
        'a',
        'Z',
        ' ',
        '"',
        "'",
        '\\',
        '$',
        '`',
        '!',
        '&',
        ';',
        '|',
        '#',
        '%',
        '^',
        '{',
        '}',
        '\n',
        '\t',
        'é',
        '’',
        '😀',
      ),
      maxLength: 14,
    })
    // curl would read these from a file, and documents would have these filled in. What continues a line tells which shell it is for.
    .filter((text) => !/^@|\$\(|^\s*[{[]|\{\{|[ \t][\^`]\n/.test(text))
  fc.assert(
    fc.property(value, fc.constantFrom(...styles), (text, quoted) => {
      const command = readCommand(`curl -d ${quoted(`x${text}`)} https://api.example/x`)
      expect(command?.request?.body).toBe(`x${text}`)
    }),
    { numRuns: 2000 },
  )
})

it.each(['$(', '${', '`', '<a', "$'", '<<', '@{', '(', '^"', '{{', 'a=', ' -H '])(
  'is not held up by many of %j',
  (part) => {
    const taken = processorMs(() => {
      readCommand(`curl https://api.example/ ${part.repeat(100_000)}`)
      readCommand(`irm https://api.example/ ${part.repeat(100_000)}`)
      readCommand(`fetch(${part.repeat(100_000)}`)
    })
    expect(taken).toBeLessThan(10_000)
  },
)

describe('the head of a request of HTTP/2', () => {
  const ADDRESS = 'https://api.example/x?a=1'
  it.each([
    ['with a scheme', ':method: PUT\n:authority: api.example\n:scheme: https\n:path: /x?a=1\nX-A: b\n\n{}'],
    ['without one', ':method: PUT\n:path: /x?a=1\n:authority: api.example\nX-A: b\n\n{}'],
    ['of names and values in turn', ':method\nPUT\n:authority\napi.example\n:path\n/x?a=1\nX-A\nb\n\n{}'],
    ['below a request line', 'PUT /x?a=1 HTTP/2\n:authority: api.example\nX-A: b\n\n{}'],
    ['of a transcript', '> PUT /x?a=1 HTTP/2\n> Host: api.example\n> X-A: b\n>\n> {}'],
  ])('%s', (_, text) => {
    expect(read(text).request).toMatchObject({
      method: 'PUT',
      url: ADDRESS,
      headers: [['X-A', 'b']],
      body: '{}',
    })
  })

  it('says plain HTTP where its scheme does', () => {
    expect(read(':method: GET\n:scheme: http\n:authority: h.example\n:path: /x').request.url).toBe(
      'http://h.example/x',
    )
  })
})

it('says that it keeps no token of a request that names no host', () => {
  const { authorization, notes } = read(`GET /x HTTP/1.1\nAuthorization: Bearer ${TOKEN}\n`)
  expect(authorization).toBe(`Bearer ${TOKEN}`)
  expect(notes).toContain('The request names no host, so Postern does not keep its token.')
  expect(
    read(`GET /x HTTP/1.1\nHost: api.example\nAuthorization: Bearer ${TOKEN}\n`).notes.join(' '),
  ).not.toContain('no host')
})
