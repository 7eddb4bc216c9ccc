import type { Explained } from '../explain.ts'
import type { Decoded } from '../decode.ts'
import { statusInBody } from '../statusInBody.ts'
import { CHECK_FIRST, enterStatus, NEVER_OF_403 } from './statusless.ts'

/** The status of a failure that a body names itself, where nobody told the HTTP status. */
export function failureInBody(decoded: Decoded): number | null {
  const status = statusInBody(decoded)
  return status !== null && status >= 400 ? status : null
}

/** An explanation by the status that the body names: the HTTP status itself still decides about a retry. */
export function withStatusSaid({ explanation }: Explained, status: number): Explained {
  const { meaning, remedy } = explanation
  return {
    basis: 'body-shape',
    explanation: {
      ...explanation,
      meaning: `The body says status ${status}. ${meaning}`,
      remedy: [...remedy.filter(({ action }) => action !== 'replay'), enterStatus],
      retry: status === 403 ? NEVER_OF_403 : CHECK_FIRST,
    },
  }
}
