import type { ApiRequest, ApiResponse, Header } from '../contract/exchange.ts'
import { cut, MARK, type Range } from './ranges.ts'
import { createRedactor } from './redaction.ts'
import { findByShape, isSecretHeader } from './secretPatterns.ts'

/** A secret that came in with something imported. It is in clear here and nowhere else. */
export interface FoundSecret {
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

export function createSecretTaker(): SecretTaker {
  const known = new Set<string>()
  let found: FoundSecret[] = []
  const redactor = createRedactor(() => [...known])

  function note(value: string, where: string): void {
    const secret = value.replace(/^(?:bearer|basic|digest|token|apikey)\s+/i, '').trim()
    if (secret.length < SHORTEST || secret.includes(MARK) || known.has(secret) || known.size >= MOST_FOUND)
      return
    known.add(secret)
    found.push({ where, value: secret })
  }

  function text(value: string, where: string): string {
    const ranges: Range[] = []
    findByShape(value, ranges)
    for (const { start, end } of ranges) note(value.slice(start, end), where)
    return ranges.length === 0 ? value : cut(value, ranges)
  }

  function headers(list: readonly Header[], whose: string): Header[] {
    return list.map(([name, value]) => {
      const where = `header ${name} of the ${whose}`
      if (!isSecretHeader(name) || value === '') return [name, text(value, where)]
      note(value, where)
      return [name, MARK]
    })
  }

  return {
    request(request, place = '') {
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
