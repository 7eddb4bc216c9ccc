import { isObject, parseJson } from '../../../app/contract/values.ts'
import { REDACTED } from '../../../app/contract/recorded.ts'
import { isRandom } from '../../../app/contract/secretNames.ts'
import { redactFully } from '../../../app/shapes/redactFully.ts'
import { copyOf, type Draft, type HeaderLine } from './draft.ts'
import { isSecretLine } from './typedSecrets.ts'

/** What is longer than this is no body that somebody typed, and too much to write at each pause. */
const LONGEST_BODY = 200_000

const QUERY_VALUE = /(?<=[?&][^=&#?]*=)[^&#]+/g

/** The draft as it may be kept on disk: what looks secret is left out, and has to be entered again. */
export function withoutSecrets(draft: Draft): Draft {
  const target = redactFully(draft.target)
  return {
    ...draft,
    target: target.replace(QUERY_VALUE, (value) => (isRandom(value) ? REDACTED : value)),
    headers: draft.headers.map((line) =>
      isSecretLine(line) || isRandom(line.value.trim())
        ? { ...line, value: '', isSecret: true }
        : { ...line },
    ),
    body: draft.body.length > LONGEST_BODY ? '' : redactFully(draft.body),
  }
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
