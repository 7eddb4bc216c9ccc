import { failed, listed } from '../diagnosis/support.ts'

/** What must be read from a text. A status of null is not known. */
export interface Paste {
  name: string
  text: string
  content?: 'failure' | 'command' | 'code' | 'capture' | 'token' | 'nothing'
  status?: number | null
  code?: number | null
  request?: string
  /** Code of the failure. */
  failure?: string | null
  note?: RegExp
}

export const SCOPE = 'Customer 1099 is outside the scope of this API key.'
const BODY = JSON.stringify(failed(100, SCOPE))
const PLAIN = JSON.stringify(failed(100, 'startTime must be before endTime.'))
const PRETTY = JSON.stringify(failed(100, 'startTime must be before endTime.'), null, 2)
const GOOD = JSON.stringify(listed([{ id: 7 }]))
const URL = 'https://api.guardhouse.example/api/external/sites?customerId=1099'
const ESCAPED = JSON.stringify(PLAIN)
const each = (text: string, prefix: string) =>
  text
    .split('\n')
    .map((line) => prefix + line)
    .join('\n')

const wrapped: readonly Paste[] = [
  { name: 'a fence', text: `\`\`\`json\n${PLAIN}\n\`\`\``, status: null, code: 100 },
  { name: 'a log line', text: `2026-11-29T09:00:00Z ERROR ${PLAIN}`, status: null, code: 100 },
  {
    name: 'a log line with its status',
    text: `2026-11-29T09:00:00Z ERROR 400 Bad Request ${PLAIN}`,
    status: 400,
    code: 100,
  },
  {
    name: 'docker compose',
    text: each(PRETTY, 'api-1  | '),
    status: null,
    code: 100,
    note: /prefix of each line/,
  },
  { name: 'a quote', text: `He wrote:\n${each(PRETTY, '> ')}`, status: null, code: 100 },
  { name: 'a nested quote', text: each(PRETTY, '> > '), status: null, code: 100 },
  {
    name: 'colours',
    text: each(PRETTY, '\u001b[32m') + '\u001b[0m',
    status: null,
    code: 100,
    note: /colours/,
  },
  {
    name: 'prose',
    text: `Hello,\nwe get this since Monday:\n${PLAIN}\nWhat is wrong?`,
    status: null,
    code: 100,
  },
  { name: 'a status line without HTTP', text: `403 Forbidden\n${PLAIN}`, status: 403, code: 100 },
  { name: 'a status in brackets', text: `[403] Forbidden: ${PLAIN}`, status: null, code: 100 },
  {
    name: 'curl -i',
    text: `$ curl -i ${URL}\nHTTP/2 403 \ncontent-type: application/json\nx-trace-id: abc123\n\n${BODY}\n$ `,
    status: 403,
    code: 100,
  },
  { name: 'curl without -i', text: `$ curl ${URL}\n${PLAIN}\n$`, status: null, code: 100 },
  { name: 'PowerShell', text: `PS C:\\> curl.exe ${URL}\r\n${PLAIN}\r\nPS C:\\>`, status: null, code: 100 },
  {
    name: 'an .http file',
    text: `### sites\nGET ${URL}\nAccept: application/json\n\nHTTP/1.1 403 Forbidden\nContent-Type: application/json\nDate: Sun, 29 Nov 2026 09:00:00 GMT\n\n${BODY}\n\nResponse code: 403 (Forbidden); Time: 12ms`,
    status: 403,
    code: 100,
    request: `GET ${URL}`,
  },
  {
    name: 'the console of an API client',
    text: `POST https://api.guardhouse.example/api/external/sites\n400\n203 ms\nResponse Body\n${PLAIN}`,
    status: 400,
    code: 100,
    request: 'POST https://api.guardhouse.example/api/external/sites',
  },
  { name: 'an escaped string', text: ESCAPED, status: null, code: 100, note: /unescaped|inside/ },
  { name: 'an escaped string twice', text: JSON.stringify(ESCAPED), status: null, code: 100 },
  { name: 'an escaped string without quotes', text: ESCAPED.slice(1, -1), status: null, code: 100 },
  { name: 'entities', text: PLAIN.replaceAll('"', '&quot;'), status: null, code: 100, note: /entities/ },
  { name: 'entities by number', text: PLAIN.replaceAll('"', '&#34;'), status: null, code: 100 },
  {
    name: 'percent-encoded',
    text: `https://log.example/?body=${encodeURIComponent(PLAIN)}`,
    status: null,
    code: 100,
  },
  { name: 'a mark and no-break spaces', text: `\uFEFF\u00A0${PLAIN}\u200B`, status: null, code: 100 },
  {
    name: 'zero-width spaces between lines',
    text: PRETTY.replaceAll('\n', '\u200B\n'),
    status: null,
    code: 100,
    note: /invisible/,
  },
  { name: 'syslog', text: each(PRETTY, '<11>Nov 29 09:00:00 host api[42]: '), status: null, code: 100 },
  {
    name: 'Kubernetes',
    text: each(PRETTY, '2026-11-29T09:00:00.000000000Z stdout F '),
    status: null,
    code: 100,
  },
  {
    name: 'klog',
    text: `E1129 09:00:00.000000       1 client.go:42] request failed: 404 Not Found ${PLAIN}`,
    status: 404,
    code: 100,
  },
  {
    name: 'Spring Boot',
    text: `2026-11-29 09:00:00.123 ERROR 1 --- [nio-8080-exec-1] c.e.Client : 400 Bad Request: "${PLAIN}"`,
    status: 400,
    code: 100,
  },
  {
    name: 'pino',
    text: JSON.stringify({
      level: 50,
      time: 1,
      pid: 2,
      req: { method: 'GET', url: '/api/external/sites?customerId=1099' },
      res: { statusCode: 403 },
      body: BODY,
    }),
    status: 403,
    code: 100,
    request: 'GET /api/external/sites?customerId=1099',
  },
  {
    name: 'pino with an object',
    text: JSON.stringify({ level: 50, msg: 'x', res: { statusCode: 400, body: failed(100, 'No.') } }),
    status: 400,
    code: 100,
  },
  {
    name: 'Serilog',
    text: JSON.stringify({
      '@t': '2026-11-29T09:00:00Z',
      '@l': 'Error',
      Properties: { RequestMethod: 'GET', RequestPath: '/api/external/sites', StatusCode: 404, Body: PLAIN },
    }),
    status: 404,
    code: 100,
    request: 'GET /api/external/sites',
  },
  {
    name: 'winston',
    text: JSON.stringify({
      level: 'error',
      message: 'Request failed with status code 400',
      response: { data: failed(100, 'No.') },
    }),
    status: 400,
    code: 100,
  },
  {
    name: 'structlog',
    text: JSON.stringify({
      event: 'guardhouse_failed',
      status_code: 429,
      response_text: PLAIN,
      timestamp: 'x',
    }),
    status: 429,
    code: 100,
  },
  {
    name: 'CloudWatch',
    text: JSON.stringify({
      timestamp: 1,
      message: `2026-11-29T09:00:00Z\tabc\tERROR\tGuardhouse said 403 Forbidden ${PLAIN}\n`,
    }),
    status: 403,
    code: 100,
  },
  {
    name: 'GELF',
    text: JSON.stringify({
      version: '1.1',
      host: 'h',
      short_message: 'failed',
      _http_status: 500,
      full_message: PLAIN,
    }),
    status: 500,
    code: 100,
  },
  {
    name: 'Elastic',
    text: JSON.stringify({
      '@timestamp': 'x',
      'http.response.status_code': 400,
      'http.response.body.content': PLAIN,
      'http.request.method': 'PUT',
      'url.path': '/api/external/sites/7',
    }),
    status: 400,
    code: 100,
    request: 'PUT /api/external/sites/7',
  },
  {
    name: 'JSON lines',
    text: `{"level":30,"msg":"start"}\n{"level":50,"status":403,"body":${ESCAPED}}\n{"level":30,"msg":"end"}`,
    status: 403,
    code: 100,
  },
  { name: 'a success', text: `2026-11-29T09:00:00Z DEBUG ${GOOD}`, status: null, code: 0 },
  {
    name: 'a success with its status',
    text: `<-- 200 https://h.example/api/external/sites (12ms)\n${GOOD}`,
    status: 200,
    code: 0,
  },
  {
    name: 'a success and a failure',
    text: `HTTP/1.1 200 OK\n\n${GOOD}\n\nHTTP/1.1 403 Forbidden\n\n${BODY}`,
    status: 403,
    code: 100,
    note: /2 responses.*first that failed/,
  },
  {
    name: 'the status of another request',
    text: `"GET /health HTTP/1.1" 200 15\nGuardhouse refused\nERROR ${PLAIN}`,
    status: null,
    code: 100,
  },
]

