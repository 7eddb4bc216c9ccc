import type { IncomingHttpHeaders } from 'node:http'
import { jsonFields } from '../body.ts'
import { success } from '../envelopes.ts'
import { SANDBOX_KEYS } from '../keys.ts'
import { failure, GENERIC_CODE, type Reply } from '../reply.ts'
import type { TokenDesk } from '../tokenEndpoint.ts'

export const TOKEN_PATH = '/api/token/request'

/**
 * Exchanges a key for a token. The owner of the API has not published how the key is sent,
 * so every way that a profile can be set to is understood.
 */
export function answerTokenRequest(
  headers: IncomingHttpHeaders,
  body: string,
  desk: TokenDesk,
  now: number,
): Reply {
  const secret = findSecret(headers, body)
  if (secret === null) return failure(400, GENERIC_CODE, ['apiKey is required.'])
  const key = SANDBOX_KEYS.find((candidate) => candidate.secret === secret)
  if (!key || desk.isRevoked(key.alias)) {
    return failure(401, 401, ['The API key is unknown or has been revoked.'])
  }
  const { token, expiresAt } = desk.issue(key, now)
  const data = { token, expiresAt: new Date(expiresAt).toISOString(), tokenType: 'Bearer' }
  return success('standard', { data })
}

function findSecret(headers: IncomingHttpHeaders, body: string): string | null {
  const header = headers['x-api-key']
  if (typeof header === 'string' && header !== '') return header
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return bearer
  const isForm = headers['content-type']?.includes('application/x-www-form-urlencoded') ?? false
  const value = isForm ? new URLSearchParams(body).get('apiKey') : jsonFields(body).get('apiKey')
  return typeof value === 'string' && value !== '' ? value : null
}
