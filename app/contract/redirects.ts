import type { Redirect } from './exchange.ts'
import { splitUrl } from './url.ts'
import { clip } from './values.ts'

/** Characters of a place in a sentence. */
const LONGEST_PLACE = 80

/** `302 to /login, 307 to /home`: without queries, which are long and may hold what lets somebody in. */
export function redirectText(redirects: readonly Redirect[]): string {
  return redirects.map(({ status, url }) => `${status} to ${pathOf(url)}`).join(', ')
}

/** What is said of the redirects before a response; empty where there was none. */
export function redirectSentence(redirects: readonly Redirect[] = []): string {
  return redirects.length === 0 ? '' : `The server redirected the request: ${redirectText(redirects)}.`
}

export function pathOf(url: string): string {
  return clip(splitUrl(url).path || '/', LONGEST_PLACE)
}

const SIGN_IN =
  /(^|[^a-z])(log[-_]?(in|on)|sign[-_]?(in|on)|sso|saml2?|oauth2?|oidc|openid|adfs|auth(n|enticate|orize)?)([^a-z]|$)/i

/** Whether an address looks like a page to sign in, by its host and path. */
export function isSignIn(url: string): boolean {
  const { authority, path } = splitUrl(url)
  return SIGN_IN.test(authority) || SIGN_IN.test(path)
}