const clients: readonly Paste[] = [
  {
    name: 'axios',
    text: 'AxiosError: Request failed with status code 403\n    at settle (settle.js:19:12)',
    status: 403,
  },
  {
    name: 'axios, as JSON',
    text: JSON.stringify({
      message: 'Request failed with status code 400',
      name: 'AxiosError',
      code: 'ERR_BAD_REQUEST',
      config: { method: 'post', url: '/api/external/sites', baseURL: 'https://h.example' },
      status: 400,
    }),
    status: 400,
    request: 'POST https://h.example/api/external/sites',
  },
  {
    name: 'axios, as its console dump',
    text: `{\n  config: { method: 'get', url: '${URL}' },\n  response: {\n    status: 403,\n    statusText: 'Forbidden',\n    data: {\n      status: { code: 100, errorMessage: '${SCOPE}' },\n      data: null,\n      message: '${SCOPE}',\n      errors: [ [Object] ]\n    }\n  }\n}`,
    status: 403,
    code: 100,
    request: `GET ${URL}`,
    note: /console/,
  },
  { name: 'got', text: 'HTTPError: Response code 404 (Not Found)', status: 404 },
  {
    name: 'ky',
    text: `HTTPError: Request failed with status code 500 Internal Server Error: GET ${URL}`,
    status: 500,
  },
  {
    name: 'requests',
    text: `requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: ${URL}`,
    status: 403,
    request: `GET ${URL}`,
  },
  { name: 'requests, printed', text: '<Response [403]>', status: 403 },
  {
    name: 'httpx',
    text: `httpx.HTTPStatusError: Client error '429 Too Many Requests' for url '${URL}'`,
    status: 429,
  },
  {
    name: 'httpx, its log',
    text: `INFO:httpx:HTTP Request: GET ${URL} "HTTP/1.1 403 Forbidden"`,
    status: 403,
    request: `GET ${URL}`,
  },
  { name: 'urllib', text: 'urllib.error.HTTPError: HTTP Error 404: Not Found', status: 404 },
  {
    name: 'aiohttp',
    text: "aiohttp.client_exceptions.ClientResponseError: 500, message='Internal Server Error', url=URL('https://h.example/x')",
    status: 500,
  },
  {
    name: '.NET',
    text: 'System.Net.Http.HttpRequestException: Response status code does not indicate success: 403 (Forbidden).',
    status: 403,
  },
  {
    name: 'Refit',
    text: 'Refit.ApiException: Response status code does not indicate success: 404 (Not Found).\n   at App.Client.Get()',
    status: 404,
  },
  {
    name: '.NET, as a text',
    text: "StatusCode: 403, ReasonPhrase: 'Forbidden', Version: 1.1, Content: System.Net.Http.HttpConnectionResponseContent",
    status: 403,
  },
  {
    name: 'Spring',
    text: `org.springframework.web.client.HttpClientErrorException$Forbidden: 403 Forbidden: "${PLAIN}"`,
    status: 403,
    code: 100,
  },
  {
    name: 'WebClient',
    text: 'org.springframework.web.reactive.function.client.WebClientResponseException$NotFound: 404 Not Found from GET https://h.example/api/external/sites/9',
    status: 404,
    request: 'GET https://h.example/api/external/sites/9',
  },
  { name: 'OkHttp', text: `Response{protocol=h2, code=403, message=, url=${URL}}`, status: 403 },
  {
    name: 'OkHttp, its log',
    text: `--> GET ${URL}\n--> END GET\n<-- 403 ${URL} (123ms)\ncontent-type: application/json\n\n${BODY}\n<-- END HTTP (210-byte body)`,
    status: 403,
    code: 100,
    request: `GET ${URL}`,
  },
  {
    name: 'Guzzle',
    text: `GuzzleHttp\\Exception\\ClientException: Client error: \`GET ${URL}\` resulted in a \`403 Forbidden\` response:\n${BODY.slice(0, 120)} (truncated...)`,
    status: 403,
    code: 100,
    request: `GET ${URL}`,
    note: /ends before/,
  },
  { name: 'Faraday', text: 'Faraday::ForbiddenError: the server responded with status 403', status: 403 },
  { name: 'RestClient', text: 'RestClient::Forbidden: 403 Forbidden', status: 403 },
  {
    name: 'Go, its dump',
    text: `HTTP/1.1 404 Not Found\r\nContent-Length: 20\r\nContent-Type: application/json\r\n\r\n${PLAIN}`,
    status: 404,
    code: 100,
  },
  {
    name: 'Go, a message',
    text: `guardhouse: unexpected status 500 Internal Server Error: ${PLAIN}`,
    status: 500,
    code: 100,
  },
  {
    name: 'Go, %+v',
    text: '&{Status:403 Forbidden StatusCode:403 Proto:HTTP/2.0 ProtoMajor:2 Header:map[Content-Type:[application/json]]}',
    status: 403,
  },
  {
    name: 'nginx',
    text: '10.0.0.1 - - [29/Nov/2026:09:00:00 +0000] "GET /api/external/sites?customerId=1099 HTTP/1.1" 403 210 "-" "shop/1.0"',
    status: 403,
    request: 'GET /api/external/sites?customerId=1099',
  },
  {
    name: 'morgan',
    text: 'GET /api/external/sites 404 12.345 ms - 210',
    status: 404,
    request: 'GET /api/external/sites',
  },
  { name: 'Rails', text: 'Completed 403 Forbidden in 12ms (Views: 0.1ms)', status: 403 },
  {
    name: 'gin',
    text: '[GIN] 2026/11/29 - 09:00:00 | 403 |    1.2ms |       ::1 | GET      "/api/external/sites"',
    status: 403,
  },
  { name: 'curl -f', text: 'curl: (22) The requested URL returned error: 403', status: 403 },
  {
    name: 'wget',
    text: '--2026-11-29 09:00:00--  https://h.example/x\nHTTP request sent, awaiting response... 403 Forbidden\n2026-11-29 09:00:00 ERROR 403: Forbidden.',
    status: 403,
  },
  { name: 'a test', text: 'AssertionError: expected 403 to be 200', status: 403 },
  {
    name: 'another test',
    text: 'java.lang.AssertionError: Expected status code <200> but was <403>.',
    status: 403,
  },
  {
    name: 'a sentence',
    text: 'We get a 403 from the API when we call GET /api/external/sites?customerId=1099 since this morning.',
    status: 403,
    request: 'GET /api/external/sites?customerId=1099',
  },
  { name: 'a browser', text: `GET ${URL} 403 (Forbidden)`, status: 403, request: `GET ${URL}` },
]

