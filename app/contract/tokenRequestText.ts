import type { Attempt } from './exchange.ts'
import { pathOf } from './redirects.ts'

type TokenRequest = NonNullable<Attempt['tokenRequest']>

/** Such as `key as apiKey in JSON`; empty where an earlier version did not tell. */
export function keyPlaceText({ sendKeyIn, keyName }: Pick<TokenRequest, 'sendKeyIn' | 'keyName'>): string {
  if (sendKeyIn === undefined) return ''
  const places = {
    json: `key as ${keyName ?? ''} in JSON`,
    form: `key as ${keyName ?? ''} in a form`,
    header: `key in the header ${keyName ?? ''}`,
    bearer: 'key in the header Authorization',
  } satisfies Record<typeof sendKeyIn, string>
  return places[sendKeyIn]
}

/** Such as `The token request was POST /api/token/request, key as apiKey in JSON.` */
export function tokenRequestText(sent: TokenRequest): string {
  const place = keyPlaceText(sent)
  return `The token request was ${sent.method} ${pathOf(sent.url)}${place === '' ? '' : `, ${place}`}.`
}
