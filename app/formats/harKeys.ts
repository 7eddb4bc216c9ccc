import type { ApiRequest, ApiResponse, Header } from '../contract/exchange.ts'
import { isSecretName, type NamePlace } from '../contract/secretNames.ts'
import { isObject, parseJson } from '../contract/values.ts'
import { isTokenRequest } from '../diagnosis/subject.ts'
import { markOf } from '../files/secretMark.ts'

/** Tells the keys behind the entries of one HAR file apart, and keeps neither key nor token. */
export interface HarKeys {
  /** Mark of the key; null where the entries so far do not tell. */
  of(request: ApiRequest, response: ApiResponse | null, token: string | null): string | null
}

/** How deep in a response a token may be. */
const DEEPEST = 3

export function createHarKeys(salt: string): HarKeys {
  const keyOfToken = new Map<string, string>()
  return {
    of(request, response, token) {
      if (!isTokenRequest(request))
        return token === null ? null : (keyOfToken.get(markOf(token, salt)) ?? null)
      const secrets = [...secretsInBody(request.body ?? ''), ...secretsInHeaders(request.headers)]
      if (secrets.length === 0) return null
      const key = markOf(secrets.join('\n'), salt)
      for (const received of secretsIn(parseJson(response?.body ?? ''), DEEPEST))
        keyOfToken.set(markOf(received, salt), key)
      return key
    },
  }
}

function secretsInBody(body: string): string[] {
  const value = parseJson(body)
  if (isObject(value)) return secretsIn(value, 1)
  return [...new URLSearchParams(body)].flatMap(([name, text]) => secretOf(name, text, 'field'))
}

function secretsInHeaders(headers: readonly Header[]): string[] {
  return headers.flatMap(([name, text]) => secretOf(name, text, 'header'))
}

/** Texts under the name of a secret, so many levels deep. */
function secretsIn(value: unknown, levels: number): string[] {
  if (!isObject(value) || levels === 0) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'string' ? secretOf(name, inner, 'field') : secretsIn(inner, levels - 1),
  )
}

function secretOf(name: string, text: string, place: NamePlace): string[] {
  return text !== '' && isSecretName(name, place) ? [text] : []
}
