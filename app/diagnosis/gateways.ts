import type { ApiResponse, EnvelopeKind } from '../contract/exchange.ts'
import { SAYS_BY_STATUS, type GatewaySays, type GatewaySign } from './gatewaySign.ts'
import { FORM_OF_APIM, GATEWAY_SIGNS } from './gatewaySigns.ts'
import { FIRST_PART, wordsOf } from './pageWords.ts'
import { isApiKind } from './shapes.ts'

/** A program in front of the API that gave a response in its place. */
export interface Gateway {
  name: string
  says: GatewaySays
  /** True where other programs answer like that too. */
  isGuess: boolean
}

const MOST_HEADERS = 100
const isSuccessStatus = (status: number) => status >= 200 && status <= 299

/** Who answered in place of the API, by the signs of its response; null where none is known. */
export function gatewayOf(response: ApiResponse, kind: EnvelopeKind): Gateway | null {
  if (isApiKind(kind) || kind === 'problem-details') return null
  const isJson = kind === 'gateway' || kind === 'other-json'
  if (isJson && isSuccessStatus(response.status)) return null
  const raw = response.body.slice(0, FIRST_PART)
  const bodies = isJson ? [raw] : [raw, wordsOf(raw)]
  const headers = response.headers
    .slice(0, MOST_HEADERS)
    .map(([name, value]) => `${name.toLowerCase()}: ${value.slice(0, 300).toLowerCase()}`)
    .join('\n')
  for (const sign of GATEWAY_SIGNS) {
    if (sign.isPage && isJson) continue
    if (sign.status && !sign.status.includes(response.status)) continue
    if (sign.header && !sign.header.test(headers)) continue
    if (sign.body && !bodies.some((body) => sign.body?.test(body))) continue
    const found = known(sign, response.status)
    if (found) return found
  }
  return kind === 'gateway' && FORM_STATUSES.has(response.status)
    ? known(FORM_OF_APIM, response.status)
    : null
}

const FORM_STATUSES: ReadonlySet<number> = new Set([400, 404, 500])

/** For a response of nobody's known form, where its status would be told as the API's own. */
export function unknownGateway(status: number): Gateway | null {
  return FORM_STATUSES.has(status) ? known({ name: 'A gateway', isGuess: true }, status) : null
}

/** A program that is named, and says nothing that its status would explain, is no sign. */
function known({ name, says, isGuess = false }: GatewaySign, status: number): Gateway | null {
  const meant = says ?? SAYS_BY_STATUS[status]
  return meant === undefined ? null : { name, says: meant, isGuess }
}
