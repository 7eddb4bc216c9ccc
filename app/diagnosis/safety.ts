import type { Attempt, Exchange } from '../contract/exchange.ts'
import { isSafeMethod } from '../contract/http.ts'
import { isTokenRequest } from './subject.ts'

export interface Safety {
  /** False when the request may have run, so that it could run twice. */
  isSafe: boolean
  reason: string
}

/** Whether an exchange can be repeated without asking: by its method, by the user's word, or because it was refused. */
export function safetyOf({ request, attempts }: Exchange): Safety {
  if (isSafeMethod(request.method))
    return { isSafe: true, reason: `${request.method} changes nothing, however often it is sent.` }
  if (isTokenRequest(request)) return { isSafe: true, reason: 'A second token request does no harm.' }
  if (request.idempotent)
    return { isSafe: true, reason: `You marked the ${request.method} as safe to send twice.` }
  const doubtful = attempts
    .filter(({ purpose }) => purpose === 'request')
    .map((attempt) => doubtOf(attempt))
    .find((doubt) => doubt !== null)
  if (doubtful === undefined)
    return { isSafe: true, reason: 'The API refused it, or it was never sent, so it has not run.' }
  return { isSafe: false, reason: `The ${request.method} may have run: ${doubtful}.` }
}

/** Why an attempt may have run; null when it certainly was not. */
function doubtOf({ response, failure }: Attempt): string | null {
  if (failure) return failure.mayHaveBeenSent ? 'the connection broke after it was sent' : null
  if (!response) return 'no response came'
  const { status } = response
  // 4xx: the server says that it did not act on the request (RFC 9110 section 15.5).
  if (status >= 400 && status < 500) return null
  if (status >= 500) return `the server failed with HTTP ${status}`
  return status < 300 ? `the response has HTTP ${status}` : `the response has HTTP ${status}, a redirect`
}
