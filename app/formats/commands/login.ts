import { headerOf, mediaTypeOf } from '../../contract/headers.ts'
import { isPlaceholder } from '../../contract/placeholder.ts'
import type { LearntLogin } from '../../contract/learntLogin.ts'
import { isRandom, secrecyOf, type NamePlace } from '../../contract/secretNames.ts'
import { originOf, requestPath, splitUrl } from '../../contract/url.ts'
import { isObject, parseJson } from '../../contract/values.ts'
import { listed } from '../../contract/words.ts'
import { readCommandText } from './readers.ts'
import { refuse, type PlainRequest } from './request.ts'

/** A login, and the key that it sends: null where the command has only a placeholder for it. */
export type ReadLogin = LearntLogin & { secret: string | null }

type Pair = readonly [name: string, value: string]
type Place = Pick<LearntLogin['token'], 'sendKeyIn' | 'keyName'> & {
  secret: string
  others: readonly string[]
}

/** By how surely a value is the key. */
const RANKS = { always: 3, text: 2, random: 1 } as const

/**
 * Reads from a command how it asks for a token: where, and where the key goes. Null for a text without a command.
 * @throws PosternError bad-input when Postern cannot ask in that way
 */
export function readLogin(text: string): ReadLogin | null {
  const reading = readCommandText(text)
  if (reading === null) return null
  const { method, url } = reading.request
  const baseUrl = originOf(url)
  if (baseUrl === null) throw refuse('The command names no host', 'Paste the command with its whole URL.')
  if (method !== 'POST' && method !== 'GET')
    throw refuse(
      `Postern requests tokens with POST or GET, not with ${method}`,
      'Paste the command that logs in.',
    )
  const place = placeOfKey(reading.request)
  if (place === null)
    throw refuse('No part of it looks like an API key', 'Set the parts of the token request yourself.')
  const { sendKeyIn, keyName, secret, others } = place
  return {
    baseUrl,
    token: { method, path: requestPath(url), sendKeyIn, keyName, tokenAt: null, expiresAt: null },
    secret: isPlaceholder(secret) ? null : secret,
    notes:
      others.length === 0
        ? []
        : [`The command also sends ${listed(others)}. Postern sends the key alone, so the login may fail.`],
  }
}

/** A body says more than a header, which may let a program in before it logs in. */
function placeOfKey({ url, headers, body }: PlainRequest): Place | null {
  const fields = fieldsOf(body, mediaTypeOf(headers))
  const found = fields && keyAmong(fields.pairs, 'field')
  if (fields && found) return { sendKeyIn: fields.sendKeyIn, ...found }
  const bearer = /^bearer\s+(.+)$/i.exec(headerOf(headers, 'authorization') ?? '')?.[1]
  if (bearer !== undefined)
    return { sendKeyIn: 'bearer', keyName: 'Authorization', secret: bearer, others: [] }
  const header = keyAmong(
    headers.filter(([name]) => secrecyOf(name, 'header') !== null),
    'header',
  )
  if (header) return { sendKeyIn: 'header', ...header, others: [] }
  const isInQuery = (splitUrl(url).query ?? '') !== '' && keyAmong(queryOf(url), 'query') !== null
  if (isInQuery) throw refuse('It sends the key in its URL', 'Ask for a login that takes the key in a body.')
  return null
}

function queryOf(url: string): Pair[] {
  return [...new URLSearchParams(splitUrl(url).query ?? '')].filter(
    ([name, value]) => secrecyOf(name, 'query') !== null || isRandom(value),
  )
}

/** The members of a JSON body, or the fields of a form; null for another body. */
function fieldsOf(
  body: string | null,
  type: string | null,
): { sendKeyIn: 'json' | 'form'; pairs: Pair[] } | null {
  if (body === null || body.trim() === '') return null
  const json = parseJson(body)
  if (isObject(json)) {
    const texts = Object.entries(json).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    )
    return { sendKeyIn: 'json', pairs: texts }
  }
  const isForm = type === 'application/x-www-form-urlencoded' || /^[\w.%+-]+=[^\s]*$/.test(body.trim())
  return isForm ? { sendKeyIn: 'form', pairs: [...new URLSearchParams(body.trim())] } : null
}

/** The one that is most surely a key; the only one, whatever its name. */
function keyAmong(pairs: readonly Pair[], place: NamePlace): Omit<Place, 'sendKeyIn'> | null {
  const rankOf = ([name, value]: Pair) => {
    const secrecy = secrecyOf(name, place)
    return (secrecy === null ? 0 : RANKS[secrecy]) + (isRandom(value) ? 1 : 0)
  }
  const [best] = pairs.toSorted((one, other) => rankOf(other) - rankOf(one))
  if (best === undefined || (rankOf(best) === 0 && pairs.length > 1)) return null
  const [keyName, secret] = best
  return { keyName, secret, others: pairs.filter((pair) => pair !== best).map(([name]) => name) }
}
