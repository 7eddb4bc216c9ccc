/** An HTTP status that a text names. */
export interface Mention {
  status: number
  at: number
  /** It stands in the first line of a response, so it is surely the status of what follows. */
  isHead: boolean
}

const REASONS: Readonly<Record<string, number>> = {
  ok: 200,
  created: 201,
  accepted: 202,
  'no content': 204,
  'bad request': 400,
  badrequest: 400,
  unauthorized: 401,
  forbidden: 403,
  'not found': 404,
  notfound: 404,
  'method not allowed': 405,
  methodnotallowed: 405,
  'not acceptable': 406,
  'request timeout': 408,
  conflict: 409,
  gone: 410,
  'payload too large': 413,
  'unsupported media type': 415,
  'unprocessable entity': 422,
  'unprocessable content': 422,
  'too many requests': 429,
  toomanyrequests: 429,
  'internal server error': 500,
  internalservererror: 500,
  'not implemented': 501,
  'bad gateway': 502,
  badgateway: 502,
  'service unavailable': 503,
  serviceunavailable: 503,
  'gateway timeout': 504,
  'gateway time-out': 504,
}

const REASON = Object.keys(REASONS)
  .map((words) => words.replaceAll(' ', '[ _]'))
  .join('|')

/** How programs write the status of a response. The first group is its number. */
const WAYS: readonly RegExp[] = [
  // "GET /x HTTP/1.1" 403 210, and HTTP/2 403
  /HTTP\/\d(?:\.\d)?"?\s+([1-5]\d\d)\b/gi,
  // HTTP 403, HTTP error 403, HTTP-Status: 403, HTTPError: 403
  /\bHTTPS?[ _-]?(?:status|error|response|code|exception)?(?:[ _-]?code)?\W{0,3}([1-5]\d\d)\b/gi,
  // status code 403, statusCode: 403, "status":403, status=403, status of 403, StatusCode: Forbidden (403)
  /\bstatus(?:[ _-]?code)?["'`]?\s{0,3}(?:[:=(<]|=>|is|of|was|->|→)?\s{0,3}["'`[<]?([1-5]\d\d)\b(?![.:]\d)/gi,
  /(?:_|[a-z.])status(?:_?code)?["'`]?\s{0,3}[:=]\s{0,3}["'`]?([1-5]\d\d)\b/gi,
  // 403 Client Error: Forbidden for url
  /\b([1-5]\d\d) (?:client|server) error\b/gi,
  // <Response [403]>, Response{protocol=h2, code=403, Response code: 403, Response code 403 (Forbidden)
  /\bresponse\W{0,3}(?:status\W?)?(?:code)?\W{0,3}([1-5]\d\d)\b/gi,
  /\bresponse\{[^{}\n]{0,80}?\bcode=([1-5]\d\d)\b/gi,
  // <-- 403 https://…, → 403
  /(?:<--|←|→|->|=>)\s{0,3}([1-5]\d\d)\b(?=\s|$)/g,
  // returned error: 403, returned 403, responded with a 403, failed with 403, got 403, received a 403
  /\b(?:returned|returns|responded|responds|answered|answers|replied|says|said|failed|got|gets?|getting|gives?|gave|received|receiving|throws|threw)(?: with| error| an?| status| HTTP){0,3}:?\s{1,2}["'`]?([1-5]\d\d)\b(?!\s?(?:ms|s|records|items|bytes|rows|sites|times|requests|results)\b)/gi,
  /\berror:?\s?[[(]?([45]\d\d)\b[\])]?(?!\s?(?:ms|records|items|bytes|rows)\b)/gi,
  /\b(?:an?|the|some|these|those|with|and) ([45]\d\d)s?\b(?=\s*(?:$|[.,;:!?)\]]|error|from|on|when|for|back|response|answer|since|from|after|again|and|in|at|today|every))/gi,
  // [GIN] 2026/11/29 | 403 | 1.2ms
  /\|\s{1,3}([1-5]\d\d)\s{1,3}\|/g,
  // GET /x 403 12 ms, GET https://… - 403
  /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+["'`]?(?:https?:\/\/|\/)[^\s"'`]{1,2000}["'`]?\s{1,3}(?:[-–:]\s?|returned\s)?([1-5]\d\d)\b(?!\.)/g,
  // but was <403>, Received: 403, assert 403 == 200, expected 403 to
  /\b(?:but (?:was|got)|received|actual):?\s{0,3}[<[]?([1-5]\d\d)\b/gi,
  /\bexpected ([1-5]\d\d) to\b/gi,
  /\bassert ([1-5]\d\d) ==/g,
  // Guardhouse 403: Customer 7 is …
  /(?<!\b(?:line|row|port|page|code|room|at)\s{0,3}[:#]?\s{0,2})(?<![:.\d])\b([45]\d\d): (?=[A-Z{"])/g,
  // Received HTTP response headers after 131.2ms - 401
  /\bHTTP (?:response headers|request) after [\d.,]{1,12} ?ms - ([1-5]\d\d)\b/gi,
  // The same in other languages: a répondu 429, hat mit 404 geantwortet, respondió con 500
  /(?<!\p{L})(?:répond\p{L}{1,2}|retourné|renvoyé|erreur|statut|antwort\p{L}{0,5}|fehler\p{L}{0,5}|mit|respond\p{L}{1,3}|devolvi\p{L}{1,2}|código|codice|risposto|errore|erro|fout\p{L}{0,4}|ответ\p{L}{0,5}|ошибк\p{L}{1,2}|エラー|ステータス|状态码|错误)(?: (?:HTTP|par|avec|une?|mit|de[ln]?|con|com|el|o|il)){0,2}:? ?([45]\d\d)(?= ?(?:\(|$|[.,;:!\n]|geantwortet|beantwortet|erhalten|zurück))/giu,
  // (403, {…}) of Python, and the cell before the body in a table of commas
  /(?<![^\s:])\(([1-5]\d\d),\s{0,3}["']?(?:\{|$)/g,
  /,\s?"?([1-5]\d\d)"?,\s?"?(?:\{|$)/g,
  // 503s on every call
  /(?<!\b(?:after|in|for|of|took|within) )\b([45]\d\d)s(?=[.,!?]|$| (?:since|on|from|when|today|all|every|at|again)\b)/gim,
  // a line of its own
  /^\s{0,8}([1-5]\d\d)\s*$/gm,
]

/** 403 Forbidden, 403 (Forbidden), 403: Forbidden */
const NUMBER_AND_REASON = new RegExp(`\\b([1-5]\\d\\d)["'\`]?\\s?[-–:,]?\\s?["'\`(]?(${REASON})\\b`, 'gi')
/** Forbidden (403), Forbidden: 403 */
const REASON_AND_NUMBER = new RegExp(
  `\\b(${REASON})["'\`]?\\s?[-–:,]?\\s?["'\`([]{0,2}([1-5]\\d\\d)\\b`,
  'gi',
)

const HEAD = /^(?:<\s?)?HTTP\/\d(?:\.\d)?$/i

/** What a test wanted, not what came. */
const WANTED = /\b(?:expected|expect|want|wanted|should be|instead of|!=|==|toBe\()[^\n\d]{0,40}$/i

const IS_ADDRESS = /^\d{3}\.\d{1,3}\.\d/
/** We never saw a 429. */
const NEGATED = /\b(?:never (?:saw|see|get|got|had|returns?|sends?)|no|without)(?: an?| any)? $/i

/** Every status that a text names, in the order of the text. */
export function mentionsIn(text: string): Mention[] {
  const found: Mention[] = []
  const add = (at: number, digits: string, length: number) => {
    const before = text.slice(Math.max(0, at - 60), at + length - digits.length)
    if (WANTED.test(before) && !/\bbut (?:was|got)|received|actual/i.test(before.slice(-20))) {
      if (!/^expected \d\d\d to/i.test(text.slice(at, at + 20))) return
    }
    const start = at + length - digits.length
    if (IS_ADDRESS.test(text.slice(start, start + 12)) || NEGATED.test(before)) return
    if (Number(digits) < 200 && !/HTTP\/[\d.]+"?\s+$/i.test(before)) return
    const line = text.slice(text.lastIndexOf('\n', at) + 1, at + length - digits.length)
    found.push({ status: Number(digits), at, isHead: HEAD.test(line.trim()) })
  }
  for (const way of WAYS)
    for (const { index, 0: whole, 1: digits = '' } of text.matchAll(way))
      add(index, digits, whole.lastIndexOf(digits) + digits.length)
  for (const { index, 1: digits = '', 2: reason = '' } of text.matchAll(NUMBER_AND_REASON))
    if (isReasonOf(reason, digits)) add(index, digits, digits.length)
  for (const { index, 1: reason = '', 2: digits = '', 0: whole } of text.matchAll(REASON_AND_NUMBER))
    if (isReasonOf(reason, digits)) add(index, digits, whole.length)
  return withoutLists(
    text,
    found.sort((one, other) => one.at - other.at),
  )
}

/** A line that names as many statuses lists what there are, and not what came. */
const LIST = 4

function withoutLists(text: string, found: readonly Mention[]): Mention[] {
  const lines = new Map<number, Set<number>>()
  const lineOf = ({ at }: Mention) => text.lastIndexOf('\n', at)
  if (found.length < LIST) return [...found]
  for (const mention of found) {
    const line = lineOf(mention)
    lines.set(line, (lines.get(line) ?? new Set()).add(mention.status))
  }
  return found.filter((mention) => (lines.get(lineOf(mention))?.size ?? 0) < LIST)
}

function isReasonOf(reason: string, digits: string): boolean {
  return REASONS[reason.toLowerCase().replaceAll('_', ' ')] === Number(digits)
}

/** What proxies answer with, in place of a body. */
const OF_PROXIES: readonly (readonly [RegExp, number])[] = [
  [/^no healthy upstream/i, 503],
  [/^upstream connect error/i, 503],
  [/^upstream request timeout/i, 504],
]

/** The status of a text that is nothing but a reason phrase or a proxy's sentence; null for any other. */
export function statusOfReason(text: string): number | null {
  const proxy =
    OF_PROXIES.find(([sentence]) => sentence.test(text))?.[1] ??
    /^error code: (5\d\d)$/.exec(text.trim())?.[1]
  if (proxy !== undefined) return Number(proxy)
  const words = text.trim().replace(/[.!]$/, '').toLowerCase()
  return Object.hasOwn(REASONS, words) ? (REASONS[words] ?? null) : null
}
