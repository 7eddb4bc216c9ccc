import { describe, expect, test } from 'vitest'
import type { Header } from '../../../app/contract/exchange.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { GATEWAY_SIGNS } from '../../../app/diagnosis/gatewaySigns.ts'
import { clockTime } from '../../../app/diagnosis/words.ts'
import { JSON_TYPE, makeEvidence, makeRequest, makeResponse, NOW } from './support.ts'
import { processorMs } from '../processorTime.ts'

const LINE = 'GET /api/external/staffs/99'
const HTML: Header = ['Content-Type', 'text/html']
const DATE: Header = ['Date', new Date(NOW).toUTCString()]

function read(
  status: number,
  body: string,
  headers: Header[] = [body.startsWith('{') ? JSON_TYPE : HTML],
  line = LINE,
) {
  return diagnose(makeEvidence(line, makeResponse(status, body, headers)))
}

const page = (text: string) => `<html><head><title>${text}</title></head><body><h1>${text}</h1></body></html>`
const nginx = (text: string) => `${page(text).replace('</body>', '<hr><center>nginx/1.18.0</center></body>')}`
const spring = (status: number, error: string) =>
  JSON.stringify({ timestamp: '2026-03-02T09:00:00Z', status, error, path: '/api/external/staffs/99' })

/** Status, body, name of who answered, headline, whether a retry helps. */
const ANSWERS: Array<[number, string, string, string, string]> = [
  [
    404,
    '{"statusCode":404,"message":"Resource not found"}',
    'Azure API Management',
    'knows no such path',
    'no',
  ],
  [
    404,
    '{"statusCode":404,"message":"Unable to match incoming request to an operation."}',
    'Azure API Management',
    'knows no such path',
    'no',
  ],
  [
    500,
    '{"statusCode":500,"message":"Internal server error","activityId":"5d1e"}',
    'Azure API Management',
    'failed',
    'later',
  ],
  [
    400,
    '{"statusCode":400,"message":"Bad request"}',
    'Azure API Management',
    'could not read the request',
    'no',
  ],
  [404, page('IIS 10.0 Detailed Error - 404.0 - Not Found'), 'IIS', 'knows no such path', 'no'],
  [404, page('404 - File or directory not found.'), 'IIS', 'knows no such path', 'no'],
  [500, page('HTTP Error 500.19 - Internal Server Error'), 'IIS', 'could not start the application', 'later'],
  [
    500,
    page('HTTP Error 500.30 - ASP.NET Core app failed to start'),
    'IIS',
    'could not start the application',
    'later',
  ],
  [502, page('HTTP Error 502.5 - Process Failure'), 'IIS', 'could not start the application', 'later'],
  [
    503,
    page('Service Unavailable').replace('<h1>', '<h2>HTTP Error 503. The service is unavailable.</h2><h1>'),
    'IIS',
    'has no server to ask',
    'later',
  ],
  [400, page('Bad Request - Invalid Hostname'), 'Windows (http.sys)', 'does not know this host', 'no'],
  [404, spring(404, 'Not Found'), 'Spring', 'knows no such path', 'no'],
  [400, nginx('400 The plain HTTP request was sent to HTTPS port'), 'nginx', 'begin with https', 'no'],
  [400, nginx('400 Request Header Or Cookie Too Large'), 'nginx', 'too large', 'no'],
  [400, nginx('400 Bad Request'), 'nginx', 'could not read the request', 'no'],
  [404, nginx('404 Not Found'), 'nginx', 'knows no such path', 'no'],
  [403, nginx('403 Forbidden'), 'nginx', 'refused the request', 'no'],
  [500, nginx('500 Internal Server Error'), 'nginx', 'failed', 'later'],
  [502, nginx('502 Bad Gateway'), 'nginx', 'got no proper response', 'later'],
  [504, nginx('504 Gateway Time-out'), 'nginx', 'waited too long', 'later'],
  [400, 'Client sent an HTTP request to an HTTPS server.\n', 'The server', 'begin with https', 'no'],
  [404, page('HTTP Status 404 – Not Found'), 'Tomcat', 'knows no such path', 'no'],
  [404, '<pre>Cannot GET /api/external/staffs/99</pre>', 'Express', 'knows no such path', 'no'],
  [
    404,
    '{"statusCode":404,"message":"Cannot GET /api/x","error":"Not Found"}',
    'Express',
    'knows no such path',
    'no',
  ],
  [
    404,
    `${page('404 Not Found')}<p>The requested URL /x was not found on this server.</p>`,
    'Apache',
    'knows no such path',
    'no',
  ],
  [
    503,
    '<html><body><h1>503 Service Unavailable</h1>No server is available to handle this request.</body></html>',
    'HAProxy',
    'has no server to ask',
    'later',
  ],
  [
    400,
    '<html><body><h1>400 Bad request</h1>Your browser sent an invalid request.</body></html>',
    'HAProxy',
    'could not read the request',
    'no',
  ],
  [404, '404 page not found\n', 'Traefik', 'knows no such path', 'no'],
  [404, 'default backend - 404', 'Kubernetes ingress', 'knows no such path', 'no'],
  [503, 'no healthy upstream', 'Envoy', 'has no server to ask', 'later'],
  [
    503,
    'upstream connect error or disconnect/reset before headers. reset reason: connection failure',
    'Envoy',
    'got no proper response',
    'later',
  ],
  [504, 'upstream request timeout', 'Envoy', 'waited too long', 'later'],
  [403, 'RBAC: access denied', 'Envoy', 'refused the request', 'no'],
  [502, 'Bad Gateway', 'A gateway', 'got no proper response', 'later'],
  [503, 'Service Unavailable', 'A gateway', 'has no server to ask', 'later'],
  [504, 'Gateway Timeout', 'A gateway', 'waited too long', 'later'],
  [502, 'error code: 502', 'Cloudflare', 'got no proper response', 'later'],
  [522, 'error code: 522', 'Cloudflare', 'cannot reach the server', 'later'],
  [429, 'error code: 1015', 'Cloudflare', 'rate limit', 'later'],
  [403, 'error code: 1020', 'Cloudflare', 'blocked the request', 'no'],
  [530, 'error code: 1033', 'Cloudflare', 'cannot find the server', 'later'],
  ...[
    [520, 'got no proper response'],
    [521, 'cannot reach the server'],
    [522, 'cannot reach the server'],
    [523, 'cannot reach the server'],
    [524, 'waited too long'],
    [525, 'does not trust the server'],
    [526, 'does not trust the server'],
    [527, 'got no proper response'],
    [530, 'cannot find the server'],
  ].map(([status, headline]): [number, string, string, string, string] => [
    Number(status),
    '',
    'Cloudflare',
    String(headline),
    'later',
  ]),
  [404, '{"message":"no Route matched with those values"}', 'Kong', 'knows no such path', 'no'],
  [401, '{"message":"Invalid authentication credentials"}', 'Kong', 'wants a key of its own', 'no'],
  [403, '{"message":"Invalid authentication credentials"}', 'Kong', 'wants a key of its own', 'no'],
  [401, '{"message":"No API key found in request"}', 'Kong', 'wants a key of its own', 'no'],
  [401, '{"message":"No credentials found for given iss"}', 'Kong', 'refused the credentials', 'now'],
  [429, '{"message":"API rate limit exceeded"}', 'Kong', 'rate limit', 'later'],
  [
    503,
    '{"message":"failure to get a peer from the ring-balancer"}',
    'Kong',
    'got no proper response',
    'later',
  ],
  [403, '{"message":"Missing Authentication Token"}', 'AWS API Gateway', 'knows no such path', 'no'],
  [403, '{"message":"Forbidden"}', 'AWS API Gateway', 'refused the request', 'no'],
  [504, '{"message":"Endpoint request timed out"}', 'AWS API Gateway', 'waited too long', 'later'],
  [429, '{"message":"Too Many Requests"}', 'AWS API Gateway', 'rate limit', 'later'],
  [429, '{"message":"Limit Exceeded"}', 'AWS API Gateway', 'is used up', 'later'],
  [
    403,
    '{"Message":"User is not authorized to access this resource with an explicit deny"}',
    'AWS API Gateway',
    'refused the request',
    'no',
  ],
  [
    400,
    '{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}',
    'Microsoft sign-in',
    'refused the sign-in',
    'no',
  ],
  [401, page('Sign in to your account'), 'Microsoft sign-in', 'A sign-in page came', 'no'],
  [
    403,
    page('Web App - Unavailable').replace('<h1>', '<h1>Error 403 - This web app is stopped. '),
    'Azure App Service',
    'is stopped',
    'no',
  ],
  [404, page('404 Web Site not found'), 'Azure App Service', 'does not know this host', 'no'],
  [
    403,
    "<H1>Access Denied</H1>You don't have permission to access this. Reference&#32;&#35;18&#46;1c4f1cb8&#46;17",
    'Akamai',
    'blocked the request',
    'no',
  ],
  [503, '<H1>Service Unavailable</H1>Reference #97.1c4f1cb8.17', 'Akamai', 'has no server to ask', 'later'],
  [
    403,
    page('ERROR: The request could not be satisfied').replace('<h1>', 'Request blocked. <h1>'),
    'CloudFront',
    'blocked the request',
    'no',
  ],
  [502, page('ERROR: The request could not be satisfied'), 'CloudFront', 'got no proper response', 'later'],
  [403, page('Zscaler blocked this site'), 'Your network proxy', 'blocked the request', 'no'],
  [
    503,
    `${page('ERROR: The requested URL could not be retrieved')} (squid/5.7)`,
    'Your network proxy',
    'got no proper response',
    'later',
  ],
  [511, page('Network Authentication Required'), 'Your network', 'wants you to sign in', 'later'],
  [
    404,
    'The deployment could not be found on Vercel.\n\nDEPLOYMENT_NOT_FOUND',
    'Vercel',
    'does not know this host',
    'no',
  ],
  [
    503,
    '<iframe src="//www.herokucdn.com/error-pages/application-error.html"></iframe>',
    'Heroku',
    'could not start the application',
    'later',
  ],
]

