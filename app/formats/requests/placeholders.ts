import { secretKind, type SecretKind } from '../../contract/secretNames.ts'
import { REDACTED, splitAtMarks } from '../../contract/recorded.ts'

/** An environment variable that stands where a secret was. */
export interface Placeholder {
  variable: string
  /** Plain words without quotes and brackets: they stand inside a shell expansion. */
  meaning: string
}

export type Part = string | Placeholder

const TOKEN: Placeholder = { variable: 'POSTERN_TOKEN', meaning: 'the bearer token' }
const KEY: Placeholder = { variable: 'POSTERN_KEY', meaning: 'the API key' }
const SUBSCRIPTION: Placeholder = {
  variable: 'POSTERN_SUBSCRIPTION_KEY',
  meaning: 'the subscription key of the region',
}
const COOKIE: Placeholder = { variable: 'POSTERN_COOKIE', meaning: 'the cookies' }

const BY_KIND: Partial<Record<SecretKind, Part[]>> = {
  authorization: ['Bearer ', TOKEN],
  cookie: [COOKIE],
  'subscription-key': [SUBSCRIPTION],
  'api-key': [KEY],
}

/** Tells the same secret places apart with a number; one numbering serves a whole command. */
export type Numbering = { count: number }

/** The parts of a header's value, with a variable where a secret was blanked. */
export function headerParts(name: string, value: string, numbering: Numbering): Part[] {
  return (value === REDACTED && BY_KIND[secretKind(name)]) || textParts(value, numbering)
}

/** The parts of any other text, with a numbered variable for each blanked place. */
export function textParts(text: string, numbering: Numbering): Part[] {
  return splitAtMarks(text).flatMap((piece, index): Part[] => {
    if (index === 0) return [piece]
    numbering.count += 1
    return [
      {
        variable: `POSTERN_SECRET_${numbering.count}`,
        meaning: `the secret at place ${numbering.count}`,
      },
      piece,
    ]
  })
}
