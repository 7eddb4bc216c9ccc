/** Ways in which programs and people wrap what they pass on. Each keeps the text within it whole. */
export interface Wrapping {
  name: string
  wrap: (text: string, at: (count: number) => number) => string
}

const lines = (text: string, each: (line: string, index: number) => string) =>
  text.split('\n').map(each).join('\n')
const pick = <T>(values: readonly [T, ...T[]], at: (count: number) => number): T =>
  values[at(values.length)] ?? values[0]

const two = (value: number) => String(value).padStart(2, '0')
const clock = (index: number) => `${two(9 + (index % 3))}:${two(index % 60)}:${two((index * 7) % 60)}`

export const WRAPPINGS: readonly Wrapping[] = [
  { name: 'a fence', wrap: (text, at) => `\`\`\`${pick(['', 'json', 'text', 'http'], at)}\n${text}\n\`\`\`` },
  {
    name: 'prose',
    wrap: (text, at) =>
      `${pick(['Hi all, this came back from the API:', 'Here is what I see in production.', 'Fwd: the partner reports'], at)}\n\n${text}\n\n${pick(['Any ideas?', 'Thanks, Anna', '-- \nsent from my phone'], at)}`,
  },
  { name: 'a quote', wrap: (text, at) => lines(text, (line) => pick(['> ', '>> ', '> > '], at) + line) },
  {
    name: 'compose',
    wrap: (text, at) => lines(text, (line) => `${pick(['api-1  | ', 'web_1 | ', 'shop-api | '], at)}${line}`),
  },
  {
    name: 'times',
    wrap: (text, at) =>
      lines(
        text,
        (line, index) =>
          `${pick([`2026-11-29T${clock(index)}Z`, `2026-11-29 ${clock(index)},123`, `[2026-11-29T${clock(index)}.123+00:00]`], at)} ${line}`,
      ),
  },
  {
    name: 'levels',
    wrap: (text, at) =>
      lines(text, (line) => `${pick(['ERROR ', '[WARN] ', 'INFO: ', 'fail: '], at)}${line}`),
  },
  {
    name: 'syslog',
    wrap: (text) => lines(text, (line, index) => `Nov 29 ${clock(index)} host-1 api[4711]: ${line}`),
  },
  {
    name: 'Kubernetes',
    wrap: (text, at) =>
      lines(
        text,
        (line, index) =>
          `${pick([`2026-11-29T${clock(index)}.000000000Z stdout F `, '[pod/api-7d9f/web] '], at)}${line}`,
      ),
  },
  { name: 'colours', wrap: (text) => lines(text, (line) => `\u001b[31m${line}\u001b[0m`) },
  { name: 'invisible characters', wrap: (text) => `\uFEFF\u200B${text}\u200B\u00A0` },
  { name: 'CRLF', wrap: (text) => text.replaceAll('\n', '\r\n') },
  { name: 'indentation', wrap: (text) => lines(text, (line) => `    ${line}`) },
  {
    name: 'a prompt',
    wrap: (text) => `$ curl -s https://api.guardhouse.example/api/external/sites\n${text}\n$ `,
  },
  { name: 'an escaped string', wrap: (text) => JSON.stringify(text) },
  {
    name: 'a field of a log',
    wrap: (text, at) =>
      JSON.stringify({
        level: 'error',
        time: 1_764_406_800_000,
        msg: 'call failed',
        [pick(['body', 'responseBody', 'payload'], at)]: text,
      }),
  },
  {
    name: 'a field two levels down',
    wrap: (text) =>
      JSON.stringify({ '@timestamp': '2026-11-29T09:00:00Z', fields: { extra: { response: { text } } } }),
  },
  {
    name: 'a Python string',
    wrap: (text) =>
      `ERROR:root:response=b'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`,
  },
  {
    name: 'entities',
    wrap: (text) => `<pre>${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}</pre>`,
  },
  { name: 'line numbers', wrap: (text) => lines(text, (line, index) => `${index + 1}: ${line}`) },
  {
    name: 'an exception',
    wrap: (text) =>
      `com.example.ApiException: call failed: ${text}\n\tat com.example.Client.call(Client.java:42)\n\tat com.example.Main.main(Main.java:7)`,
  },
]

/** Ways in which a status is named beside a body. */
export const STATUS_WAYS: readonly ((status: number, reason: string, body: string) => string)[] = [
  (status, reason, body) => `HTTP/1.1 ${status} ${reason}\nContent-Type: application/json\n\n${body}`,
  (status, reason, body) => `${status} ${reason}\n${body}`,
  (status, _reason, body) => `Request failed with status code ${status}: ${body}`,
  (status, reason, body) => `Response status code does not indicate success: ${status} (${reason}).\n${body}`,
  (status, reason, body) =>
    `Client error: \`GET https://h.example/api/external/sites\` resulted in a \`${status} ${reason}\` response:\n${body}`,
  (status, _reason, body) =>
    `127.0.0.1 - - [29/Nov/2026:09:00:00 +0000] "GET /api/external/sites HTTP/1.1" ${status} 210\n${body}`,
  (status, _reason, body) => `status=${status} body=${body}`,
  (status, _reason, body) => `${body}\nHTTP status: ${status}`,
  (status, _reason, body) => `<-- ${status} https://h.example/api/external/sites (12ms)\n${body}`,
  (status, reason, body) =>
    `org.springframework.web.client.HttpClientErrorException: ${status} ${reason}: ${body}`,
  (status, reason, body) => `unexpected response ${status} ${reason}: ${body}`,
]
