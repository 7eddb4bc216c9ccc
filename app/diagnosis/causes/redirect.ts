import { step } from '../../catalog/text.ts'
import { headerOf } from '../../contract/headers.ts'
import { isSignIn } from '../../contract/redirects.ts'
import { originOf, splitUrl } from '../../contract/url.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { signInAt } from './signIn.ts'

const LONGEST_PLACE = 200

/** A redirect that was not followed: where it leads, without the query, which may hold a secret. */
export function explainRedirect({ response, request }: AnswerContext): Partial<Explanation> {
  const location = headerOf(response.headers, 'location')
  if (response.status === 304 || location === null || location.trim() === '') return {}
  const { scheme, authority, path } = splitUrl(location)
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  const place = clip((scheme === null ? '' : `${scheme}://${host}`) + path, LONGEST_PLACE)
  const to = clip(host === '' ? path : host, 60)
  const origin = originOf(location)
  const isElsewhere = origin !== null && origin !== originOf(request.url)
  const meaning = [
    `The new URL is ${place}.`,
    isElsewhere
      ? 'Postern does not follow a redirect to another origin: the key belongs to this host alone.'
      : '',
  ]
  const told = { headline: `The server redirected to ${to}`, meaning: meaning.join(' ').trim() }
  if (isSignIn(location)) {
    const { cause, remedy } = signInAt(to)
    return { ...told, headline: `The server redirected to ${to}, a sign-in page`, cause, remedy }
  }
  if (scheme === 'http' && request.url.startsWith('https'))
    return {
      ...told,
      cause: 'The new URL has no encryption, so the token would be readable on the way.',
      remedy: [step("Ask the gateway's owner to correct the redirect."), checkBase],
    }
  return {
    ...told,
    remedy: [
      origin === null
        ? checkBase
        : step(`If the API has moved, set the base URL to ${clip(origin, 100)}.`, 'open-settings'),
      step("Ask the gateway's owner for the URL of the API."),
    ],
  }
}

const checkBase = step('Check the base URL of the profile.', 'open-settings')
