import { step } from '../../catalog/text.ts'
import { headerOf } from '../../contract/headers.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { isSignIn } from '../../contract/redirects.ts'
import { originOf, splitTarget, splitUrl } from '../../contract/url.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { isTokenRequest } from '../subject.ts'
import { signInAt } from './signIn.ts'

const LONGEST_PLACE = 200

/** A redirect that was not followed: where it leads, without the query, which may hold a secret. */
export function explainRedirect(subject: AnswerContext): Partial<Explanation> {
  const { response, request } = subject
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
  if (isSameWithTls(request.url, location)) return toHttps(subject, origin ?? '')
  const spelling = isElsewhere ? null : otherSpelling(subject, path)
  if (spelling) return { ...told, ...spelling }
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

/** A redirect to the same path, written in another way; null for any other. */
function otherSpelling({ request, target }: AnswerContext, path: string): Partial<Explanation> | null {
  const differs = spellingOf(target.path, path)
  if (differs === null) return null
  const method = request.method.toUpperCase()
  return {
    headline: 'The server wants the path in another spelling',
    cause: `Only ${differs} differs.${isSafeMethod(method) ? '' : ` The ${method} was not run at the old path.`}`,
    remedy: [step(`Send the request to ${clip(path, LONGEST_PLACE)}.`, 'edit-request')],
  }
}

/** In what two spellings of one path differ; null for different paths. */
function spellingOf(one: string, other: string): string | null {
  if (one === other) return null
  const single = (path: string) => path.replaceAll(/\/{2,}/g, '/')
  const bare = (path: string) => single(path).replace(/\/$/, '')
  if (bare(one).toLowerCase() !== bare(other).toLowerCase()) return null
  if (bare(one) !== bare(other)) return 'the letter case'
  return single(one) === single(other) ? 'a doubled slash' : 'the slash at the end'
}

/** Whether a redirect changes http into https and nothing of the host, whatever the ports are. */
function isSameWithTls(from: string, to: string): boolean {
  const [first, second] = [splitTarget(from), splitTarget(to)]
  return (
    splitUrl(from).scheme === 'http' &&
    splitUrl(to).scheme === 'https' &&
    bareHost(first.host) !== '' &&
    bareHost(first.host) === bareHost(second.host)
  )
}

const bareHost = (host: string | null) => (host ?? '').toLowerCase().replace(/:\d+$/, '')

function toHttps({ request, isTokenAnswer }: AnswerContext, origin: string): Partial<Explanation> {
  const secret =
    isTokenAnswer || isTokenRequest(request)
      ? 'key'
      : headerOf(request.headers, 'authorization') === null
        ? null
        : 'token'
  return {
    headline: 'The server wants https, the base URL has http',
    meaning: 'The server redirected to the same host with https. Postern did not follow.',
    cause: `The base URL begins with http.${secret === null ? '' : ` The request went without encryption, so others on the way could read its ${secret}.`}`,
    remedy: [
      step(`Write https in the base URL: ${clip(origin, 100)}.`, 'open-settings'),
      ...(secret === null ? [] : [secret === 'token' ? FRESH : NEW_KEY]),
    ],
  }
}

const FRESH = step('Use a fresh token after that, since this one went without encryption.')
const NEW_KEY = step('Ask your key administrator whether to replace the key, which went without encryption.')

const checkBase = step('Check the base URL of the profile.', 'open-settings')