describe('what is in front of the API is named, and never spoken of as the API', () => {
  test.each(ANSWERS)('%i %s', (status, body, name, headline, helps) => {
    const { diagnosis, findings } = read(status, body)
    const text = [diagnosis.headline, diagnosis.meaning, diagnosis.cause].join(' ')
    expect(diagnosis.headline).toContain(headline)
    expect(diagnosis.meaning.toLowerCase()).toContain(name.toLowerCase())
    expect(diagnosis.retry.helps).toBe(helps)
    expect(text).not.toMatch(/the API (?:found|read|knows|says)|archived|outside this key/i)
    if (body !== '') expect(findings.map(({ rule }) => rule)).toContain('not-from-the-api')
    if (!headline.startsWith('blocked')) expect(diagnosis.remedy.join(' ')).not.toContain('VPN')
  })

  test.each([
    [200, 'A sign-in page came, not the API'],
    [302, 'The server redirected to login.microsoftonline.com, a sign-in page'],
  ])('a sign-in page with %i', (status, headline) => {
    const headers: Header[] = [HTML, ['Location', 'https://login.microsoftonline.com/common']]
    const { diagnosis } = read(status, page('Sign in to your account'), headers)
    expect(diagnosis.headline).toBe(headline)
    expect(diagnosis.retry.helps).toBe('no')
  })

  test('a guess says that it is one', () => {
    const { meaning, headline } = read(404, '404 page not found').diagnosis
    expect(meaning).toContain('looks like')
    expect(headline).toBe('Likely: Traefik knows no such path')
    expect(read(404, '{"error":"nothing here"}').diagnosis.headline).toBe(
      'Likely: a gateway knows no such path',
    )
    expect(read(403, '{"message":"Forbidden"}').diagnosis.meaning).toContain('looks like')
    const headers: Header[] = [JSON_TYPE, ['x-amzn-RequestId', '5d1e']]
    expect(read(403, '{"message":"Forbidden"}', headers).diagnosis.meaning).not.toContain('looks like')
  })

  test.each<[number, string]>([
    [400, page('Bad request')],
    [404, '{"error":"nothing here"}'],
    [500, page('Oops')],
    [500, 'It broke.'],
  ])('a %i of nobody known is not the API either: %s', (status, body) => {
    const { headline, meaning, cause } = read(status, body).diagnosis
    expect([headline, meaning, cause].join(' ')).not.toMatch(/the API (?:found|read)|archived/i)
  })

  test('a name is written as its place in the sentence wants it', () => {
    const { headline, meaning } = read(403, page('Zscaler blocked this site')).diagnosis
    expect(headline).toBe('Your network proxy blocked the request')
    expect(meaning).toContain('A security rule of your network proxy')
    expect(read(502, 'Bad Gateway').diagnosis.headline).toBe('A gateway got no proper response')
    expect(read(401, '{"message":"Unauthorized"}').diagnosis.meaning).toContain('looks like one of a gateway')
  })

  test('a POST that may have run is checked first, whoever failed', () => {
    expect(read(502, 'Bad Gateway', [HTML], 'POST /api/webhook/subscribe').diagnosis.retry.helps).toBe(
      'unsafe',
    )
  })

  test('the API itself is not taken for a gateway', () => {
    const body = JSON.stringify({
      status: { code: 404, errorMessage: 'no Route matched with those values' },
      data: null,
      message: 'no healthy upstream',
      errors: [],
    })
    expect(read(404, body).findings.map(({ rule }) => rule)).not.toContain('not-from-the-api')
  })
})