const near: readonly Paste[] = [
  {
    name: 'Python',
    text: `{'status': {'code': 100, 'errorMessage': "The site's name isn't valid."}, 'data': None, 'count': None, 'message': 'x', 'errors': [{'code': 100, 'message': 'x'}]}`,
    status: null,
    code: 100,
    note: /Python/,
  },
  {
    name: 'Python in a log',
    text: `ERROR:root:400 {'status': {'code': 100, 'errorMessage': 'No.'}, 'data': None, 'ok': False, 'errors': []}`,
    code: 100,
    note: /Python/,
  },
  { name: 'Python bytes', text: `b'${PLAIN}'`, status: null, code: 100 },
  {
    name: 'a JavaScript console',
    text: `{\n  status: { code: 100, errorMessage: 'No.' },\n  data: null,\n  count: undefined,\n  message: 'No.',\n  errors: [ { code: 100, message: 'No.' }, ],\n}`,
    status: null,
    code: 100,
    note: /console/,
  },
  {
    name: 'a console that leaves out',
    text: `{ status: { code: 100, errorMessage: 'No.' }, data: null, errors: [ [Object], [Object] ] }`,
    status: null,
    code: 100,
  },
  {
    name: 'Ruby',
    text: `{"status"=>{"code"=>100, "errorMessage"=>"No."}, "data"=>nil, "errors"=>[{"code"=>100, "message"=>"No."}]}`,
    status: null,
    code: 100,
    note: /Ruby/,
  },
  {
    name: 'Ruby with symbols',
    text: `{:status=>{:code=>100, :errorMessage=>"No."}, :data=>nil, :errors=>[]}`,
    status: null,
    code: 100,
    note: /Ruby/,
  },
  {
    name: 'Ruby 3.4',
    text: `{"status" => {"code" => 404, "errorMessage" => "No."}, "data" => nil, "errors" => []}`,
    status: 404,
    code: 404,
  },
  {
    name: 'smart quotes',
    text: PLAIN.replaceAll(/"([^"]*)"/g, '“$1”'),
    status: null,
    code: 100,
    note: /typographic/,
  },
  { name: 'other smart quotes', text: PLAIN.replaceAll(/"([^"]*)"/g, '”$1”'), status: null, code: 100 },
  {
    name: 'lines of one width',
    text: (PLAIN.match(/.{1,40}/g) ?? []).join('\n'),
    status: null,
    code: 100,
    note: /joined lines/,
  },
  {
    name: 'lines broken at spaces',
    text: PLAIN.replace('must be', 'must\nbe'),
    status: null,
    code: 100,
    note: /joined lines/,
  },
  {
    name: 'broken and quoted',
    text: each((PLAIN.match(/.{1,60}/g) ?? []).join('\n'), '> '),
    status: null,
    code: 100,
  },
  {
    name: 'a trailing comma in prose',
    text: `the body was {"status":{"code":100,"errorMessage":"No.",},"data":null,"errors":[],} I think`,
    status: null,
    code: 100,
    note: /repaired/,
  },
]

