import { parseJson, isObject } from '../contract/values.ts'
import { bearerOf, headerOf } from '../contract/headers.ts'
import type { Header } from '../contract/exchange.ts'
import type { TokenRecipe } from '../contract/profile.ts'
import { splitUrl } from '../contract/url.ts'
import { readClaims } from '../diagnosis/claims.ts'
import { markOf } from '../files/secretMark.ts'

/** Tells the keys behind calls apart, and keeps neither key nor token. */
export interface CallKeys {
  /** Mark of the token of a call; null where it has none. */
  tokenOf(headers: readonly Header[]): string | null
  /**
   * Mark of the key behind a call. Where its key has not been seen, what the token claims tells it apart, and the token itself
   * where nothing can be read in it. Null for a call without a token.
   */
  of(headers: readonly Header[]): string | null
  /** Whether a call asks for a token. */
  isTokenRequest(target: string): boolean
  /** Learns from a token request which key the token belongs to. Returns the mark of the key, and the secrets that passed. */
  learn(
    asked: { headers: readonly Header[]; body: string },
    answered: string,
  ): { mark: string; secrets: string[] } | null
}

/** Tokens live for minutes: the oldest of so many are gone. */
const MOST_TOKENS = 10_000

export function createCallKeys(
  recipe: TokenRecipe,
  salt: string,
  tokenIn: (body: string) => string | null,
): CallKeys {
  const keyOfToken = new Map<string, string>()

  function tokenOf(headers: readonly Header[]): string | null {
    const token = bearerOf(headers)
    return token === null ? null : markOf(token, salt)
  }

  return {
    tokenOf,
    of(headers) {
      const token = bearerOf(headers)
      if (token === null) return null
      const mark = markOf(token, salt)
      return keyOfToken.get(mark) ?? markOfClaims(token, salt) ?? mark
    },
    isTokenRequest: (target) => splitUrl(target).path === recipe.path,
    learn(asked, answered) {
      const key = keyIn(asked, recipe)
      const token = tokenIn(answered)
      if (key === null) return null
      const mark = markOf(key, salt)
      if (token !== null) keyOfToken.set(markOf(token, salt), mark)
      for (const oldest of keyOfToken.keys()) {
        if (keyOfToken.size <= MOST_TOKENS) break
        keyOfToken.delete(oldest)
      }
      return { mark, secrets: token === null ? [key] : [key, token] }
    },
  }
}

/** The same for all tokens of a key, though not for it alone; null where a token claims nothing. */
function markOfClaims(token: string, salt: string): string | null {
  const claims = readClaims(token)
  if (claims === null) return null
  const { keyType, companyIds, customerIds, siteIds } = claims
  const own = [keyType, companyIds, customerIds, siteIds]
  return own.every((claim) => claim === null) ? null : markOf(`claims ${JSON.stringify(own)}`, salt)
}

function keyIn(
  { headers, body }: { headers: readonly Header[]; body: string },
  recipe: TokenRecipe,
): string | null {
  const { sendKeyIn, keyName } = recipe
  const read = {
    json: () => {
      const value = parseJson(body)
      const key = isObject(value) ? value[keyName] : null
      return typeof key === 'string' ? key : null
    },
    form: () => new URLSearchParams(body).get(keyName),
    header: () => headerOf(headers, keyName.toLowerCase()),
    bearer: () => bearerOf(headers),
  }
  return read[sendKeyIn]() || null
}