describe('a gateway that says when', () => {
  const quota = 'Out of call volume quota. Quota will be replenished in 01:02:03.'

  test.each<[string, number, string, Header[], string]>([
    ['its words', 403, JSON.stringify({ statusCode: 403, message: quota }), [], '2026-03-02T10:02:23.000Z'],
    [
      'its header',
      403,
      '{"statusCode":403,"message":"Out of call volume quota."}',
      [['Retry-After', '60']],
      '2026-03-02T09:01:20.000Z',
    ],
    [
      'a header alone',
      403,
      '{"statusCode":403,"message":"No."}',
      [['Retry-After', '60']],
      '2026-03-02T09:01:20.000Z',
    ],
    [
      'days',
      403,
      JSON.stringify({ statusCode: 403, message: quota.replace('01', '1.01') }),
      [],
      '2026-03-03T10:02:23.000Z',
    ],
    [
      'seconds',
      429,
      '{"statusCode":429,"message":"Rate limit is exceeded. Try again in 30 seconds."}',
      [],
      '2026-03-02T09:00:50.000Z',
    ],
    [
      'minutes',
      429,
      '{"statusCode":429,"message":"Rate limit is exceeded. Try again in 2 minutes."}',
      [],
      '2026-03-02T09:02:20.000Z',
    ],
  ])('%s', (_, status, body, headers, notBefore) => {
    const { retry, remedy } = read(status, body, [JSON_TYPE, DATE, ...headers]).diagnosis
    // The API documentation forbids a retry of a 403, whoever returned it.
    if (status === 403)
      expect(retry).toMatchObject({
        helps: 'no',
        advice: expect.stringContaining(clockTime(Date.parse(notBefore), NOW)),
      })
    else expect(retry).toMatchObject({ helps: 'later', notBefore })
    expect(remedy.join(' ')).not.toContain('VPN')
  })

  test('of a pasted one the length is told', () => {
    const body = '{"statusCode":429,"message":"Rate limit is exceeded. Try again in 30 seconds."}'
    const { retry, remedy } = read(429, body, [JSON_TYPE]).diagnosis
    expect(retry.advice).toContain('30 s')
    expect(remedy[0]).toBe('Wait 30 s, then replay it.')
  })
})

