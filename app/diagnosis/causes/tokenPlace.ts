import { step } from '../../catalog/text.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { afterFresh } from '../freshToken.ts'
import { otherRegionIn, regionAt } from '../regions.ts'
import { sayingOf, type NamedFault } from '../tokenSigns.ts'
import { clip } from '../../contract/values.ts'

export const sendUnchanged = step(
  'In your program, send the token that the token request of the same host returned, unchanged.',
)

/** Whether the claims name the other region than the one that the request went to. */
export function isOfOtherRegion(subject: AnswerContext): boolean {
  const here = regionAt(subject.target.host)
  return here !== undefined && otherRegionIn(placesOf(subject), here) !== undefined
}

/** A token that was made for another place, or by another service, than the API takes it from. */
export function explainRegion(subject: AnswerContext, named?: NamedFault): Partial<Explanation> {
  const here = regionAt(subject.target.host)
  const places = placesOf(subject)
  const there = here && otherRegionIn(`${places} ${named?.said ?? ''}`, here)
  const { steps, retry } = afterFresh(subject)
  const isIssuer = named?.fault === 'issuer'
  const claim = places === '' ? '' : ` The token names ${places}.`
  const asked = subject.target.host === null ? '' : ` The request went to ${subject.target.host}.`
  return {
    headline: there
      ? `The token is of the other region, ${there.name}`
      : isIssuer
        ? 'The API does not trust who issued the token'
        : 'The token is not for this API',
    meaning: there
      ? 'Each region accepts only its own tokens.'
      : 'The API takes only tokens that are made for it and by a service that it trusts.',
    cause: `${sayingOf(subject).trim()}${claim}${asked}`.trim(),
    remedy: there
      ? [
          step(`Send the request to ${there.baseUrl}, the host of ${there.name}.`, 'other-region'),
          step(`Or use a key of ${here.name}.`, 'switch-key'),
        ]
      : [
          step(
            'Check the base URL: AU is gateway-api.guardhousehq.com, UK is gateway-api.guardhousehq.co.uk.',
            'open-settings',
          ),
          sendUnchanged,
          ...steps,
        ],
    retry: there
      ? { helps: 'no', advice: 'Each token of this key gets the same response there.', notBefore: null }
      : retry,
  }
}

/** The audience and the issuer of the token, as it names them. */
function placesOf({ evidence: { claims } }: AnswerContext): string {
  const audience = (claims?.audience ?? []).map((each) => `the audience ${each}`)
  const issuer = claims?.issuer === undefined ? [] : [`the issuer ${claims.issuer}`]
  return clip([...audience, ...issuer].join(' and '), 400)
}
