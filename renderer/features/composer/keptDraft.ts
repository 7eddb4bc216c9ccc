import { isObject, parseJson } from '../../../app/contract/values.ts'
import { isSecretName } from '../../../app/contract/secretNames.ts'
import { copyOf, type Draft, type HeaderLine } from './draft.ts'

/** What is longer than this is no body that somebody typed, and too much to write at each pause. */
const LONGEST_BODY = 200_000

/** A JWT, a bearer or basic credential, a webhook's secret, or a long run of letters and digits without a word in it. */
const SECRET_VALUE = /\beyJ[\w-]+\.|^(?:bearer|basic)\s|whsec_|^(?=\S*\d)(?=\S*[A-Za-z])\S{20,}$/i
const FIELD_NAME = /"([^"\\]{1,64})"\s*:/g

/** The draft as it may be kept on disk: what looks secret is left out, and has to be entered again. */
export function withoutSecrets(draft: Draft): Draft {
  return {
    ...draft,
    target: targetWithoutSecrets(draft.target),
    headers: draft.headers.map((line): HeaderLine => {
      const isSecret =
        line.isSecret === true ||
        isSecretName(line.name.trim(), 'header') ||
        SECRET_VALUE.test(line.value.trim())
      return isSecret ? { ...line, value: '', isSecret } : { ...line }
    }),
    body: draft.body.length > LONGEST_BODY || holdsSecret(draft.body) ? '' : draft.body,
  }
}

function holdsSecret(body: string): boolean {
  return (
    /\beyJ[\w-]+\.|whsec_/i.test(body) ||
    [...body.matchAll(FIELD_NAME)].some(([, name = '']) => isSecretName(name, 'field'))
  )
}

function targetWithoutSecrets(target: string): string {
  const withoutUser = target.replace(/^(https?:\/\/)[^/@?#]*@/i, '$1')
  return withoutUser.replace(
    /([?&])([^=&#]*)=([^&#]*)/g,
    (whole, mark: string, name: string, value: string) =>
      isSecretName(name, 'query') || SECRET_VALUE.test(value) ? `${mark}${name}=` : whole,
  )
}

/** The draft as the text that is kept, without what looks secret. What main knows to be secret it takes out itself. */
export function writtenDraft(draft: Draft): string {
  return JSON.stringify(withoutSecrets(copyOf(draft)))
}

/** The draft that was kept; null when there is none that can be read. */
export function readDraft(text: string | null): Draft | null {
  const value = parseJson(text ?? '')
  if (!isObject(value)) return null
  const { method, target, headers, body } = value
  // Drafts of earlier versions name it `vouched`.
  const markedIdempotent = value['markedIdempotent'] ?? value['vouched']
  if (typeof method !== 'string' || typeof target !== 'string' || typeof body !== 'string') return null
  if (typeof markedIdempotent !== 'boolean' || !Array.isArray(headers)) return null
  return { method, target, headers: headers.flatMap(readHeader), body, markedIdempotent }
}

function readHeader(line: unknown): HeaderLine[] {
  if (!isObject(line) || typeof line['name'] !== 'string' || typeof line['value'] !== 'string') return []
  return [
    {
      name: line['name'],
      value: line['value'],
      ...(line['isSecret'] === true && { isSecret: true }),
      ...(line['isOff'] === true && { isOff: true }),
    },
  ]
}