describe('a plain 403', () => {
  test.each(['<h1>403 Forbidden</h1>', 'Forbidden', 'No.'])('%s: nothing speaks of the network', (body) => {
    const { remedy, retry } = read(403, body).diagnosis
    expect(remedy.join(' ')).not.toContain('VPN')
    expect(retry.helps).toBe('no')
  })

  test.each([
    'Your IP address is not allowed.',
    '<h1>Blocked by the firewall</h1>',
    'Not available in your country',
  ])('%s: another network is worth a try', (body) => {
    expect(read(403, body).diagnosis.remedy.join(' ')).toContain('VPN')
  })
})

describe('the reference that the owner of a gateway asks for', () => {
  test.each<[string, number, string, Header[], string]>([
    [
      'Cloudflare, page',
      403,
      `${page('Error 1020')} Ray ID: 8b2d11aa22bb33cc cf-error-details`,
      [],
      'Ray ID 8b2d11aa22bb33cc',
    ],
    ['Cloudflare, header', 521, '', [['CF-RAY', '8c0011223344aabb-LHR']], 'Ray ID 8c0011223344aabb-LHR'],
    [
      'Akamai',
      403,
      '<H1>Access Denied</H1>Reference&#32;&#35;18&#46;7d2f1602&#46;17724&#46;4ab1c2',
      [],
      'reference 18.7d2f1602.17724.4ab1c2',
    ],
    [
      'Front Door',
      403,
      '<h2>The request is blocked.</h2>',
      [['x-azure-ref', '20260302T0900Z-abc']],
      'reference 20260302T0900Z-abc',
    ],
    ['Imperva', 403, 'Incapsula incident ID: 4430-118', [], 'incident ID 4430-118'],
    [
      'F5',
      200,
      'The requested URL was rejected. Please consult with your administrator. Your support ID is: 12345678901',
      [],
      'support ID 12345678901',
    ],
    [
      'CloudFront',
      403,
      `${page('The request could not be satisfied')} Request blocked. Request ID: Kx_31-a==`,
      [],
      'request ID Kx_31-a==',
    ],
    ['AWS', 403, '{"message":"Forbidden"}', [['x-amzn-RequestId', 'e3d8-0002']], 'request ID e3d8-0002'],
    [
      'Azure API Management',
      500,
      '{"statusCode":500,"message":"Internal server error","activityId":"5d1f0a52-77aa"}',
      [],
      'activity ID 5d1f0a52-77aa',
    ],
  ])('%s', (_, status, body, headers, reference) => {
    const type = body.startsWith('{') ? JSON_TYPE : HTML
    expect(read(status, body, [type, ...headers]).diagnosis.remedy.join(' ')).toContain(`the ${reference}`)
  })

  test('without one the owner gets the response', () => {
    expect(read(403, page('RBAC: access denied')).diagnosis.remedy.join(' ')).toContain('this response')
  })
})