const nothing: readonly Paste[] = [
  ...[
    'hello world',
    'lorem ipsum dolor sit amet',
    '42',
    'TODO: call the API',
    'The meeting is at 10:30 in room 403b',
    'SELECT * FROM sites WHERE id = 7',
    '<script>alert(1)</script>',
    'version 4.0.3',
    '{}}}{{{',
    'port 500, line 404 of 429',
    'undefined',
    'import axios from "axios"',
  ].map((text): Paste => ({ name: text, text, content: 'nothing' })),
]

const f = (text: string, failure: string | null): Paste => ({
  name: text.slice(0, 60),
  text,
  content: 'failure',
  failure,
})
const failures: readonly Paste[] = [
  f('Error: getaddrinfo ENOTFOUND api.guardhouse.example', 'ENOTFOUND'),
  f('curl: (6) Could not resolve host: api.guardhouse.example', 'ENOTFOUND'),
  f('java.net.UnknownHostException: api.guardhouse.example: Name or service not known', 'ENOTFOUND'),
  f('System.Net.Http.HttpRequestException: No such host is known. (api.guardhouse.example:443)', 'ENOTFOUND'),
  f('dial tcp: lookup api.guardhouse.example: no such host', 'ENOTFOUND'),
  f(
    "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.guardhouse.example', port=443): Max retries exceeded with url: /x (Caused by NameResolutionError(\"Failed to resolve 'api.guardhouse.example'\"))",
    'ENOTFOUND',
  ),
  f('Error: connect ECONNREFUSED 127.0.0.1:5000', 'ECONNREFUSED'),
  f('curl: (7) Failed to connect to localhost port 5000 after 0 ms: Connection refused', 'ECONNREFUSED'),
  f(
    'No connection could be made because the target machine actively refused it. (localhost:5000)',
    'ECONNREFUSED',
  ),
  f('dial tcp 127.0.0.1:5000: connect: connection refused', 'ECONNREFUSED'),
  f('curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received', 'ETIMEDOUT'),
  f(
    'System.Threading.Tasks.TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.',
    'ETIMEDOUT',
  ),
  f('AxiosError: timeout of 5000ms exceeded', 'ETIMEDOUT'),
  f('context deadline exceeded (Client.Timeout exceeded while awaiting headers)', 'ETIMEDOUT'),
  f(
    "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='h.example', port=443): Read timed out. (read timeout=5)",
    'ETIMEDOUT',
  ),
  f('java.net.SocketTimeoutException: Read timed out', 'ETIMEDOUT'),
  f(
    'cURL error 28: Operation timed out (see https://curl.haxx.se/libcurl/c/libcurl-errors.html)',
    'ETIMEDOUT',
  ),
  f('Error: certificate has expired\n  code: CERT_HAS_EXPIRED', 'CERT_HAS_EXPIRED'),
  f('curl: (60) SSL certificate problem: certificate has expired', 'CERT_HAS_EXPIRED'),
  f('Error: self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'),
  f(
    'curl: (60) SSL certificate problem: unable to get local issuer certificate',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ),
  f(
    'javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path to requested target',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ),
  f('x509: certificate signed by unknown authority', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
  f(
    'The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ),
  f(
    "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'h.example'",
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ),
  f('curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to h.example:443', null),
  f('error:0A00010B:SSL routines::wrong version number', 'ERR_SSL_WRONG_VERSION_NUMBER'),
  f('Error: socket hang up\n  code: ECONNRESET', 'ECONNRESET'),
  f(
    "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
    'ECONNRESET',
  ),
  f('curl: (52) Empty reply from server', 'ECONNRESET'),
  f('read tcp 10.0.0.1:1->10.0.0.2:443: read: connection reset by peer', 'ECONNRESET'),
  f('TypeError: fetch failed\n  [cause]: Error: connect ECONNREFUSED ::1:5000', 'ECONNREFUSED'),
]

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
export const TOKEN = `${part({ alg: 'HS256' })}.${part({ KeyType: 'public', CustomerId: [7, 12] })}.${'c2ln'.repeat(3)}`

const others: readonly Paste[] = [
  {
    name: 'curl -v and a prompt',
    text: `$ curl -v ${URL}\n* Host found\n> GET /api/external/sites?customerId=1099 HTTP/2\n> Host: api.guardhouse.example\n>\n< HTTP/2 403\n< content-type: application/json\n<\n${BODY}\nme@host:~$ `,
    status: 403,
    code: 100,
    request: `GET ${URL}`,
  },
  { name: 'a token', text: TOKEN, content: 'token' },
  { name: 'a header with a token', text: `Authorization: Bearer ${TOKEN}`, content: 'token' },
  { name: 'a bearer token', text: `Bearer ${TOKEN}`, content: 'token' },
  { name: 'a command', text: `curl ${URL}`, content: 'command' },
  {
    name: 'a command with data',
    text: `curl -X POST https://h.example/hook -d '${PLAIN}'`,
    content: 'command',
  },
  {
    name: 'a command of several lines',
    text: `curl -X POST https://h.example/hook \\\n  --data '{\n "status": {"code": 100}, "data": null }'`,
    content: 'command',
  },
  { name: 'a capture', text: '{"log":{"version":"1.2","entries":[]}}', content: 'capture' },
  { name: 'a reason phrase', text: 'Bad Gateway', status: 502 },
  {
    name: 'a body of a gateway',
    text: '{"statusCode":401,"message":"Access denied due to missing subscription key."}',
    status: 401,
  },
  { name: 'problem details', text: '{"type":"about:blank","title":"Bad Request","status":400}', status: 400 },
  {
    name: 'a web page',
    text: 'Got this:\n<html><head><title>502 Bad Gateway</title></head><body></body></html>',
    status: 502,
  },
  { name: 'JSON of another kind', text: '{"rows":[]}', status: null },
  { name: 'JSON that is not valid', text: '{"status":\n{"code":0,}}', status: null, code: null },
]

const PSEUDO =
  ':authority: api.guardhouse.example\n:method: GET\n:path: /api/external/sites?customerId=1099\n'
const read2 = { status: 403, code: 100, request: `GET ${URL}` }

/** What HTTP/2 writes in place of the first line of a head. */
const http2: readonly Paste[] = [
  {
    name: 'both heads',
    text: `${PSEUDO}:scheme: https\naccept: */*\n\n:status: 403\ncontent-type: application/json\n\n${BODY}`,
    ...read2,
  },
  {
    name: 'names and values as lines of their own',
    text: `${PSEUDO.replaceAll(/(\w): /g, '$1\n')}accept\n*/*\n\n:status\n403\n\n${BODY}`,
    ...read2,
  },
  {
    name: 'a transcript of them',
    text: `${each(PSEUDO.trim(), '> ')}\n>\n< :status: 403\n< content-type: application/json\n<\n${BODY}`,
    ...read2,
  },
  {
    name: 'what curl remarks, and no Host',
    text: `* [HTTP/2] [1] [:method: GET]\n* [HTTP/2] [1] [:authority: api.guardhouse.example]\n> GET /api/external/sites?customerId=1099 HTTP/2\n> accept: */*\n>\n< HTTP/2 403\n<\n${BODY}`,
    ...read2,
  },
  {
    name: 'a response alone',
    text: `:status: 403\ncontent-type: application/json\n\n${BODY}`,
    status: 403,
    code: 100,
  },
  { name: 'a request alone', text: PSEUDO, content: 'command' },
  {
    name: 'a notation of Ruby',
    text: `:status:\n  :code: 100\n  :errorMessage: ${SCOPE}`,
    status: 403,
    code: 100,
  },
  {
    name: 'a transcript of a request alone',
    text: '> GET /api/external/sites HTTP/2\n> Host: api.guardhouse.example\n>\n',
    content: 'command',
  },
]

const PASCAL = {
  Status: { Code: 100, ErrorMessage: SCOPE },
  Data: null,
  Errors: [{ Code: 100, Message: SCOPE }],
}
const CASE = /another letter case/
const letterCases: readonly Paste[] = [
  { name: 'alone', text: JSON.stringify(PASCAL), status: 403, code: 100, note: CASE },
  {
    name: 'with its head',
    text: `HTTP/1.1 403 Forbidden\n\n${JSON.stringify(PASCAL, null, 2)}`,
    status: 403,
    code: 100,
    note: CASE,
  },
  {
    name: 'in a log',
    text: `ERROR 403 Forbidden ${JSON.stringify(PASCAL)}`,
    status: 403,
    code: 100,
    note: CASE,
  },
  {
    name: 'in another object',
    text: JSON.stringify({ StatusCode: 403, Body: PASCAL }),
    status: 403,
    code: 100,
    note: CASE,
  },
  {
    name: 'of live operations',
    text: '{"IsSuccess":false,"StatusMessage":"No.","Status":100,"ErrorMessages":["No."],"Data":[]}',
    status: null,
    code: 100,
    note: CASE,
  },
  {
    name: 'in snake case',
    text: `got 403: ${JSON.stringify({ status: { code: 100, error_message: SCOPE }, data: null, errors: [] })}`,
    status: 403,
    code: 100,
    note: CASE,
  },
]

const browsers: readonly Paste[] = [
  ...[
    'TypeError: Failed to fetch\n    at async load (app.js:1:2)',
    'NetworkError when attempting to fetch resource.',
    'TypeError: Load failed',
    'AxiosError: Network Error\n  code: ERR_NETWORK',
    'net::ERR_FAILED',
    'TypeError: fetch failed\n    at node:internal/deps/undici/undici:1:1',
  ].map((text) => f(text, 'REASON_NOT_TOLD')),
  f(
    `Access to fetch at '${URL}' from origin 'https://my.example' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present.`,
    'BROWSER_CORS',
  ),
  {
    name: 'a status beside it counts',
    text: `GET ${URL} 403 (Forbidden)\nUncaught (in promise) TypeError: Failed to fetch`,
    status: 403,
    request: `GET ${URL}`,
  },
]

const code: readonly Paste[] = [
  ['Python', `import requests\nr = requests.get("${URL}", headers={"Accept": "*/*"}, params={"limit": 5})`],
  ['C#', `var client = new HttpClient();\nvar r = await client.GetAsync("${URL}");`],
  ['Java', `HttpRequest r = HttpRequest.newBuilder().uri(URI.create("${URL}")).build();`],
  ['Go', `resp, err := http.Get("${URL}")`],
  ['PHP', `$ch = curl_init("${URL}");`],
  ['Ruby', `Net::HTTP.get(URI("${URL}"))`],
].map(([name = '', text = '']): Paste => ({
  name,
  text,
  content: 'code',
  note: new RegExp(`code in ${name}`),
}))

const CUT = `{"status":{"code":100,"errorMessage":"${SCOPE.slice(0, 30)}`

const odd: readonly Paste[] = [
  {
    name: 'a link to the documentation of curl is not the host',
    text: 'curl: (60) SSL certificate problem: unable to get local issuer certificate\nMore details here: https://curl.se/docs/sslcerts.html',
    content: 'failure',
    failure: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    request: 'GET ',
  },
  {
    name: 'a client of .NET that logs the status alone',
    text: 'info: System.Net.Http.HttpClient.Api.ClientHandler[101]\n      Received HTTP response headers after 131.2ms - 401',
    status: 401,
  },
  { name: 'French', text: 'Erreur : le serveur a répondu 429 (trop de requêtes)', status: 429 },
  {
    name: 'German',
    text: `Der Server hat mit 404 (Nicht gefunden) geantwortet.\n${BODY}`,
    status: 404,
    note: /names HTTP status 404/,
  },
  {
    name: 'a request and a response as an object of another client',
    text: JSON.stringify({
      request: { method: 'GET', url: URL },
      response: { status: 403, data: failed(100, SCOPE) },
    }),
    status: 403,
    code: 100,
    request: `GET ${URL}`,
  },
  {
    name: 'a refusal with its head, cut',
    text: `HTTP/1.1 403 Forbidden\nContent-Type: application/json\n\n${CUT}`,
    status: 403,
    code: 100,
    note: /ends before/,
  },
  {
    name: 'a transcript of one, cut',
    text: `> GET /x HTTP/1.1\n>\n< HTTP/1.1 403 Forbidden\n<\n${CUT}`,
    status: 403,
    code: 100,
  },
  {
    name: 'the end of an envelope',
    text: BODY.slice(BODY.indexOf(',"message"')),
    status: 403,
    code: 100,
    note: /begins in the middle/,
  },
]

/** Texts that name a status which is none of a response, or whose reason is told in a form of its own. */
const doubtful: readonly Paste[] = [
  {
    name: 'a cell of a table of commas',
    text: `2026-11-29,GET,/api/external/sites,403,"${BODY.replaceAll('"', '""')}"`,
    status: 403,
    code: 100,
    note: /doubled quotes/,
  },
  { name: 'statuses in the plural', text: 'Guardhouse is down? Getting 503s on every call', status: 503 },
  {
    name: 'a tuple of Python',
    text: `Out[3]:\n(403,\n {'status': {'code': 100, 'errorMessage': '${SCOPE}'},\n  'data': None,\n  'errors': []})`,
    status: 403,
    code: 100,
    note: /names HTTP status 403/,
  },
  {
    name: 'an error of OAuth',
    text: '{"error":"invalid_token","error_description":"The access token expired"}',
    status: 401,
  },
  ...[
    'HTTP status codes: 200 OK, 201 Created, 400 Bad Request, 401 Unauthorized, 403 Forbidden, 500 Internal Server Error',
    'We never saw a 429, but we wait a minute in any case.',
    'There were no 500 errors today.',
    "INSERT INTO sites (id, name) VALUES (403, 'Depot 404'), (500, 'Gate');",
    'if (res.status === 401) { await refresh(); }',
  ].map((text): Paste => ({ name: text.slice(0, 50), text, content: 'nothing' })),
  f(
    '[error] connect() failed (111: Connection refused) while connecting to upstream, upstream: "https://203.0.113.9:443/x"',
    'ECONNREFUSED',
  ),
  f(
    "Cannot connect to host h.example:443 ssl:default [Connect call failed ('203.0.113.9', 443)]",
    'ECONNREFUSED',
  ),
  f(
    'Error Domain=NSURLErrorDomain Code=-1009 "The Internet connection appears to be offline."',
    'ENETUNREACH',
  ),
  f(
    'Error Domain=NSURLErrorDomain Code=-1003 "A server with that hostname could not be found."',
    'ENOTFOUND',
  ),
  f('Error Domain=NSURLErrorDomain Code=-1202 "The certificate for this server is invalid."', null),
  f(
    "(Caused by ProxyError('Unable to connect to proxy', OSError('Tunnel connection failed: 403 Forbidden')))",
    'PROXY_403',
  ),
  f('curl: (56) CONNECT tunnel failed, response 407', 'PROXY_407'),
  f(`SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON`, 'PAGE_FOR_JSON'),
  f('json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)', 'EMPTY_FOR_JSON'),
  {
    name: 'a status that looks like the number of a line',
    text: 'The response was:\n\n  > 403: Forbidden',
    status: 403,
  },
  {
    name: 'an object of another program around it',
    text: JSON.stringify({
      isSuccess: false,
      error: { status: 400, body: failed(100, 'limit is required') },
    }),
    status: 400,
    code: 100,
  },
  {
    name: 'a page of nobody',
    text: '<html><head><title>504 Gateway Time-out</title></head></html>',
    status: 504,
  },
]

export const PASTES = {
  odd,
  doubtful,
  ...{ wrapped, clients, near, nothing, failures, http2, letterCases, browsers, code, others },
}
