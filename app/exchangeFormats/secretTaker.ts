import type { ApiRequest, ApiResponse, Header } from '../contract/exchange.ts'
import { cut, MARK, type Range } from './ranges.ts'
import { createRedactor } from './redaction.ts'
import { findByShape, isSecretHeader } from './secretPatterns.ts'

/** A secret that came in with something imported. It is in clear here and nowhere else. */
export interface FoundSecret {
  /** `key`: an API key; `token`: what lives for minutes only; `other`: passwords, cookies and the like. */
  kind: 'key' | 'token' | 'other'
  /** Where the request goes that held it; null where that is no address. */
  origin: string | null
  /** Where it stood first, such as `header Authorization of the request`. */
  where: string
  value: string
}

/** Takes secrets out of what is imported, and remembers them, each once. */
export interface SecretTaker {
  request(request: ApiRequest, place?: string): ApiRequest
  response(response: ApiResponse, place?: string): ApiResponse
  /** What was found since this was last asked. */
  takeFound(): FoundSecret[]
}

/** More are blanked all the same; nobody would look through so long a list. */
const MOST_FOUND = 500
/** Shorter values are blanked where they stand, and are no secret to look for elsewhere. */
const SHORTEST = 6

/** Far enough back for a name and what stands between it and its value. */
const LONGEST_NAME = 64
/** `"apiKey": "`, `api_key=`, `X-Api-Key` and `x-api-key: `, but not the subscription key of a region. */
const KEY_NAME = /api[-_]?key(?:\\*")?\s*[:=]?\s*(?:\\*")?$/i

function kindOf(name: string, value: string): FoundSecret['kind'] {
  if (KEY_NAME.test(name)) return 'key'
  const isToken = /^(?:proxy-)?authorization$/i.test(name) || /bearer\s+$/i.test(name)
  if (isToken && /^basic\s/i.test(value)) return 'other'
  return isToken || /^(?:bearer\s+)?eyJ/i.test(value) ? 'token' : 'other'
}

export function createSecretTaker(): SecretTaker {
  const known = new Set<string>()
  let origin: string | null = null
  let found: FoundSecret[] = []
  const redactor = createRedactor(() => [...known])

  /** `name` is what stands before the secret: a header's name, or the text up to it. */
  function note(value: string, where: string, name: string): void {
    const secret = value.replace(/^(?:bearer|basic|digest|token|apikey)\s+/i, '').trim()
    if (secret.length < SHORTEST || secret.includes(MARK) || known.has(secret) || known.size >= MOST_FOUND)
      return
    known.add(secret)
    found.push({ kind: kindOf(name, value), origin, where, value: secret })
  }

  function text(value: string, where: string): string {
    const ranges: Range[] = []
    findByShape(value, ranges)
    for (const { start, end } of ranges)
      note(value.slice(start, end), where, value.slice(Math.max(0, start - LONGEST_NAME), start))
    return ranges.length === 0 ? value : cut(value, ranges)
  }

  function headers(list: readonly Header[], whose: string): Header[] {
    return list.map(([name, value]) => {
      const where = `header ${name} of the ${whose}`
      if (!isSecretHeader(name) || value === '') return [name, text(value, where)]
      note(value, where, name)
      return [name, MARK]
    })
  }

  return {
    request(request, place = '') {
      origin = URL.canParse(request.url) ? new URL(request.url).origin : null
      return {
        ...request,
        url: redactor.text(text(request.url, `address${place}`)),
        headers: headers(request.headers, `request${place}`),
        body: request.body === null ? null : redactor.text(text(request.body, `body of the request${place}`)),
      }
    },
    response(response, place = '') {
      return {
        ...response,
        headers: headers(response.headers, `answer${place}`),
        body: redactor.text(text(response.body, `body of the answer${place}`)),
      }
    },
    takeFound() {
      const result = found
      found = []
      return result
    },
  }
}