describe('a value that a firewall may have taken for an attack', () => {
  const blocked = page('Request blocked').replace('<h1>', 'The request could not be satisfied <h1>')
  const explainBlocked = (line: string, body: string | null = null) =>
    diagnose(makeEvidence(line, makeResponse(403, blocked, [HTML]), { request: makeRequest(line, { body }) }))
      .diagnosis

  test.each<[string, string | null, string]>([
    ["GET /api/external/staffs?limit=5&searchText=O'Brien", null, 'searchText'],
    ['GET /api/external/staffs?filter=%3Cb%3E', null, 'filter'],
    ['GET /api/external/sites?path=../../etc', null, 'path'],
    ['GET /api/external/sites?filter=1%20UNION%20SELECT%202', null, 'filter'],
    ['POST /api/webhook/subscriptions', '{"event":"submit","uri":"https://a.example/?q=<script>"}', 'uri'],
  ])('%s %s: the first step names it', (line, body, name) => {
    const { cause, remedy } = explainBlocked(line, body)
    expect(cause).toMatch(new RegExp(`Perhaps .*${name} “`))
    expect(remedy[0]).toContain(name)
  })

  test('an address may be right, so the owner is asked first', () => {
    const { cause, remedy } = explainBlocked('GET /api/external/sites?callback=https://a.example/')
    expect(cause).toContain('callback')
    expect(remedy[0]).toContain("the gateway's owner")
    expect(remedy[1]).toContain('callback')
  })

  test('nothing is suspected of plain values', () => {
    expect(explainBlocked('GET /api/external/staffs?searchText=harbour&limit=5').cause).not.toContain(
      'Perhaps',
    )
  })
})

test('a plain refusal is about the content only where that looks like an attack', () => {
  const explained = (query: string) =>
    read(403, nginx('403 Forbidden'), [HTML], `GET /api/external/sites?filter=${query}`).diagnosis
  expect(explained('%3Cscript%3E').cause).toContain('Perhaps a firewall took filter')
  expect(explained('https://a.example/').cause).not.toContain('Perhaps')
})

test('a network proxy looks at hosts, not at values', () => {
  const { cause } = read(
    403,
    page('Zscaler blocked this site'),
    [HTML],
    "GET /api/external/staffs?searchText=O'Brien",
  ).diagnosis
  expect(cause).not.toContain('searchText')
})

describe('a page for people that comes as a success', () => {
  test.each([
    ['<html><title>Log in - Portal</title></html>', 'A sign-in page came, not the API'],
    [
      '<html><title>Portal</title><input name="p" type="password"></html>',
      'A sign-in page came, not the API',
    ],
    ['<html><title>Airport Free WiFi</title></html>', 'The network wants you to sign in'],
    [
      '<html><title>Welcome</title>Accept the terms to use the internet.</html>',
      'The network wants you to sign in',
    ],
    [page('Developer documentation'), 'A web page came, not the API'],
  ])('%s', (body, headline) => {
    const { diagnosis } = read(200, body, [HTML], 'GET https://portal.example/api/external/sites')
    expect(diagnosis.headline).toBe(headline)
    expect(diagnosis.retry.helps).toBe('no')
    expect(diagnosis.remedy[0]).toMatch(/base URL|browser/)
  })

  test('another host than those of the API documentation is told beside them', () => {
    const { remedy } = read(
      200,
      page('Docs'),
      [HTML],
      'GET https://docs.example/api/external/sites',
    ).diagnosis
    expect(remedy[0]).toContain('gateway-api.guardhousehq.com (Guardhouse AU)')
  })
})

describe('a redirect says where to', () => {
  const redirect = (location: string, status = 302) =>
    read(status, '', [['Location', location]], 'GET https://gw.example/api/external/sites').diagnosis

  test.each([
    ['https://login.corp.example/oauth2/authorize?state=s3cret', 'login.corp.example, a sign-in page'],
    ['/Account/Login?ReturnUrl=%2Fapi', '/Account/Login, a sign-in page'],
    ['https://new.example/api/external/sites', 'new.example'],
  ])('%s', (location, place) => {
    const { headline, meaning, remedy } = redirect(location)
    expect(headline).toBe(`The server redirected to ${place}`)
    expect(meaning).not.toMatch(/s3cret|ReturnUrl/)
    expect(remedy.join(' ')).not.toContain('Location header')
  })

  test('a host of its own is proposed, and plain HTTP never', () => {
    expect(redirect('https://new.example/x', 308).remedy[0]).toContain(
      'set the base URL to https://new.example.',
    )
    expect(redirect('http://gw.example/x', 301).remedy.join(' ')).not.toContain('http://')
  })
})

describe('the part of the request that a refusal is about', () => {
  const explainPart = (status: number, headers: Header[], line = 'GET /api/external/sites', body?: string) =>
    diagnose(
      makeEvidence(line, makeResponse(status, 'No.', [['Content-Type', 'text/plain']]), {
        request: makeRequest(line, { headers, body: body ?? null }),
      }),
    ).diagnosis

  test.each<[number, Header[], string, RegExp, RegExp]>([
    [406, [['Accept', 'text/csv']], 'GET /api/external/sites', /Accept: text\/csv/, /application\/json/],
    [
      412,
      [['If-None-Match', '"a1"']],
      'GET /api/external/sites',
      /If-None-Match: "a1"/,
      /Leave .*If-None-Match/,
    ],
    [
      412,
      [['If-Match', '"a1"']],
      'PUT /api/external/sites/4',
      /If-Match: "a1"/,
      /present version in If-Match/,
    ],
    [
      414,
      [],
      `GET /api/external/sites?limit=5&siteIds=${'1,'.repeat(900)}`,
      /siteIds is the longest/,
      /Split siteIds/,
    ],
    [
      415,
      [['Content-Type', 'text/xml']],
      'POST /api/webhook/subscriptions',
      /text\/xml/,
      /application\/json/,
    ],
    [416, [['Range', 'bytes=9-']], 'GET /api/external/sites', /Range: bytes=9-/, /Range/],
    [431, [['Cookie', 'theme=dark']], 'GET /api/external/sites', /Cookie/, /Cookie/],
    [
      431,
      [['X-Trail', 'x'.repeat(9000)]],
      'GET /api/external/sites',
      /X-Trail .*9,000 characters/,
      /X-Trail/,
    ],
  ])('%i %j', (status, headers, line, cause, first) => {
    const diagnosis = explainPart(status, headers, line)
    expect(diagnosis.cause).toMatch(cause)
    expect(diagnosis.remedy[0]).toMatch(first)
    expect(diagnosis.retry.helps).toBe('no')
  })

  test('a body that is too large is told by its size', () => {
    expect(explainPart(413, [], 'POST /api/webhook/subscriptions', 'x'.repeat(2000)).cause).toContain(
      '2,000 characters',
    )
  })

  test('a part that was not sent is not named', () => {
    expect(explainPart(412, []).cause).not.toContain('The request has')
  })
})

test('a gateway that has no route for a method gets no other method proposed', () => {
  const body = '{"statusCode":404,"message":"Unable to match incoming request to an operation."}'
  const { cause, remedy } = read(404, body, [JSON_TYPE], 'PATCH /api/external/sites').diagnosis
  expect(cause).toContain('The API documentation has no PATCH of /api/external/sites. It has GET there.')
  expect(remedy.join(' ')).not.toMatch(/did you mean|use GET/i)
})

test('no sign takes long on a hostile body', () => {
  const parts = [
    '"timestamp" "status": 500 "error" ',
    'access denied invalid url ',
    'heroku ',
    'the route ',
    'again in ',
  ]
  const taken = processorMs(() => {
    for (const part of parts)
      for (const sign of GATEWAY_SIGNS) sign.body?.test(part.repeat(16_384 / part.length))
  })
  expect(taken).toBeLessThan(2000)
})
